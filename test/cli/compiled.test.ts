/** Bundles with code caches: what runs is the bundle, whatever is in the cache's file. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheOf, compile, loadCompiled } from '../../src/cli/compiled.ts';

const BUNDLE = `(function (exports, require, module, __filename, __dirname) {
const path = require('node:path');
let calls = 0;
module.exports = { where: () => path.basename(__filename), answer: () => ++calls };
})`;

let directory = '';
const bundle = (): string => path.join(directory, 'tool.js');

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-compiled-'));
  fs.writeFileSync(bundle(), BUNDLE);
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

interface Tool {
  where(): string;
  answer(): number;
}

/** A cache of the bundle after its functions have run, as the build makes it. */
function makeCache(): Buffer {
  const { script, run } = compile(bundle(), undefined);
  (run() as Tool).answer();
  return script.createCachedData();
}

function expectTool(loaded: unknown): void {
  const tool = loaded as Tool;
  expect(tool.where()).toBe('tool.js');
  expect(tool.answer()).toBe(1);
}

describe('loadCompiled', () => {
  it('runs a bundle that has no cache', () => expectTool(loadCompiled(directory, 'tool')));

  it('runs a bundle with its cache', () => {
    fs.writeFileSync(cacheOf(bundle()), makeCache());
    expectTool(loadCompiled(directory, 'tool'));
  });

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['cut short', (cache: Buffer) => cache.subarray(0, cache.length >> 1)],
    ['damaged', (cache: Buffer) => Buffer.from(cache.map((byte, i) => (i === cache.length >> 1 ? byte ^ 1 : byte)))],
  ])('runs the bundle where the cache is %s', (_, damage) => {
    fs.writeFileSync(cacheOf(bundle()), damage(makeCache()));
    expectTool(loadCompiled(directory, 'tool'));
  });

  it('runs the bundle where the cache is of another one', () => {
    fs.writeFileSync(cacheOf(bundle()), makeCache());
    fs.writeFileSync(bundle(), BUNDLE.replace('++calls', '42'));
    expect((loadCompiled(directory, 'tool') as Tool).answer()).toBe(42);
  });
});
