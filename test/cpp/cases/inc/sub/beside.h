#if !defined(BESIDE)
# define BESIDE
beside __FILE__
#endif
