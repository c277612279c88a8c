/* The program of granules.S with the 64K granule. */
// run: --cpu max
// flaw 1: 2 * unmapped without TLBI
// flaw 2: 4 * one entry of a contiguous group is not
// flaw 3: 4 * the output address changes at once
// flaw 4: 2 * TLBI of the next page
// flaw 5: 10 * T0SZ asks for another first level
// flaw 6: 2 * a contiguous group goes, TLBI of its first page only
// flaw 7: 4 * TLBI of the next page between break and make
#define GR 64
#include "granules.S"
