/**
 * Damaged objects and scripts: the linker must come back with an image or with an error, never with an exception or not at all.
 * Seeded and bounded: A64AS_LD_FUZZ_SEED, A64AS_LD_FUZZ_SECONDS (30). A case is one seed of ld-random with many mutations.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DiagnosticSink } from '../../../src/diag/diagnostic.ts';
import { link } from '../../../src/ld/index.ts';
import { SourceMap } from '../../../src/text/source-map.ts';
import { generator, type Pick, script, source } from '../../ld/random-script.ts';
import type { CaseResult, Suite } from '../suite.ts';

const CASES = 20;
/** Longer than this for a few hundred bytes of input is a hang. */
const LIMIT_MS = 20_000;
const VALUES = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff];

/** A few bytes set to telling values; now and then the end cut off. */
function damage(pick: Pick, bytes: Uint8Array): Uint8Array {
  const out = Uint8Array.from(bytes);
  if (pick(6) === 0) return out.subarray(0, pick(out.length));
  // Half of the hits go to the headers: the file's at its start, the sections' at its end.
  for (let n = 1 + pick(4); n > 0; n--) {
    const place = pick(4);
    const at =
      place === 0 ? pick(64) : place === 1 ? out.length - 1 - pick(Math.min(out.length, 800)) : pick(out.length);
    out[at] = VALUES[pick(VALUES.length)] as number;
  }
  return out;
}

const PIECES = [
  '{',
  '}',
  '(',
  ')',
  ';',
  ':',
  '*',
  '.',
  '=',
  '0',
  '-1',
  '/',
  ' % 0',
  '1 << 99',
  'ALIGN(3)',
  '. = 0;',
].concat([
  'SORT(',
  'KEEP(',
  '0xffffffffffffffff',
  'OVERLAY',
  'AT(',
  '"',
  '/*',
  'ADDR(.none)',
  'ORIGIN(x)',
  'ASSERT(0, "no")',
]);

/** Tokens dropped, doubled, replaced. */
function garble(pick: Pick, text: string): string {
  const parts = text.split(/(\s+|[(){};:])/);
  for (let n = 1 + pick(3); n > 0; n--) {
    const at = pick(parts.length);
    const kind = pick(3);
    if (kind === 0) parts[at] = '';
    else if (kind === 1) parts[at] = `${parts[at]} ${parts[at]}`;
    else parts[at] = PIECES[pick(PIECES.length)] as string;
  }
  return parts.join('');
}

interface Input {
  readonly objects: readonly { name: string; bytes: Uint8Array }[];
  readonly text: string;
}

/** What is wrong with how the linker took this, or undefined. */
async function complaint({ objects, text }: Input): Promise<string | undefined> {
  const sink = new DiagnosticSink();
  const started = performance.now();
  try {
    const image = await link({ objects, script: { name: 'case.lds', text }, sink, sourceMap: new SourceMap() });
    if (!image && sink.errorCount === 0) return 'no image, and no error';
    if (image && sink.errorCount > 0) return 'an image in spite of errors';
  } catch (error) {
    return error instanceof Error
      ? `${error.message}\n${(error.stack ?? '').split('\n').slice(1, 3).join('\n')}`
      : String(error);
  }
  return performance.now() - started > LIMIT_MS ? 'it took too long' : undefined;
}

function makeInput(directory: string, seed: number): Input {
  const pick = generator(seed);
  const units = 1 + pick(3);
  const objects = Array.from({ length: units }, (_, unit) => {
    const name = `u${unit}.o`;
    fs.writeFileSync(path.join(directory, `u${unit}.s`), source(pick, unit, units));
    spawnSync('aarch64-linux-gnu-as', [`u${unit}.s`, '-o', name], { cwd: directory });
    return { name, bytes: Uint8Array.from(fs.readFileSync(path.join(directory, name))) };
  });
  return { objects, text: script(pick) };
}

async function fuzz(directory: string, seed: number, until: number): Promise<CaseResult> {
  const base = makeInput(directory, seed);
  const pick = generator(seed * 7919);
  const found = new Set<string>();
  while (performance.now() < until && found.size < 5) {
    const victim = pick(base.objects.length);
    const inObject = pick(2) === 0;
    const problem = await complaint({
      objects: base.objects.map((o, i) => (inObject && i === victim ? { ...o, bytes: damage(pick, o.bytes) } : o)),
      text: inObject ? base.text : garble(pick, base.text),
    });
    if (problem !== undefined) found.add(problem);
  }
  const id = `seed ${seed}`;
  return found.size === 0 ? { id, ok: true } : { id, ok: false, detail: [...found].join('\n') };
}

export const suite: Suite = {
  name: 'ld-fuzz',
  tools: ['aarch64-linux-gnu-as'],
  async run(context) {
    const first = Number(process.env.A64AS_LD_FUZZ_SEED ?? 1);
    const seconds = Number(process.env.A64AS_LD_FUZZ_SECONDS ?? 30);
    const results: CaseResult[] = [];
    for (let i = 0; i < CASES; i++)
      results.push(await fuzz(context.scratch, first + i, performance.now() + (seconds * 1000) / CASES));
    return results;
  },
};
