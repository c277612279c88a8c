/** The reference compiler: aarch64-linux-gnu-gcc, for the recorder and the conformance suites (not for `npm test`). */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { RecordType, Target } from '../../src/offsets/index.ts';
import { probe, type Row, referenceRows } from './measure.ts';

export const TARGETS: readonly Target[] = [
  { abi: 'lp64', bigEndian: false, config: {} },
  { abi: 'ilp32', bigEndian: false, config: {} },
  { abi: 'lp64', bigEndian: true, config: {} },
  { abi: 'ilp32', bigEndian: true, config: {} },
];

export function targetName(target: Target): string {
  return `${target.abi}-${target.bigEndian ? 'be' : 'le'}`;
}

export function flagsOf(target: Target): string[] {
  return [
    `-mabi=${target.abi}`,
    target.bigEndian ? '-mbig-endian' : '-mlittle-endian',
    '-std=gnu11',
    '-w',
    '-Wno-packed-bitfield-compat',
  ];
}

function section(object: string, name: string): Uint8Array {
  const out = `${object}${name}`;
  execFileSync('aarch64-linux-gnu-objcopy', [
    '-O',
    'binary',
    `--only-section=${name}`,
    '--set-section-flags',
    `${name}=alloc,load,contents`,
    object,
    out,
  ]);
  return new Uint8Array(fs.readFileSync(out));
}

/** Compile a probe of `types` and read the rows that gcc gives them. */
export function compilerRows(types: readonly RecordType[], target: Target, scratch: string): Row[] {
  const source = path.join(scratch, `probe-${targetName(target)}.c`);
  const object = source.replace(/c$/, 'o');
  fs.writeFileSync(source, probe(types, target));
  execFileSync('aarch64-linux-gnu-gcc', [
    ...flagsOf(target),
    '-O0',
    '-fno-toplevel-reorder',
    '-c',
    source,
    '-o',
    object,
  ]);
  return referenceRows(types, target, section(object, '.numbers'), section(object, '.images'));
}
