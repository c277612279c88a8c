/**
 * AdvSIMD and FP semantics against recorded results of qemu-aarch64: one test a mnemonic, random registers (vector-state.ts), one instruction each.
 * The file is recorded by scripts/record-simd.ts.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Machine } from '../../src/emu/machine.ts';
import { profile } from '../../src/emu/profiles.ts';
import { changes, type State, stateFor } from './vector-state.ts';

const RAM = 0x4000_0000;
const CODE = RAM + 0x8_0000;

const machine = new Machine({ cpu: profile('max'), ramBase: RAM, ramSize: 0x40_0000 });
machine.set('cpacr_el1', 3n << 20n);
let at = CODE;

/** The registers after one instruction. */
function run(word: number, before: State): State {
  const { cpu } = machine.engine;
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, word, true);
  // every word at its own place: no stale instructions
  at += 64;
  machine.writePhys(at, bytes);
  before.x.forEach((value, n) => {
    machine.set(`x${n}`, value);
  });
  machine.set('nzcv', 0n);
  machine.set('fpcr', BigInt(before.fpcr));
  machine.set('fpsr', 0n);
  cpu.v.set(before.v);
  machine.set('pc', BigInt(at));
  machine.step();
  if (machine.get('pc') !== BigInt(at + 4)) throw new Error(`stopped at ${machine.get('pc').toString(16)}`);
  const x = before.x.map((_, n) => machine.get(`x${n}`));
  return { v: cpu.v.slice(), x, fpcr: before.fpcr, fpsr: Number(machine.get('fpsr')) | 0 };
}

const cases = new Map<string, [number, string, string][]>();
for (const line of readFileSync(new URL('./simd-results.txt', import.meta.url), 'utf8').split('\n')) {
  const match = /^([0-9a-f]{8}) (.*) \/\/ ((\S+).*)$/.exec(line);
  if (!match) continue;
  const [, word = '', expected = '', statement = '', mnemonic = ''] = match;
  cases.set(mnemonic, [...(cases.get(mnemonic) ?? []), [Number.parseInt(word, 16), expected, statement]]);
}

describe('AdvSIMD and FP semantics, as qemu has them', () => {
  it('has cases', () => {
    expect(cases.size).toBeGreaterThan(100);
  });
  for (const [mnemonic, list] of cases) {
    it(mnemonic, () => {
      for (const [word, expected, statement] of list) {
        const before = stateFor(word);
        expect(`${statement}: ${changes(before, run(word, before))}`).toBe(`${statement}: ${expected}`);
      }
    });
  }
});
