# 0 "computed.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "computed.S"


3 "mappeduted.S" "mappeduted.S" 0 0 1


6 6
7 8



11 12 12 13 14 15




2 3 4 5


u_6 l_19
# 100 "computed.S"
100 100
# 200 "other.S"
200 "other.S" "other.S"
# 300 "other.S"
300
# 1 "inc/level.h" 1
in level.h: 1 "inc/level.h" "mappeduted.S" 1 1
# 302 "other.S" 2
302 "other.S" 0



8
