# 0 "pragma.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "pragma.S"


       
       

       


2
       
1
       
X

# 14 "pragma.S"

# 14 "pragma.S"
 x

# 15 "pragma.S"

# 15 "pragma.S"
 y


assert





gone






# 1 "inc/syshdr.h" 1
       
# 2 "inc/syshdr.h" 3
sys

sys2
# 32 "pragma.S" 2
x


1 2




redefined(1)
