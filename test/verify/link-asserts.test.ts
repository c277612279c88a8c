/** What must not link does not, and says why. */
import { describe, expect, it } from 'vitest';
import { applyEdit } from '../mutants/apply.ts';
import { originalSources, tryBuild } from './build.ts';

const END = 'SYM_CODE_END(arm64_kexec_el2_vectors)';

async function errorsOf(sources: ReadonlyMap<string, string>, defines: readonly string[] = []): Promise<string[]> {
  const { blob, sink, locator } = await tryBuild(sources, defines);
  const errors = sink.list.filter(({ severity }) => severity === 'error');
  expect(blob === undefined).toBe(errors.length > 0);
  return errors.map(({ pos, text }) => `${locator.locate(pos)?.place.file}: ${text}`);
}

describe('the linker script of the blob', () => {
  it('links the original', async () => {
    expect(await errorsOf(originalSources())).toEqual([]);
  });

  it('refuses code that has grown past 4 KiB, and takes what just fits', async () => {
    const { blob } = await tryBuild(originalSources());
    const room = 4096 - (blob?.bytes.length ?? 0);
    const grown = (by: number) =>
      applyEdit(originalSources(), { file: 'relocate_kernel.S', find: END, replace: `\t.space\t${by}\n${END}` });
    expect(await errorsOf(grown(room))).toEqual([]);
    const errors = await errorsOf(grown(room + 4));
    expect(errors).toEqual([
      expect.stringMatching(/^ldscripts\/kexec\.lds\.S: .*kexec relocation code is too big or misaligned/),
    ]);
  });

  it('refuses a control page of 2 KiB', async () => {
    expect(await errorsOf(originalSources(), ['KEXEC_CONTROL_PAGE_SIZE=2048'])).toEqual([
      expect.stringMatching(/^ldscripts\/kexec\.lds\.S: .*KEXEC_CONTROL_PAGE_SIZE is brokern/),
    ]);
    expect(await errorsOf(originalSources(), ['KEXEC_CONTROL_PAGE_SIZE=4096'])).toEqual([]);
  });
});
