/**
 * What the emulator's tests share: a few lines of assembler on our own encoder, page tables, a machine with a program in it.
 *
 * Statements are one a line; `label:` may stand before one. Pseudo-statements: `li xN, value` (always four instructions),
 * `.word v`, `.quad v`, `.balign n` (NOP-filled), `.space n`. A label as an operand is its distance from the instruction.
 */
import type { CpuProfile, Observation, StopReason } from '../../src/emu/api.ts';
import { Machine } from '../../src/emu/machine.ts';
import { profile } from '../../src/emu/profiles.ts';
import { InstructionEncoder } from '../../src/isa/encoder.ts';
import { FeatureSet } from '../../src/isa/features.ts';
import type { OperandHost } from '../../src/isa/operand-host.ts';

export const RAM = 0x4000_0000;
export const CODE = 0x4008_0000;
export const TABLES = 0x4010_0000;
export const DATA = 0x4020_0000;

/** Only numbers: labels have been replaced before. */
class Numbers implements OperandHost<never> {
  isConstant = true;
  number = 0;
  big = 0n;
  symbolic: undefined;
  expressionError = 'not a number';
  parseExpression(text: string, at: number, end: number): number {
    const match = /^\s*(-?)(0x[0-9a-f]+|[0-9]+)/i.exec(text.slice(at, end));
    if (match === null) return -1;
    const value = BigInt(match[2] as string);
    this.big = match[1] === '-' ? -value : value;
    this.number = Number(this.big);
    return at + match[0].length;
  }
  alias(): undefined {
    return undefined;
  }
}

interface Item {
  readonly at: number;
  readonly text: string;
}

function sizeOf(text: string, at: number): number {
  const [word = '', rest = ''] = text.split(/\s+(.*)/s);
  if (word === 'li') return 16;
  if (word === '.quad') return 8 * rest.split(',').length;
  if (word === '.space') return Number(rest);
  if (word === '.balign') return (Number(rest) - (at % Number(rest))) % Number(rest);
  return 4;
}

/** Assembles; throws on anything that the encoder refuses. `base` matters only to `.balign`. */
export function assemble(
  source: string,
  base: number = CODE,
): { bytes: Uint8Array; labels: ReadonlyMap<string, number> } {
  const labels = new Map<string, number>();
  const items: Item[] = [];
  let at = 0;
  for (const raw of source.split('\n')) {
    let line = raw.replace(/\/\/.*|;.*/, '').trim();
    for (
      let label = /^([A-Za-z_.$][\w.$]*):\s*/.exec(line);
      label !== null;
      label = /^([A-Za-z_.$][\w.$]*):\s*/.exec(line)
    ) {
      labels.set(label[1] as string, at);
      line = line.slice(label[0].length);
    }
    if (line === '') continue;
    items.push({ at, text: line });
    at += sizeOf(line, base + at);
  }
  const bytes = new Uint8Array(at);
  const view = new DataView(bytes.buffer);
  const encoder = new InstructionEncoder(new Numbers(), FeatureSet.all());
  const encode = (text: string): number => {
    const space = text.search(/\s|$/);
    if (!encoder.encode(text, 0, space, Math.min(space + 1, text.length), text.length))
      throw new Error(`${text}: ${encoder.error.text}`);
    return encoder.word;
  };
  for (const item of items) emit(item, view, labels, encode);
  return { bytes, labels };
}

function emit(item: Item, view: DataView, labels: ReadonlyMap<string, number>, encode: (text: string) => number): void {
  const { at, text } = item;
  const [word = '', rest = ''] = text.split(/\s+(.*)/s);
  if (word === '.word') view.setUint32(at, Number(rest), true);
  else if (word === '.quad') {
    for (const [i, v] of rest.split(',').entries())
      view.setBigUint64(at + 8 * i, BigInt.asUintN(64, BigInt(v.trim())), true);
  } else if (word === '.balign')
    for (let i = 0; i < sizeOf(text, CODE + at); i += 4) view.setUint32(at + i, 0xd503201f, true);
  else if (word === '.space') return;
  else if (word === 'li') {
    const [register, value] = rest.split(',').map((s) => s.trim()) as [string, string];
    const v = BigInt.asUintN(64, BigInt(value));
    for (let i = 0; i < 4; i++) {
      const part = (v >> BigInt(16 * i)) & 0xffffn;
      view.setUint32(at + 4 * i, encode(`${i === 0 ? 'movz' : 'movk'} ${register}, #${part}, lsl #${16 * i}`), true);
    }
  } else {
    const replaced = rest.replace(/[A-Za-z_.$][\w.$]*/g, (name) => {
      const target = labels.get(name);
      return target === undefined ? name : `${target - at}`;
    });
    view.setUint32(at, encode(`${word} ${replaced}`.trim()), true);
  }
}

// ---- page tables ------------------------------------------------------------------------------------------------------

