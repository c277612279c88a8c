pre.h here
