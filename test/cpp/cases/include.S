// args: -Iinc -Iinc2 -include pre.h -DNAME=<guarded.h> -Iinc
// inclusion: guards, once, next, import, macros, lines between
#include "guarded.h"
#include "guarded.h"
#include <guarded.h>
#include NAME
#define QUOTED "plain.h"
#include QUOTED
#include <sub/deep.h>
#include "once.h"
#include "once.h"
#import "plain.h"
#import "plain.h"
#include <both.h>
#if __has_include(<both.h>) && __has_include("plain.h") && !__has_include(<none.h>)
has
#endif
#if __has_include_next(<both.h>)
has next
#endif








#include /* comment */ "plain.h" // comment
#include "notail.h"
end
#define VERS(n) vers##n.h
#define MKINC(n) <VERS(n)>
#include MKINC(2)
call(
#include "plain.h"
)
#define call(x) [x]
