/**
 * docs/rules.md, made from what the rules say of themselves (src/verify/rules/), example facts (rule-facts.ts) and the flawed programs
 * of test/emu/programs. scripts/record-rules.ts writes it; rules-document.test.ts holds it equal.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Rule } from '../../src/verify/finding.ts';
import { HANDOVER_RULES } from '../../src/verify/rules/handover.ts';
import { RULES } from '../../src/verify/rules/index.ts';
import { type FlawedProgram, flawedPrograms } from '../emu/flawed-programs.ts';
import { FACTS, HANDOVER_FACTS, MISSING } from './rule-facts.ts';

/** The classes of faults, 0 being the emulator's own limits. */
const CLASSES = [
  'limits of the emulator',
  'system registers used before a context synchronisation event',
  'descriptors changed without complete TLB maintenance',
  'entries of an older context left in the TLB',
  'break-before-make and contiguous entries',
  'dirty or stale data past the caches',
  'maintenance that loses data, or is not finished',
  'instructions that were written and not made visible to fetches',
  'accesses that Device memory does not take',
  'one page with different attributes at once',
  'tables, code and data that are overwritten or not mapped',
  'stack, vectors or arguments used where they cannot be',
  'exception entry and return that nothing has prepared',
  'registers and memory that nothing has defined',
  'the state at the hand-over, against the arm64 boot protocol',
  'loops that pass their end, and assumed line sizes',
  'executing what is no code',
] as const;

const INTRODUCTION = `# The rules

What \`a64as run\` and \`a64as verify\` find, by class. Written by \`node scripts/run-ts.mjs scripts/record-rules.ts\` from the rules themselves
(\`src/verify/rules/\`, one a file), so do not edit it here. Sections are those of Arm DDI 0487 unless they name another document.

Each finding gives the place, the cause and the effect with their instructions, the address, the missing step, and where it is about translation
the table walk and what the TLB may hold instead. An error makes the verdict FAIL (exit status 3), a warning does not. \`a64as run
--rules\` takes the ids. Values in the words below are examples.

\`c2.S:1\` stands for \`test/emu/programs/c2.S\` assembled with \`FLAW=1\`; with \`FLAW=0\` the same program is the clean twin. \`test/emu/programs.test.ts\`
runs both.
`;

/** Tests of the rules that no bare program can break. */
const SHOWN_BY: Readonly<Record<string, string>> = {
  'fetch-outside-code': 'test/emu/definedness.test.ts',
  'never-arrived': 'test/verify/judge.test.ts',
  'not-modelled': 'test/isa/semantics-coverage.test.ts',
  'wrong-contents': 'test/verify/injection.test.ts',
};

interface Entry {
  readonly rule: Rule<unknown>;
  readonly facts: readonly unknown[];
}

/** Every rule with example facts, one for each step that can be missing. */
function entries(): Entry[] {
  const observed = Object.entries(RULES).map(([kind, rule]): Entry => {
    const facts = FACTS[kind as keyof typeof FACTS];
    const steps = MISSING.find(([of]) => of === kind)?.[1];
    const variants = steps?.map((missing) => ({ ...facts, missing })) ?? [facts];
    return { rule: rule as unknown as Rule<unknown>, facts: variants };
  });
  const judged = Object.entries(HANDOVER_RULES).map(([kind, rule]): Entry => {
    return { rule: rule as unknown as Rule<unknown>, facts: [HANDOVER_FACTS[kind as keyof typeof HANDOVER_FACTS]] };
  });
  return [...observed, ...judged].sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
}

/** The opening comment of a rule's file: what is observed, what is flagged, and its repaired twin. */
function opening(root: string, id: string): { observed: string; flagged: string; twin: string } {
  const text = fs.readFileSync(path.join(root, 'src/verify/rules', `${id}.ts`), 'utf8');
  const comment = text.slice(text.indexOf('/**') + 3, text.indexOf('*/')).replace(/\s*\n \* ?/g, ' ');
  const match = /^\s*(?:Class \d+[^:]*: )?(.*?) Flagged: (.*?) Twin: (.*?)\s*$/.exec(comment);
  const [, observed, flagged, twin] = match ?? [];
  if (observed === undefined || flagged === undefined || twin === undefined)
    throw new Error(`${id}.ts does not open with "… Flagged: … Twin: …"`);
  return { observed, flagged, twin };
}

function examples(root: string, id: string, programs: readonly FlawedProgram[]): string {
  const flaws = programs.flatMap(({ file, flaws }) =>
    flaws.filter(({ rule }) => rule === id).map(({ number, words }) => `\`${file}:${number}\` (${words})`),
  );
  if (flaws.length > 0) return flaws.join('; ');
  const test = SHOWN_BY[id];
  if (test === undefined || !fs.readFileSync(path.join(root, test), 'utf8').includes(id))
    throw new Error(`no program of test/emu/programs is flagged by ${id}, and no test is known that shows it`);
  return `none of these; see \`${test}\``;
}

function section({ rule, facts }: Entry, root: string, programs: readonly FlawedProgram[]): string[] {
  const { observed, flagged, twin } = opening(root, rule.id);
  const occurrences = facts.map((each) => {
    return { facts: each, cause: undefined, effect: undefined, va: 0x8000_0000n, pa: 0x4008_5000, count: 1 };
  });
  const unique = (list: readonly (string | undefined)[]): string =>
    [...new Set(list.filter((each) => each !== undefined))].map((each) => `"${each}"`).join('; ');
  const missing = unique(occurrences.map((each) => rule.missing?.(each)));
  return [
    `### \`${rule.id}\` (${rule.severity})`,
    '',
    `* **Architecture**: ${rule.says} (${rule.section.replace(/^\((.*)\)$/, '$1')}).`,
    `* **Observed**: ${observed}`,
    `* **Words**: ${unique(occurrences.map((each) => rule.message(each)))}`,
    ...(missing === '' ? [] : [`* **Missing**: ${missing}`]),
    `* **Flagged**: ${flagged} **Clean**: ${twin}`,
    `* **Programs**: ${examples(root, rule.id, programs)}`,
    '',
  ];
}

/** The whole document. `root`: the repository. */
export function rulesDocument(root: string): string {
  const programs = flawedPrograms(path.join(root, 'test/emu/programs'));
  const all = entries();
  const order = [...CLASSES.keys()].slice(1);
  const classes = [...order, 0].flatMap((n) => [
    n === 0 ? `## Outside the classes: ${CLASSES[0]}` : `## Class ${n}: ${CLASSES[n]}`,
    '',
    ...all.filter(({ rule }) => rule.class === n).flatMap((entry) => section(entry, root, programs)),
  ]);
  return `${INTRODUCTION}\n${classes.join('\n').trimEnd()}\n`;
}
