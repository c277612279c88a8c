both in inc
#include_next <both.h>
after
