#pragma GCC system_header
sys
#define SYS 1
sys2
