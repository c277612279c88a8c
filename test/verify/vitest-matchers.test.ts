/** The matchers of a64as/vitest, on our own blob, on a broken one, and on a foreign one with its own argument structure. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import '../../src/cli/vitest.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOREIGN = path.join(ROOT, 'examples/foreign-blob');

describe('toAssembleTo', () => {
  it('compares bytes in memory order', async () => {
    await expect('add x0, x1, #1').toAssembleTo('20040091');
    await expect('nop\n ret').toAssembleTo('1f2003d5 c0035fd6');
    await expect('add x0, x1, #2').not.toAssembleTo('20040091');
  });

  it('says what is wrong', async () => {
    await expect(expect('add x0, x1, #4097').toAssembleTo('00000000')).rejects.toThrow('4097');
    await expect(expect('nop').toAssembleTo('00000000')).rejects.toThrow('1f2003d5');
  });
});

describe('toRelocate', () => {
  it('passes our blob and fails a broken one with its findings', async () => {
    const original = path.join(ROOT, 'asm/relocate_kernel.S');
    await expect(original).toRelocate({ pages: 4, el: 2 });
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-'));
    try {
      fs.cpSync(path.join(ROOT, 'asm/include'), path.join(directory, 'include'), { recursive: true });
      const broken = path.join(directory, 'broken.S');
      fs.writeFileSync(
        broken,
        fs
          .readFileSync(original, 'latin1')
          .replace('dcache_by_line civac, x10, dst,', 'dcache_by_line cvau, x10, dst,'),
      );
      await expect(expect(broken).toRelocate({ pages: 4, el: 1 })).rejects.toThrow('handover-dirty-line');
    } finally {
      fs.rmSync(directory, { recursive: true });
    }
  });

  it('takes foreign code with its own argument structure', async () => {
    await expect(path.join(FOREIGN, 'copy.S')).toRelocate({
      pages: 4,
      entry: 'my_copy',
      argument: path.join(FOREIGN, 'argument.ts'),
      map: 'none',
      script: path.join(FOREIGN, 'copy.lds'),
      defines: ['MY_ARG_HEAD=0', 'MY_ARG_ENTRY=8', 'MY_ARG_TREE=16'],
    });
  });
});
