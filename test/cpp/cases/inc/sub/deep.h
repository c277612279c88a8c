#include "beside.h"
deep __FILE__
