/**
 * gcc's output under many options, for a C file that has a bit of everything (flags.c): debug information of all versions and levels,
 * position independence, code models, thread-local storage, sanitizers, instrumentation, branch protection, LTO. The object must be GNU
 * as's, byte for byte. A case is a set of options; sets that the compiler lacks are passed over.
 */
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { assembleFile, firstDifference, gnuObject } from '../assemble-file.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

const OPTIONS = [
  '-O0',
  '-O0 -g',
  '-O1 -g1',
  '-O1 -g3',
  '-O3 -g',
  '-Os -g -gdwarf-2',
  '-O2 -g -gdwarf-3',
  '-O2 -g -gdwarf-4',
  '-O2 -g -gdwarf-5 -gno-as-loc-support',
  '-O2 -g -gno-as-locview-support',
  '-O2 -g -ginline-points',
  '-O2 -gsplit-dwarf',
  '-O2 -g -gz',
  '-O2 -g -gstrict-dwarf',
  '-O2 -g -fdebug-types-section',
  '-O2 -ffunction-sections -fdata-sections -g',
  '-O2 -fpic -g',
  '-O2 -fPIE -g -fno-plt',
  '-O2 -fno-asynchronous-unwind-tables',
  '-O2 -g -fno-dwarf2-cfi-asm',
  '-O2 -fexceptions -g',
  '-O2 -fstack-clash-protection -g',
  '-O2 -mbranch-protection=standard -g',
  '-O2 -mbranch-protection=pac-ret+leaf+b-key -g',
  '-O2 -mcmodel=tiny',
  '-O2 -mtls-size=12 -ftls-model=local-exec',
  '-O2 -mtls-size=48 -ftls-model=local-exec',
  '-O2 -fpic -mtls-dialect=trad',
  '-O2 -fpic -mtls-dialect=desc',
  '-O2 -fstack-protector-all -g',
  '-O2 -fpatchable-function-entry=4,2 -g',
  '-O2 -pg -g',
  '-O2 -fsanitize=address -g',
  '-O2 -fsanitize=undefined -g',
  '-O2 -fsanitize=thread',
  '-O2 -flto -g',
  '-O2 -flto -ffat-lto-objects',
  '-O2 --coverage',
  '-O3 -march=armv8.2-a+sve2 -g',
  '-O2 -march=armv8.1-a+lse',
  '-O2 -mno-outline-atomics -finstrument-functions',
  '-O2 -fverbose-asm -dA',
  '-O2 -fno-common -fsection-anchors',
  '-O2 -frecord-gcc-switches -fcf-protection=none',
  '-O2 -fno-unit-at-a-time -fno-toplevel-reorder -g3 -gdwarf-4',
  '-O3 -funroll-all-loops -g -falign-functions=64 -falign-loops=32',
  '-Og -g -fvar-tracking-assignments',
  '-O2 -fsanitize=kernel-hwaddress -g',
  '-O2 -fsanitize-coverage=trace-pc',
  '-O2 -mgeneral-regs-only -ffixed-x18 -fsanitize=shadow-call-stack',
  '-O2 -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -g',
  '-O2 -freorder-blocks-and-partition -fprofile-use -g',
  '-O2 -fmerge-all-constants -fdata-sections',
  '-O2 -fvisibility=hidden -fno-ident',
  '-O2 -mtrack-speculation -g',
  '-O2 -fno-pic -fno-pie -mcmodel=large -g',
] as const;

async function runOptions({ root, scratch }: SuiteContext, options: string): Promise<CaseResult> {
  const input = path.join(root, 'test/conformance/flags.c');
  const source = path.join(scratch, 'flags.s');
  try {
    await promisify(execFile)('aarch64-linux-gnu-gcc', ['-w', ...options.split(' '), '-S', '-o', source, input]);
  } catch {
    return { id: options, ok: true };
  }
  const reference = gnuObject(source, scratch, path.join(scratch, 'flags.o'));
  if (!reference) return { id: options, ok: true };
  const { bytes, errors } = await assembleFile(source, scratch);
  const detail = bytes ? firstDifference(bytes, reference) : errors[0];
  return { id: options, ok: detail === undefined, ...(detail === undefined ? {} : { detail }) };
}

export const suite: Suite = {
  name: 'asm-flags',
  tools: ['aarch64-linux-gnu-as', 'aarch64-linux-gnu-gcc'],
  async run(context) {
    const results: CaseResult[] = [];
    for (const options of OPTIONS) results.push(await runOptions(context, options));
    return results;
  },
};
