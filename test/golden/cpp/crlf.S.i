# 0 "crlf.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "crlf.S"
crlf line


1 2

    y

yes

last
