/** Messages of the command line: codes A64-E0900 to A64-E0999. */
import type { Message } from '../diagnostic.ts';

/** -a…: an option that as has and that is not silently dropped. */
export const noListing = (): Message => ({
  severity: 'warning',
  code: 'A64-E0900',
  text: 'listings (-a) are not written',
  hint: "'a64as objdump -d' shows what was assembled",
});
