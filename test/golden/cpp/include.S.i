# 0 "include.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "inc/pre.h" 1
pre.h here
# 0 "<command-line>" 2
# 1 "include.S"


# 1 "inc/guarded.h" 1


guarded
# 4 "include.S" 2




# 1 "inc/plain.h" 1
plain 1
# 9 "include.S" 2
# 1 "inc/sub/deep.h" 1
# 1 "inc/sub/beside.h" 1


beside "inc/sub/beside.h"
# 2 "inc/sub/deep.h" 2
deep "inc/sub/deep.h"
# 10 "include.S" 2
# 1 "inc/once.h" 1
               
once
# 11 "include.S" 2



# 1 "inc/both.h" 1
both in inc
# 1 "inc2/both.h" 1
both in inc2 2
# 3 "inc/both.h" 2
after
# 15 "include.S" 2

has


has next
# 30 "include.S"
# 1 "inc/notail.h" 1
no newline at the end
# 31 "include.S" 2
end


# 1 "inc/vers2.h" 1
vers2
# 35 "include.S" 2
call(

)
