/**
 * Page tables as ranges with attributes, in the manner of the kernel's ptdump.
 *
 * Enters: a regime and which of its halves, a reader of physical memory. Leaves: ranges of consecutive addresses with equal attributes and
 * consecutive output addresses, and the tables that were visited. Arm DDI 0487 D8.3.
 */
import type { Half, RegimeConfig } from './regime.ts';
import { type DescriptorSource, type Step, type Translation, Walker } from './walk.ts';

export interface MappedRange {
  readonly start: bigint;
  /** Exclusive. */
  readonly end: bigint;
  readonly pa: number;
  readonly level: number;
  /** Bytes of one entry. */
  readonly entry: number;
  readonly attributes: string;
}

export interface TableDump {
  readonly ranges: readonly MappedRange[];
  /** Tables of each level, -1 to 3. */
  readonly tables: ReadonlyMap<number, number>;
  /** Descriptors that point outside memory, or whose address is too large. */
  readonly broken: readonly { readonly va: bigint; readonly level: number; readonly why: string }[];
}

const MAX_TABLES = 1 << 16;

/** RW/ro (of stage 2: R, W or neither), who may execute, memory type, sharing of a leaf. */
export function attributeText(t: Translation, step: Step, stage2 = false): string {
  const sharing = ['nsh', 'sh?', 'osh', 'ish'][(step.lo >>> 8) & 3] as string;
  const type = {
    device: `device(${t.attribute.toString(16)})`,
    'normal-nc': 'normal-nc',
    'normal-wt': 'normal-wt',
    'normal-wb': 'normal',
  }[t.type];
  const flags = [
    stage2 ? `${t.el0 ? 'R' : '-'}${t.writable ? 'W' : '-'}` : t.writable ? 'RW' : 'ro',
    t.el0 && !stage2 ? 'EL0' : '',
    t.pxn ? 'PXN' : '',
    t.uxn ? 'UXN' : '',
    t.global || stage2 ? '' : 'nG',
    t.contiguous ? 'CONT' : '',
  ];
  return [...flags.filter((f) => f !== ''), type, sharing].join(' ');
}

class Dumper {
  readonly ranges: MappedRange[] = [];
  readonly tables = new Map<number, number>();
  readonly broken: { va: bigint; level: number; why: string }[] = [];
  private visited = 0;
  private readonly regime: RegimeConfig;
  private readonly half: Half;
  private readonly source: DescriptorSource;
  private readonly top: bigint;

  constructor(regime: RegimeConfig, half: Half, source: DescriptorSource) {
    this.regime = regime;
    this.half = half;
    this.source = source;
    this.top = half.index === 1 ? (1n << 64n) - (1n << BigInt(half.vaBits)) : 0n;
  }

  table(at: number, level: number, base: bigint, above: readonly Step[]): void {
    if (this.visited++ > MAX_TABLES) return;
    this.tables.set(level, (this.tables.get(level) ?? 0) + 1);
    const { granule, startLevel, vaBits } = this.half;
    const lsb = granule + (3 - level) * (granule - 3);
    const count = 2 ** (level === startLevel ? vaBits - lsb : granule - 3);
    for (let i = 0; i < count; i++) {
      const va = base + (BigInt(i) << BigInt(lsb));
      if (!this.source.read(at + 8 * i, level)) {
        this.broken.push({ va: this.top + va, level, why: 'the table is outside memory' });
        return;
      }
      if ((this.source.lo & 1) !== 0) this.entry(at + 8 * i, level, va, above);
    }
  }

  private entry(pa: number, level: number, va: bigint, above: readonly Step[]): void {
    const step: Step = { level, pa, lo: this.source.lo, hi: this.source.hi };
    const steps = [...above, step];
    const walker = new Walker(
      this.regime,
      this.half,
      Number(BigInt.asIntN(32, va)),
      Number(BigInt.asIntN(32, va >> 32n)),
    );
    const result = walker.decode(step.lo, step.hi, level, steps);
    if ('table' in result) this.table(result.table, level + 1, va, steps);
    else if (result.fault !== undefined) this.broken.push({ va: this.top + va, level, why: `${result.fault} fault` });
    else this.add(this.top + va, result, step);
  }

  private add(start: bigint, t: Translation, step: Step): void {
    const attributes = attributeText(t, step, this.regime.kind === 'stage2');
    const entry = 2 ** t.size;
    const last = this.ranges[this.ranges.length - 1];
    const joins =
      last !== undefined &&
      last.end === start &&
      last.attributes === attributes &&
      last.entry === entry &&
      last.pa + Number(last.end - last.start) === t.pa;
    if (joins) this.ranges[this.ranges.length - 1] = { ...last, end: start + BigInt(entry) };
    else this.ranges.push({ start, end: start + BigInt(entry), pa: t.pa, level: t.level, entry, attributes });
  }
}

/** Everything that one half of a regime maps. */
export function dumpTables(regime: RegimeConfig, half: Half, source: DescriptorSource): TableDump {
  const dumper = new Dumper(regime, half, source);
  dumper.table(half.base, half.startLevel, 0n, []);
  return dumper;
}

const SIZES: readonly (readonly [number, string])[] = [
  [2 ** 40, 'T'],
  [2 ** 30, 'G'],
  [2 ** 20, 'M'],
  [2 ** 10, 'K'],
];

export function sizeText(bytes: number): string {
  for (const [unit, letter] of SIZES) if (bytes >= unit && bytes % unit === 0) return `${bytes / unit}${letter}`;
  return String(bytes);
}

/** One line a range, as the kernel's ptdump has it. */
export function dumpLines(dump: TableDump): string[] {
  const address = (v: bigint): string => `0x${v.toString(16).padStart(16, '0')}`;
  const lines = dump.ranges.map((r) => {
    const bytes = Number(r.end - r.start);
    return `${address(r.start)}-${address(r.end)} ${sizeText(bytes).padStart(6)} ${sizeText(r.entry).padStart(5)} -> 0x${r.pa.toString(16)} ${r.attributes}`;
  });
  for (const b of dump.broken) lines.push(`${address(b.va)} level ${b.level}: ${b.why}`);
  const tables = [...dump.tables].map(([level, n]) => `${n} at level ${level}`).join(', ');
  return [...lines, `${[...dump.tables.values()].reduce((a, b) => a + b, 0)} tables: ${tables}`];
}
