/**
 * Record the listings of GNU as for test/asm/listing/language.s, one file for each set of letters, and for expansions.s
 * and symbols.s (pages, expansions, symbols): test/asm/listing.test.ts holds ours against them. Needs aarch64-linux-gnu-as.
 */
import { execFileSync } from 'node:child_process';

const directory = new URL('../test/asm/listing/', import.meta.url);
for (const letters of ['ln', 'lmn', 'lcn', 'ldn', 'lsn', 'ls']) {
  const arguments_ = [`-a${letters}=${letters}.txt`, '-o', '/dev/null', 'language.s'];
  execFileSync('aarch64-linux-gnu-as', arguments_, { cwd: directory });
}
for (const name of ['expansions', 'symbols'])
  execFileSync('aarch64-linux-gnu-as', [`-alms=${name}.txt`, '-o', '/dev/null', `${name}.s`], { cwd: directory });
