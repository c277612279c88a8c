/**
 * The code as it was posted, stage by stage, and Linux 6.1's own: assembled with the kernel's headers by our pipeline, run at
 * every entry, and judged. Patch 5 must be flagged for its real faults at their lines and for nothing else; mainline must be
 * clean. Neither is part of this project: both are read from the shared facts when the suite runs.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createMachine } from '../../../src/cli/verify/machine.ts';
import { DESIGNS, type Design } from '../../../src/designs.ts';
import type { CameBy, EntryMode } from '../../../src/kexec/index.ts';
import type { Finding, Spot } from '../../../src/verify/finding.ts';
import { BLOB_NAMES, type LinkedBlob } from '../../../src/verify/linked-blob.ts';
import { type EntryVerdict, verifyEntry } from '../../../src/verify/verify.ts';
import { buildKernelBlob } from '../kbuild.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

const MODES: readonly EntryMode[] = ['el1', 'el2', 'el2-vhe'];

interface Expected {
  readonly rule: string;
  /** A text in the source line of cause or effect (or of a macro that it comes from). */
  readonly line: string;
  readonly modes: readonly EntryMode[];
}

/** What is wrong with patch 5, and only that. */
const PATCH5_FAULTS: readonly Expected[] = [
  { rule: 'handover-dirty-line', line: 'copy_page', modes: MODES },
  { rule: 'handover-stale-instruction', line: 'copy_page', modes: MODES },
  { rule: 'maintenance-incomplete', line: 'cvau', modes: MODES },
];

/** At EL2 nobody but luck says what SPSR_EL2 holds: by the stub it happens to be EL1h, by KVM it is EL2h. */
const UNSET_SPSR: Expected = { rule: 'eret-unset', line: 'eret', modes: ['el2'] };

interface Stage {
  readonly id: string;
  readonly file: string;
  readonly shim: string;
  readonly design: Design;
  readonly expected: readonly Expected[];
  /** Guest instructions that one more page costs, counted by hand: copy loop, clean loop, list or counter. */
  readonly perPage: number;
}

function designNamed(id: string): Design {
  const design = DESIGNS.find((each) => each.id === id);
  if (design === undefined) throw new Error(`no design ${id}`);
  return design;
}

const STAGES: readonly Stage[] = [
  { id: 'p0', file: 'p0.S', shim: 'p0', design: designNamed('before'), expected: [], perPage: 1034 },
  { id: 'p1', file: 'p1.S', shim: 'p1', design: designNamed('patch1'), expected: [], perPage: 1034 },
  { id: 'p2', file: 'p2.S', shim: 'p2', design: designNamed('patch2'), expected: [], perPage: 1034 },
  { id: 'p3', file: 'p3.S', shim: 'p3', design: designNamed('patch3'), expected: [], perPage: 1034 },
  { id: 'p4', file: 'p3.S', shim: 'p4', design: designNamed('patch4'), expected: [], perPage: 1034 },
  { id: 'p5', file: 'p5.S', shim: 'p6', design: designNamed('patch6'), expected: PATCH5_FAULTS, perPage: 1026 },
];

/** Bytes of a cache line that mainline must be clean at: the smallest and the largest that CTR_EL0 can say, and today's. */
const LINES = [16, 32, 64, 128, 2048];

interface Circumstances {
  readonly cameBy?: CameBy;
  readonly pages?: number;
  readonly line?: number;
}

function runAt(
  blob: LinkedBlob,
  design: Design,
  mode: EntryMode,
  { cameBy, pages = 8, line = 64 }: Circumstances = {},
): EntryVerdict {
  return verifyEntry(createMachine, blob, {
    mode,
    inPlace: false,
    ...(cameBy === undefined ? {} : { cameBy }),
    plan: design.plan,
    pages,
    cpu: 'max',
    dcacheLine: line,
    icacheLine: line,
    shift: 12,
    vaBits: 48,
    physicalBits: 48,
    seed: 3,
    budget: 500_000,
  });
}

function texts(spot: Spot | undefined): string[] {
  return spot?.source === undefined
    ? []
    : [spot.source.text ?? '', ...(spot.source.frames ?? []).map(({ text }) => text ?? '')];
}

function matches(finding: Finding, { rule, line }: Expected): boolean {
  return (
    finding.rule === rule && [...texts(finding.cause), ...texts(finding.effect)].some((text) => text.includes(line))
  );
}

