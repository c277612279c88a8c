/* The program of granules.S with the 64K granule. */
// run: --cpu max
// flaw 1: 2 tlb-stale unmapped without TLBI
// flaw 2: 4 contiguous-mismatch one entry of a contiguous group is not
// flaw 3: 4 break-before-make the output address changes at once
// flaw 4: 2 tlb-stale TLBI of the next page
// flaw 5: 10 code-not-mapped T0SZ asks for another first level
// flaw 6: 2 tlb-stale a contiguous group goes, TLBI of its first page only
// flaw 7: 4 break-before-make TLBI of the next page between break and make
#define GR 64
#include "granules.S"
