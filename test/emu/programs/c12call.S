/* Class 12: calls to levels that are not there, at EL1 of a machine without EL2 and EL3. */
// flaw 1: 12 call-undefined HVC that is no PSCI call
// flaw 2: 12 call-undefined SMC
#include "bare.h"
	begin
	mov	x0, #2
#if FLAW == 1
	hvc	#0
#elif FLAW == 2
	smc	#0
#endif
	mov64	x0, 0x84000000
	hvc	#0
	finish
	bare_end
