/** Near names are found, far ones are not. */
import { expect, it } from 'vitest';
import { suggest } from '../../src/diag/did-you-mean.ts';

it.each([
  ['ldpp', ['stp', 'ldp', 'ldr'], 'ldp'],
  ['sevl', ['sev', 'wfe'], 'sev'],
  ['kern_arg9', ['kern_arg0', 'kern_arg1'], 'kern_arg0'],
  ['mvo', ['mov', 'mvn'], 'mov'],
  ['ADD', ['add'], 'add'],
  ['xyzzy', ['add', 'sub'], undefined],
  ['q', ['a', 'b'], undefined],
  ['dtb_memm', ['dtb', 'dtb_mem'], 'dtb_mem'],
])('%s among %j', (name, candidates, expected) => {
  expect(suggest(name, candidates)).toBe(expected);
});
