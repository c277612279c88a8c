/**
 * Random small scripts and objects against GNU ld: the executable must be the same, byte for byte; where GNU ld refuses, so
 * must we. Seeded, so that a failing case can be made again: A64AS_LD_SEED, A64AS_LD_CASES (of each kind of script).
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DiagnosticSink } from '../../../src/diag/diagnostic.ts';
import { link } from '../../../src/ld/index.ts';
import { SourceMap } from '../../../src/text/source-map.ts';
import { regionScript } from '../../ld/random-regions.ts';
import { generator, type Pick, script, source } from '../../ld/random-script.ts';
import type { CaseResult, Suite } from '../suite.ts';

async function runCase(
  directory: string,
  kind: string,
  seed: number,
  write: (pick: Pick) => string,
): Promise<CaseResult> {
  const pick = generator(seed);
  const units = 1 + pick(3);
  const id = `${kind} ${seed}`;
  const objects: string[] = [];
  for (let unit = 0; unit < units; unit++) {
    fs.writeFileSync(path.join(directory, `u${unit}.s`), source(pick, unit, units));
    spawnSync('aarch64-linux-gnu-as', [`u${unit}.s`, '-o', `u${unit}.o`], { cwd: directory });
    objects.push(`u${unit}.o`);
  }
  const text = write(pick);
  fs.writeFileSync(path.join(directory, 'case.lds'), text);
  fs.rmSync(path.join(directory, 'ref'), { force: true });
  const gnu = spawnSync('aarch64-linux-gnu-ld', ['-z', 'noexecstack', '-T', 'case.lds', ...objects, '-o', 'ref'], {
    cwd: directory,
    encoding: 'utf8',
  });
  const sink = new DiagnosticSink();
  const image = await link({
    objects: objects.map((name) => ({ name, bytes: fs.readFileSync(path.join(directory, name)) })),
    script: { name: 'case.lds', text },
    options: { execStack: false },
    sink,
    sourceMap: new SourceMap(),
  });
  const reference = gnu.status === 0 ? fs.readFileSync(path.join(directory, 'ref')) : undefined;
  // Where GNU ld breaks down there is nothing to compare with.
  if (gnu.stderr.includes('internal error')) return { id, ok: true };
  if (!image || !reference) {
    const ok = !image && !reference;
    return ok
      ? { id, ok }
      : {
          id,
          ok,
          detail: image
            ? `GNU ld refuses: ${gnu.stderr.split('\n')[0]}`
            : `we refuse: ${sink.list.find((d) => d.severity === 'error')?.text}`,
        };
  }
  const mine = image.executable;
  if (Buffer.compare(mine, reference) === 0) return { id, ok: true };
  const at = mine.findIndex((byte, i) => byte !== reference[i]);
  return {
    id,
    ok: false,
    detail: `${mine.length} bytes, GNU ld ${reference.length}; first difference at 0x${at.toString(16)}`,
  };
}

export const suite: Suite = {
  name: 'ld-random',
  tools: ['aarch64-linux-gnu-as', 'aarch64-linux-gnu-ld'],
  async run(context) {
    const first = Number(process.env.A64AS_LD_SEED ?? 1);
    const cases = Number(process.env.A64AS_LD_CASES ?? 200);
    const results: CaseResult[] = [];
    for (const [kind, write] of [
      ['seed', script],
      ['regions', regionScript],
    ] as const)
      for (let seed = first; seed < first + cases; seed++)
        results.push(await runCase(context.scratch, kind, seed, write));
    return results;
  },
};
