/**
 * A folder a feature: ok_*.s must give the recorded object of GNU as, err_*.s exactly the errors written on its lines.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type AsmOptions, assemble, writeObject } from '../../src/asm/index.ts';
import { DiagnosticSink } from '../../src/diag/diagnostic.ts';
import { withGrammar } from '../../src/expr/lazy.ts';
import { SourceMap } from '../../src/text/source-map.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), 'fixtures');

function optionsOf(text: string): AsmOptions {
  const flags = /^\/\/ flags: (.*)$/m.exec(text)?.[1] ?? '';
  const debug = /(?:^| )-gdwarf-(\d)/.exec(flags)?.[1];
  const dwarf = /--gdwarf-(\d)/.exec(flags)?.[1];
  return {
    directory: '/fixtures',
    bigEndian: flags.includes('-EB'),
    keepLocals: /(^| )-L( |$)/.test(flags),
    ...(debug ? { debug: Number(debug) } : {}),
    ...(dwarf ? { debug: Number(dwarf) } : {}),
  };
}

async function assembleFile(file: string): Promise<{ bytes: Uint8Array | undefined; errors: string[] }> {
  const text = fs.readFileSync(file, 'latin1');
  return withGrammar(() => {
    const sink = new DiagnosticSink();
    const sourceMap = new SourceMap();
    const elf = assemble({ text, name: path.basename(file), sourceMap, sink, options: optionsOf(text) });
    const errors = sink.list
      .filter((d) => d.severity === 'error')
      .map((d) => `${sourceMap.locate(d.pos)?.place.line}: ${d.text}`);
    return { bytes: elf && writeObject(elf), errors };
  });
}

for (const feature of fs.readdirSync(root)) {
  describe(feature, () => {
    for (const file of fs.readdirSync(path.join(root, feature)).filter((f) => f.endsWith('.s'))) {
      const full = path.join(root, feature, file);
      if (file.startsWith('ok_')) {
        it(`${file} gives GNU's object`, async () => {
          const { bytes, errors } = await assembleFile(full);
          expect(errors).toEqual([]);
          const golden = fs.readFileSync(full.replace(/\.s$/, '.o'));
          expect(Buffer.from(bytes ?? []).equals(golden), 'the object differs from the golden one').toBe(true);
        });
      } else {
        it(`${file} reports what it says`, async () => {
          const expected = fs
            .readFileSync(full, 'latin1')
            .split('\n')
            .flatMap((line, i) =>
              line
                .split('// ERROR ')
                .slice(1)
                .map((text) => `${i + 1}: ${text.trim()}`),
            );
          const { bytes, errors } = await assembleFile(full);
          expect(bytes).toBeUndefined();
          expect(errors.sort()).toEqual(expected.sort());
        });
      }
    }
  });
}