/** MAIR used by the tests: 0 Normal WB, 1 Device-nGnRnE, 2 Normal NC. */
export const MAIR = 0x4400ffn;
export const ATTR = { wb: 0, device: 1, nc: 2 } as const;
/** TCR_EL1: 48-bit TTBR0 and TTBR1, 4K granule, WB walks, 40-bit IPS. */
export const TCR =
  16n | (1n << 8n) | (1n << 10n) | (16n << 16n) | (1n << 24n) | (1n << 26n) | (2n << 30n) | (2n << 32n);
export const SCTLR_ON = 0x30c5_183dn & ~8n;

export interface Mapping {
  readonly attr?: number;
  readonly readOnly?: boolean;
  readonly el0?: boolean;
  readonly notGlobal?: boolean;
  readonly xn?: boolean;
  /** Log2 of the entry: 12 (page), 21, 30. */
  readonly size?: 12 | 21 | 30;
}

/** 4K-granule tables written by the host, starting at `at`; each new table takes the next page. */
export class Tables {
  readonly root: number;
  private next: number;
  private readonly m: Machine;

  constructor(m: Machine, at: number = TABLES) {
    this.m = m;
    this.root = at;
    this.next = at + 4096;
    m.writePhys(at, new Uint8Array(4096));
  }

  private read(pa: number): bigint {
    return new DataView(this.m.readPhys(pa, 8).buffer).getBigUint64(0, true);
  }
  private write(pa: number, value: bigint): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, value, true);
    this.m.writePhys(pa, bytes);
  }

  /** Physical address of the descriptor that maps `va` at the level of `size`; makes the tables above it. */
  descriptor(va: bigint, size: 12 | 21 | 30 = 12): number {
    let table = this.root;
    for (let lsb = 39; ; lsb -= 9) {
      const pa = table + 8 * Number((va >> BigInt(lsb)) & 511n);
      if (lsb === size) return pa;
      const entry = this.read(pa);
      if ((entry & 3n) === 3n) table = Number(entry & 0xfffffffff000n);
      else {
        table = this.next;
        this.next += 4096;
        this.m.writePhys(table, new Uint8Array(4096));
        this.write(pa, BigInt(table) | 3n);
      }
    }
  }

  static leaf(pa: number, options: Mapping = {}): bigint {
    const size = options.size ?? 12;
    return (
      BigInt(pa) |
      (size === 12 ? 3n : 1n) |
      (BigInt(options.attr ?? ATTR.wb) << 2n) |
      (3n << 8n) |
      (1n << 10n) |
      (options.readOnly === true ? 1n << 7n : 0n) |
      (options.el0 === true ? 1n << 6n : 0n) |
      (options.notGlobal === true ? 1n << 11n : 0n) |
      (options.xn === true ? 3n << 53n : 0n)
    );
  }

  map(va: bigint, pa: number, bytes: number, options: Mapping = {}): void {
    const size = options.size ?? 12;
    for (let done = 0; done < bytes; done += 2 ** size)
      this.write(this.descriptor(va + BigInt(done), size), Tables.leaf(pa + done, options));
  }
}

// ---- running ----------------------------------------------------------------------------------------------------------

export interface Program {
  readonly source: string;
  readonly el?: 1 | 2;
  readonly cpu?: CpuProfile;
  /** More state: tables, registers. Runs before the program. */
  readonly setup?: (m: Machine, tables: Tables) => void;
  /** Start with the MMU on under the tables (identity map of the first 4 MiB of RAM as WB pages, EL1). */
  readonly mmu?: boolean;
  readonly maxInstructions?: number;
}

export interface Outcome {
  readonly machine: Machine;
  readonly reason: StopReason;
  readonly labels: ReadonlyMap<string, number>;
  /** `kind` or `kind:missing`, in order. */
  readonly kinds: readonly string[];
  readonly observations: readonly Observation[];
}

/** Runs a program until its label `end` (or the budget). x0 = DATA, x1 = TABLES and SP are defined; nothing else is. */
export function run(program: Program): Outcome {
  const m = new Machine({ cpu: program.cpu ?? profile('max'), ramBase: RAM, ramSize: 16 << 20 });
  const { bytes, labels } = assemble(program.source);
  m.writePhys(CODE, bytes);
  m.set('pc', BigInt(CODE));
  m.set('pstate', program.el === 2 ? 0x3c9n : 0x3c5n);
  m.set('x0', BigInt(DATA));
  m.set('x1', BigInt(TABLES));
  m.set('sp', BigInt(DATA + 0x8000));
  const tables = new Tables(m);
  tables.map(BigInt(RAM), RAM, 4 << 20, {});
  m.set('mair_el1', MAIR);
  m.set('tcr_el1', TCR);
  m.set('ttbr0_el1', BigInt(tables.root));
  m.set('ttbr1_el1', BigInt(tables.root));
  if (program.mmu === true) m.set('sctlr_el1', SCTLR_ON);
  program.setup?.(m, tables);
  const end = labels.get('end');
  const reason = m.run({
    maxInstructions: program.maxInstructions ?? 100_000,
    stopAt: end === undefined ? [] : [BigInt(CODE + end)],
  });
  const kinds = m.observations.map((o) => ('missing' in o.facts ? `${o.kind}:${o.facts.missing}` : o.kind));
  return { machine: m, reason, labels, kinds, observations: m.observations };
}
