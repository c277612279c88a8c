/**
 * The table walk of an address in words: what a finding about translation shows.
 *
 * Enters: a regime, an address, and where a finding is about another translation, that one (a stale TLB entry, the walk under the
 * old value of a register). Leaves: lines, one a level: the register that holds the table, the level, the descriptor's
 * address, the descriptor, and what it says. Arm DDI 0487 D8.3 (descriptor formats).
 */
import { join } from './descriptor-rules.ts';
import type { Mmu } from './mmu.ts';
import type { ObservationFacts, ObservationKind } from './observations.ts';
import { attributeText, sizeText } from './ptdump.ts';
import { type Half, type RegimeConfig, type RegimeKind, tableBaseName } from './regime.ts';
import { type Step, type Translation, Walker, walk } from './walk.ts';

/** A translation that the access may use instead of the walk; undefined: whatever was cached before the run. */
export interface Alternative {
  /** What gives it: "the TLB may hold". */
  readonly words: string;
  readonly regime: RegimeConfig;
  readonly translation: Translation | undefined;
}

/** Which walk a finding shows. */
export interface WalkRequest {
  readonly va: bigint;
  /** Undefined: the regime of the current exception level. */
  readonly regime?: RegimeKind | undefined;
  readonly alternative?: Alternative | undefined;
}

/** Findings about translation or memory types: their address's walk explains them. */
const EXPLAINED: ReadonlySet<ObservationKind> = new Set<ObservationKind>([
  'sysreg-unsynchronised',
  'table-base-unsynchronised',
  'tlb-stale',
  'table-write-unordered',
  'tlb-stale-context',
  'break-before-make',
  'contiguous-mismatch',
  'unaligned-device',
  'dc-zva-device',
  'exclusive-device',
  'mismatched-attributes',
  'code-not-mapped',
  'bad-table-base',
  'vector-unfetchable',
]);

const TRANSLATION_FAULTS: ReadonlySet<string> = new Set([
  'translation',
  'access-flag',
  'permission',
  'address-size',
  'walk-abort',
]);

/** Whether the walk belongs to a finding: always, or because this one is about a table walk or a fault in one. */
export function explainedByWalk<K extends ObservationKind>(kind: K, facts: ObservationFacts[K]): boolean {
  if (EXPLAINED.has(kind)) return true;
  const { fault, access, use } = facts as { fault?: string; access?: string; use?: string };
  if (kind === 'fault-taken' || kind === 'stack-not-mapped') return TRANSLATION_FAULTS.has(fault ?? '');
  return access === 'walk' || use === 'walk';
}

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

/** The walk that was asked for, and against it what is different in the alternative. */
export function walkText(mmu: Mmu, { va, regime, alternative }: WalkRequest): string[] {
  const config = regime === undefined ? mmu.currentConfig() : mmu.configNow(regime);
  const t = walk(config, Number(BigInt.asIntN(32, va)), Number(BigInt.asIntN(32, va >> 32n)), mmu.descriptors);
  const lines = linesOf(config, t);
  if (alternative === undefined) return lines;
  const { words, translation } = alternative;
  if (translation === undefined) return [...lines, `${words} any translation from before the run`];
  const other = linesOf(alternative.regime, translation);
  const apart = other.filter((line) => !lines.includes(line));
  return [...lines, ...(apart.length > 0 ? apart : other.slice(-1)).map((line) => `${words}: ${line}`)];
}

/** Both stages of a translation, or as far as it came. */
function linesOf(regime: RegimeConfig, t: Translation): string[] {
  const { second, ipa } = t;
  if (second === undefined || regime.stage2 === undefined || ipa === undefined) return stageLines(regime, t);
  const first = t.fault === undefined ? t : t.first;
  return [
    ...(first === undefined ? [] : stageLines(regime, first)),
    `stage 2 of IPA ${hex(ipa)}${t.onWalk === true ? ', a descriptor of stage 1' : ''}`,
    ...stageLines(regime.stage2, second),
  ];
}

function stageLines(regime: RegimeConfig, t: Translation): string[] {
  const { half, steps } = t;
  if (!regime.mmuOn) return [flatLine(regime, t)];
  if (half === undefined) return [`no table: the address is outside ${rangesOf(regime)}`];
  const name = tableBaseName(regime.kind, half.index);
  const lines = steps.map(
    (step, n) =>
      `${name} level ${step.level} at ${hex(step.pa)}: 0x${join(step.lo, step.hi).toString(16).padStart(16, '0')}, ${meaning(regime, half, step, steps.slice(0, n + 1))}`,
  );
  if (t.fault === 'walk-abort') lines.push(`${name} level ${t.level}: the descriptor is where no memory is`);
  return lines.length > 0 ? lines : [`${name} = ${hex(half.ttbr)}: ${whyNoWalk(regime, half)}`];
}

function flatLine(regime: RegimeConfig, t: Translation): string {
  const off = `no table: ${regime.stage2 === undefined ? 'translation' : 'stage 1'} is off`;
  if (t.fault !== undefined) return `${off}, and the address has more than ${regime.outputBits} bits`;
  if (regime.stage2 !== undefined) return `${off}, the address is the IPA`;
  return `${off}, the address is the physical one, data is ${t.type === 'device' ? 'Device-nGnRnE' : 'Normal Write-Back'}`;
}

function rangesOf(regime: RegimeConfig): string {
  return regime.halves
    .flatMap((half) =>
      half === undefined ? [] : [`${tableBaseName(regime.kind, half.index)}'s ${half.vaBits} bits (TxSZ ${half.tsz})`],
    )
    .join(' and ');
}

function whyNoWalk(regime: RegimeConfig, half: Half): string {
  if (!half.enabled) return `walks are disabled (TCR_ELx.EPD${half.index})`;
  if (half.badSize) return `T${half.index}SZ ${half.tsz} is not supported`;
  return `the table's address has more than ${regime.outputBits} bits`;
}

/** What a descriptor says: the next table, a leaf with its attributes, or what is wrong with it. */
function meaning(regime: RegimeConfig, half: Half, step: Step, steps: readonly Step[]): string {
  const result = new Walker(regime, half, 0, 0).decode(step.lo, step.hi, step.level, steps);
  if ('table' in result) return `table at ${hex(result.table)}${limits(step)}`;
  if (result.fault === undefined) {
    const kind = step.level === 3 ? 'page' : `${sizeText(2 ** result.size)} block`;
    return `${kind} at ${hex(result.pa)}, ${attributeText(result, step, regime.kind === 'stage2')}`;
  }
  if ((step.lo & 1) === 0) return 'invalid';
  if (result.fault === 'access-flag') return 'a leaf whose access flag is clear';
  if (result.fault === 'address-size') return `an output address of more than ${regime.outputBits} bits`;
  return `reserved at level ${step.level}`;
}

/** What a table descriptor takes away from all that is below it. */
function limits({ hi }: Step): string {
  const flags = [
    ...(hi & (1 << 30) ? ['ro'] : []),
    ...(hi & (1 << 29) ? ['no EL0'] : []),
    ...(hi & (1 << 28) ? ['UXN'] : []),
    ...(hi & (1 << 27) ? ['PXN'] : []),
  ];
  return flags.length === 0 ? '' : `, below it ${flags.join(' ')}`;
}
