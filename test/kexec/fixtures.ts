/** A blob that is never run, and memory without an emulator, for tests of what the kernel's side writes. */
import { type Blob, buildScenario, Ram, ramFor, type Scenario, type ScenarioOptions } from '../../src/kexec/index.ts';

export const RAM_BASE = 0x4000_0000;
export const MIB = 2 ** 20;
export const blob: Blob = { bytes: new Uint8Array(0xf84).fill(0xbb), entry: 0, vectors: 0x800 };

export function scenarioOf(
  options: Partial<ScenarioOptions> & { readonly pages: number },
  ramBytes = ramFor(options.pages * 2 ** (options.shift ?? 12)),
): { readonly ram: Ram; readonly scenario: Scenario } {
  const ram = new Ram(RAM_BASE, ramBytes);
  const range = { start: RAM_BASE, end: RAM_BASE + ramBytes };
  return { ram, scenario: buildScenario(ram, blob, { mode: 'el1', ram: range, ...options }) };
}
