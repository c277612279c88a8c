/** All configurations of a structure at once, and the table of symbols that a lint reads. */
import { expect, it } from 'vitest';
import {
  bits,
  configurationsOf,
  configurationsView,
  defineStruct,
  LP64,
  offset,
  offsetHints,
  offsetsFile,
  settingText,
  u8,
  u32,
  u64,
  when,
} from '../../src/offsets/index.ts';
import * as stages from '../../src/offsets/schemas/kern-reloc-arg.ts';
import { kimage } from '../../src/offsets/schemas/kimage.ts';

it('kimage has four layouts, by two options', () => {
  const found = configurationsOf(kimage, LP64).map(({ layout, settings }) => [layout.size, settings.map(settingText)]);
  expect(found).toEqual([
    [736, ['CONFIG_KEXEC_FILE=n CONFIG_IMA_KEXEC=n']],
    [824, ['CONFIG_KEXEC_FILE=y CONFIG_IMA_KEXEC=n']],
    [760, ['CONFIG_KEXEC_FILE=n CONFIG_IMA_KEXEC=y']],
    [848, ['CONFIG_KEXEC_FILE=y CONFIG_IMA_KEXEC=y']],
  ]);
  const fixed = { ...LP64, config: { CONFIG_IMA_KEXEC: false } };
  expect(configurationsOf(kimage, fixed).map(({ layout }) => layout.size)).toEqual([736, 824]);
});

it('options that make no difference are left out, numbers are tried around what they are compared with', () => {
  const s = defineStruct('s', {
    a: u32,
    b: when('CONFIG_SHIFT > 12 || CONFIG_X', u64),
    c: when('!CONFIG_Y', u8),
  });
  const sizes = configurationsOf(s, LP64).map(({ layout }) => layout.size);
  expect(sizes.sort((x, y) => x - y)).toEqual([4, 8, 16, 24]);
  const text = configurationsView([s]);
  expect(text).toContain('| `b` | – | 8 | – | 8 |');
  expect(text).toContain('- A: CONFIG_SHIFT=11 CONFIG_X=n CONFIG_Y=n, or CONFIG_SHIFT=12 CONFIG_X=n CONFIG_Y=n\n');
  expect(configurationsView([defineStruct('t', { a: u8 })])).toContain('- A: any setting\n');
  const same = defineStruct('same', { a: when('CONFIG_A || !CONFIG_A', u8) });
  expect(configurationsView([same])).toContain('- A: any setting\n');
});

it('too many are refused', () => {
  const members = Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`m${i}`, when(`CONFIG_${i}`, u8)]));
  expect(() => configurationsOf(defineStruct('wide', { ...members, end: u8 }), LP64)).toThrow(
    'wide: 8192 configurations, at most 4096',
  );
});

it('symbols by structure and offset, for a lint', () => {
  const hints = offsetHints(stages.asmOffsets);
  expect(hints.get('struct kern_reloc_arg')?.get(16)).toBe('KEXEC_KRELOC_KERN_ARG1');
  expect(hints.get('struct kern_reloc_arg')?.get(17)).toBeUndefined();
  const s = defineStruct('s', { x: u64, low: bits(u32, 3) });
  expect([...offsetHints(offsetsFile([offset('S_X', s, 'x')]))]).toEqual([['struct s', new Map([[0, 'S_X']])]]);
});