/** What is missing from the findings, and what is there without being expected. */
function difference(findings: readonly Finding[], expected: readonly Expected[]): string | undefined {
  const missing = expected.filter((fault) => !findings.some((finding) => matches(finding, fault)));
  const extra = findings.filter((finding) => !expected.some((fault) => matches(finding, fault)));
  if (missing.length === 0 && extra.length === 0) return undefined;
  return [
    ...missing.map(({ rule, line }) => `not found: ${rule} at a line with '${line}'`),
    ...extra.map(
      ({ rule, message, cause, effect }) =>
        `not expected: ${rule}: ${message} (cause ${cause?.source?.line}, effect ${effect?.source?.line})`,
    ),
  ].join('\n');
}

async function stageCases(context: SuiteContext, corpus: string, stage: Stage): Promise<CaseResult[]> {
  const series = path.join(context.shared, 'thread/series');
  const { blob, sink } = await buildKernelBlob(corpus, {
    sources: [path.join(series, stage.file)],
    script: path.join(context.root, stage.design.script),
    headers: [path.join(series, `shim/kreloc-offsets-${stage.shim}.h`)],
    names: stage.design.names,
  });
  if (blob === undefined)
    return [{ id: `${stage.id} builds`, ok: false, detail: sink.list.map(({ text }) => text).join('\n') }];
  const cases = MODES.map((mode) => {
    const { findings } = runAt(blob, stage.design, mode, { cameBy: 'stub' });
    return caseOf(
      `${stage.id} ${mode}`,
      difference(
        findings,
        stage.expected.filter(({ modes }) => modes.includes(mode)),
      ),
    );
  });
  const [few, many] = [8, 24].map(
    (pages) => runAt(blob, stage.design, 'el1', { cameBy: 'stub', pages }).instructions,
  ) as [number, number];
  const perPage = (many - few) / 16;
  cases.push(
    caseOf(
      `${stage.id} instructions a page`,
      perPage === stage.perPage ? undefined : `${perPage} is not ${stage.perPage}`,
    ),
  );
  if (stage.expected.length === 0) return cases;
  // With nothing to count on in SPSR_EL2 the run goes nowhere; that it is called unset is what matters.
  const unset = runAt(blob, stage.design, 'el2').findings.some((finding) => matches(finding, UNSET_SPSR));
  const kvm = runAt(blob, stage.design, 'el2', { cameBy: 'kvm' }).verdict;
  return [
    ...cases,
    caseOf(`${stage.id} el2, SPSR_EL2 unset`, unset ? undefined : 'eret-unset was not found'),
    caseOf(`${stage.id} el2, after KVM`, kvm === 'FAIL' ? undefined : `${kvm}, although the ERET stays at EL2`),
  ];
}

function caseOf(id: string, detail: string | undefined): CaseResult {
  return { id, ok: detail === undefined, ...(detail === undefined ? {} : { detail }) };
}

/** The stub's vectors are another file of the kernel's; they are linked behind the relocation code, on a boundary of their own. */
async function mainlineCases(context: SuiteContext, corpus: string): Promise<CaseResult[]> {
  const kernel = path.join(corpus, 'src/arch/arm64');
  const script = path.join(context.scratch, 'mainline.lds');
  fs.writeFileSync(
    script,
    `ENTRY(arm64_relocate_new_kernel)
SECTIONS {
  . = 0x1000;
  .text : { __relocate_new_kernel_start = .; *(.kexec_relocate.text) *(.text) __relocate_new_kernel_end = .; }
  /DISCARD/ : { *(.note*) *(.altinstr*) *(__jump_table) *(.rodata*) *(.data*) }
}
`,
  );
  const { blob, sink } = await buildKernelBlob(corpus, {
    sources: [path.join(kernel, 'kernel/relocate_kernel.S'), path.join(kernel, 'mm/trans_pgd-asm.S')],
    script,
    headers: [],
    names: { ...BLOB_NAMES, vectors: 'trans_pgd_stub_vectors' },
  });
  if (blob === undefined)
    return [{ id: 'mainline builds', ok: false, detail: sink.list.map(({ text }) => text).join('\n') }];
  const design = designNamed('mainline');
  return MODES.flatMap((mode) =>
    LINES.map((line) =>
      caseOf(
        line === 64 ? `mainline ${mode}` : `mainline ${mode}, lines of ${line}`,
        difference(runAt(blob, design, mode, { line }).findings, []),
      ),
    ),
  );
}

export const suite: Suite = {
  name: 'thread',
  tools: [],
  run: async (context) => {
    const corpus = await context.corpus();
    const stages: CaseResult[] = [];
    for (const stage of STAGES) stages.push(...(await stageCases(context, corpus, stage)));
    return [...stages, ...(await mainlineCases(context, corpus))];
  },
};
