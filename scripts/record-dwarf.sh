#!/bin/sh
# Makes the fixtures of test/elf/dwarf from their sources with aarch64-linux-gnu-gcc, and records what GNU addr2line says
# about every instruction: NAME.lines, one "section address file:line" each.
set -e
cd "$(dirname "$0")/../test/elf/dwarf/fixtures"
cc=aarch64-linux-gnu-gcc
flags='-fdebug-prefix-map='"$PWD/source"'=/src -ffile-prefix-map='"$PWD"'=/fixtures'
rm -f ./*.o ./*.elf ./*.lines
(
	cd source
	for v in 2 3 4 5; do
		$cc $flags -O1 -gdwarf-$v -c a.c -o ../a$v.o
		$cc $flags -g0 -gdwarf-$v -O0 -c types.c -o ../types$v.o
	done
	$cc $flags -gdwarf-2 -c b.S -o ../b2.o
	$cc $flags -gdwarf-5 -c b.S -o ../b5.o
	$cc $flags -O1 -gdwarf-5 -nostdlib -Wl,--build-id=none,-z,max-page-size=4096 ../a5.o ../b5.o -o ../linked.elf
	$cc $flags -O1 -gdwarf-5 -gdwarf64 -c a.c -o ../a5-64.o
	$cc $flags -gdwarf-5 -mbig-endian -c types.c -o ../types5-be.o
	$cc $flags -gdwarf-3 -mbig-endian -c types.c -o ../types3-be.o
	$cc $flags -gdwarf-5 -mabi=ilp32 -c types.c -o ../types5-ilp32.o
	$cc $flags -gbtf -c types.c -o ../types-btf.o
	$cc $flags -gbtf -mbig-endian -c types.c -o ../types-btf-be.o
	$cc $flags -gdwarf-5 -gz=zlib -c types.c -o ../types-compressed.o
)
for f in a?.o b?.o linked.elf; do
	for s in .text .text.other .text.more; do
		size=$(aarch64-linux-gnu-readelf -SW "$f" | sed -n "s/^ *\[ *[0-9]*\] $s  *PROGBITS  *\([0-9a-f]*\) [0-9a-f]* \([0-9a-f]*\) .*/\1 \2/p")
		[ -n "$size" ] || continue
		start=$((0x${size% *}))
		end=$((start + 0x${size#* }))
		case $f in *.o) select="-j $s" ;; *) select= ;; esac
		while [ $start -lt $end ]; do
			at=$(printf '0x%x' $start)
			echo "$s $at $(aarch64-linux-gnu-addr2line -e "$f" $select $at | sed 's/ (disc.*//; s/?$/0/')"
			start=$((start + 4))
		done
	done > "$f.lines"
done
