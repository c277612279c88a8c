/** docs/rules.md says what the rules say; scripts/record-rules.ts writes it again. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, it } from 'vitest';
import { rulesDocument } from './rules-document.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

it('docs/rules.md is what scripts/record-rules.ts makes of the rules', () => {
  expect(fs.readFileSync(path.join(ROOT, 'docs/rules.md'), 'utf8')).toBe(rulesDocument(ROOT));
});
