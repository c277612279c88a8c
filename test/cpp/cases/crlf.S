crlf line
#define X 1 \
 2
X
/* c
 */ y
#ifdef X
yes
#endif
last