/** The offsets headers beside the assembly sources are what the schemas give. `BLESS=1` writes them. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedHeaders } from '../../src/designs.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

describe('generated headers', () => {
  it.each([...generatedHeaders()])('%s is up to date', (file, text) => {
    const full = path.join(ROOT, file);
    if (process.env.BLESS === '1') fs.writeFileSync(full, text);
    expect(fs.readFileSync(full, 'utf8')).toBe(text);
  });
});
