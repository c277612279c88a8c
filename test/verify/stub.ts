/** A machine that did everything right, for tests to spoil in one way each. */
import type { Site } from '../../src/emu/api.ts';
import { Ram, type Segment } from '../../src/kexec/index.ts';
import type { Annotator } from '../../src/verify/finding.ts';
import type { Expectation, Subject } from '../../src/verify/judge.ts';

export const PAGE = 4096;
export const ENTRY = 0x4020_0000;

export const segments: readonly Segment[] = [
  { name: 'kernel', destination: ENTRY, size: 3 * PAGE, page: (n) => new Uint8Array(PAGE).fill(n + 1) },
  { name: 'device tree', destination: ENTRY + 3 * PAGE, size: PAGE, page: () => new Uint8Array(PAGE).fill(0xdd) },
];

export const expectation: Expectation = {
  entry: ENTRY,
  exceptionLevel: 1,
  argumentRegisters: [BigInt(ENTRY + 3 * PAGE), 0n, 0n, 0n],
  segments,
  pageSize: PAGE,
};

export interface Spoiled {
  readonly registers?: Readonly<Record<string, bigint>>;
  readonly audit?: Partial<ReturnType<Subject['handoverAudit']>>;
  readonly cleanToPou?: boolean;
  readonly pending?: ReturnType<Subject['pendingSystemRegisters']>;
  readonly spoil?: (ram: Ram) => void;
}

export function machineAtHandover({ registers, audit, cleanToPou, pending, spoil }: Spoiled = {}): Subject {
  const ram = new Ram(0x4000_0000, 4 * 2 ** 20);
  for (const segment of segments) {
    for (let n = 0; n * PAGE < segment.size; n++) ram.write(segment.destination + n * PAGE, segment.page(n));
  }
  spoil?.(ram);
  const values: Record<string, bigint> = {
    pstate: 0x3c5n,
    sctlr_el1: 0x3050_0800n,
    sctlr_el2: 0x30c5_0830n,
    x0: BigInt(ENTRY + 3 * PAGE),
    x1: 0n,
    x2: 0n,
    x3: 0n,
    ...registers,
  };
  return {
    get: (name) => values[name] ?? 0xdead_dead_dead_deadn,
    readPhys: (address, length) => ram.read(address, length).slice(),
    handoverAudit: () => ({
      dirty: undefined,
      pending: undefined,
      staleInstruction: undefined,
      staleData: undefined,
      ...audit,
    }),
    lineState: () => ({ cleanToPou: cleanToPou ?? false }),
    pendingSystemRegisters: () => pending ?? [],
  };
}

export function siteAt(pc: number, word = 0xd503_201f, step = 7): Site {
  return { pc: BigInt(pc), pa: pc, word, step };
}

export const annotator: Annotator = {
  disassemble: (word) => `insn ${word.toString(16)}`,
  symbol: ({ pa }) => `code+0x${(pa & 0xfff).toString(16)}`,
  source: ({ pa }) => ({ file: 'code.S', line: (pa & 0xfff) / 4 + 1, text: '\tnop' }),
};
