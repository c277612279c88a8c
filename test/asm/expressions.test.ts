/** Random constant expressions have the values that GNU as gives them (recorded by scripts/record-expressions.mjs). */
import * as fs from 'node:fs';
import { expect, it } from 'vitest';
import { run } from './helpers.ts';
import { BEFORE } from './random-expression.ts';

type Vector = readonly [expression: string, value: string];

const vectors: readonly Vector[] = JSON.parse(
  fs.readFileSync(new URL('expression-vectors.json', import.meta.url), 'utf8'),
);
const source = (list: readonly Vector[]): string => `${BEFORE}${list.map(([e]) => `.quad ${e}\n`).join('')}`;

it('constant expressions have their values', async () => {
  expect(vectors.length).toBeGreaterThan(500);
  const { elf } = await run(source(vectors));
  const data = elf?.sections.find(({ name }) => name === '.data')?.data;
  const view = Buffer.from(data ?? []);
  const values = vectors.map(([e], i) => [e, view.readBigUInt64LE(6 + 8 * i).toString(16)]);
  expect(values).toEqual(vectors);
});
