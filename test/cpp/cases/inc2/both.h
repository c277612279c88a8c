both in inc2 __INCLUDE_LEVEL__
