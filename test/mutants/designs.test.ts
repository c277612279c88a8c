/** The same faults in every design: edits of the shared headers, and what must be said of them where they matter. */
import { describe, expect, it } from 'vitest';
import { DESIGNS, type Design } from '../../src/designs.ts';
import type { EntryMode } from '../../src/kexec/index.ts';
import { buildFrom, originalSources, verifyBuilt } from '../verify/build.ts';
import { applyEdit } from './apply.ts';

interface Fault {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly mode: EntryMode;
  /** By design, any of these rules; a design that is not concerned is left out. */
  readonly rules: (design: Design) => readonly string[];
}

const NEVER: readonly string[] = [];

/** Uses the macros of assembler.h to turn the MMU on itself. */
function turnsMmuOn({ plan, tables, inPlace }: Design): boolean {
  return plan.map !== undefined && plan.argument !== 'patch4' && !plan.entersWithMmu && tables && !inPlace;
}

function usesCaches(design: Design): boolean {
  return turnsMmuOn(design) || (design.plan.entersWithMmu && !design.inPlace);
}

const FAULTS: readonly Fault[] = [
  {
    name: 'no tlbi',
    file: 'include/assembler.h',
    find: '\ttlbi\tvmalle1\n',
    replace: '',
    mode: 'el1',
    rules: (design) => (turnsMmuOn(design) ? ['tlb-stale-context'] : NEVER),
  },
  {
    name: 'no ic iallu',
    file: 'include/assembler.h',
    find: '\tic\tiallu\n',
    replace: '',
    mode: 'el2-vhe',
    rules: (design) => (design.inPlace ? NEVER : ['handover-stale-instruction']),
  },
  {
    name: 'SPSR_EL2 not set',
    file: 'include/el2.h',
    find: '\tmsr\tspsr_el2, \\tmp\n',
    replace: '',
    mode: 'el2',
    rules: (design) => (turnsMmuOn(design) ? ['eret-unset'] : NEVER),
  },
  {
    name: 'maintenance that starts one line late',
    file: 'include/assembler.h',
    find: '\tbic\t\\start, \\start, \\tmp\n',
    replace: '\tbic\t\\start, \\start, \\tmp\n\tadd\t\\start, \\start, \\linesize\n',
    mode: 'el1',
    rules: (design) => {
      if (design.inPlace) return NEVER;
      return usesCaches(design)
        ? ['handover-dirty-line']
        : ['store-under-dirty-line', 'handover-stale-data', 'handover-dirty-line'];
    },
  },
  {
    name: 'one register stored twice in every chunk',
    file: 'include/assembler.h',
    find: 'stp\t\\t3, \\t4, [\\dst, #-48]',
    replace: 'stp\t\\t3, \\t3, [\\dst, #-48]',
    mode: 'el1',
    rules: (design) => (design.inPlace ? NEVER : ['wrong-contents']),
  },
  {
    name: 'MMU left on',
    file: 'include/assembler.h',
    find: '\tbic\t\\tmp1, \\tmp1, \\tmp2\n\tisb\n\tmsr\tsctlr_el1, \\tmp1\n',
    replace: '\tbic\t\\tmp1, \\tmp1, \\tmp2\n\tisb\n',
    mode: 'el2-vhe',
    rules: (design) => (usesCaches(design) ? ['handover-mmu-on', 'fault-taken', 'code-not-mapped'] : NEVER),
  },
];

describe.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s', (_, fault) => {
  const concerned = DESIGNS.filter((design) => fault.rules(design).length > 0);
  it.each(concerned.map((design) => [design.id, design] as const))('in %s', async (_id, design) => {
    const sources = applyEdit(originalSources(), { file: fault.file, find: fault.find, replace: fault.replace });
    const blob = await buildFrom(sources, design);
    const { mode } = fault;
    const { verdict, findings } = verifyBuilt(blob, {
      mode,
      inPlace: design.inPlace,
      tables: design.tables,
      plan: design.plan,
    });
    expect(verdict).toBe('FAIL');
    const rules = findings.map(({ rule }) => rule);
    expect(
      rules.some((rule) => fault.rules(design).includes(rule)),
      rules.join(' '),
    ).toBe(true);
  });
});
