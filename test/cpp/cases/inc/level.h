in level.h: __LINE__ __FILE__ __BASE_FILE__ __INCLUDE_LEVEL__ L
