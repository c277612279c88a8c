import { expect, test } from 'vitest';
import 'a64as/vitest';

test('my_copy relocates 1 MiB at every exception level', () =>
  expect('copy.S').toRelocate({
    entry: 'my_copy',
    script: 'copy.lds',
    argument: 'argument.ts',
    map: 'none',
    defines: ['MY_ARG_HEAD=0', 'MY_ARG_ENTRY=8', 'MY_ARG_TREE=16'],
  }));
