/* SPDX-License-Identifier: MIT */
/* Sizes for assembly sources and linker scripts alike: plain numbers, no suffix that either would choke on. */
#ifndef A64AS_SIZES_H
#define A64AS_SIZES_H

#define SZ_2K	0x800
#define SZ_4K	0x1000
#define SZ_16K	0x4000
#define SZ_64K	0x10000
#define SZ_2M	0x200000

#endif
