/**
 * Every design of the thread, run and judged on the same image, and set side by side.
 *
 * Enters: a way to build a design and a machine factory. Leaves: one row a design with its verdict at every entry, what it
 * costs a page by count, what its tables take, and what the model says of its time.
 */
import { DESIGNS, type Design } from './designs.ts';
import { copyTablePages } from './kexec/table-count.ts';
import { fitParameters, modelledSeconds, pageCost } from './verify/cost-model.ts';
import type { LinkedBlob } from './verify/linked-blob.ts';
import { type EntryVerdict, type MachineFactory, verifyEntry } from './verify/verify.ts';

const MIB = 2 ** 20;
/** Sizes in MiB that the table reports: the thread's three, and one that is only computed. */
export const SIZES = [25, 120, 380, 4096] as const;

export interface CompareRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly verdicts: readonly { readonly mode: string; readonly verdict: string; readonly findings: number }[];
  /** By count, at EL1, a page; 0 where nothing is copied. */
  readonly instructionsPerPage: number;
  readonly maintenancePerPage: number;
  readonly tlbFillsPerPage: number;
  readonly blobBytes: number;
  /** By size: table pages of the copy's mappings on a machine with `ramBytes`, and modelled seconds. */
  readonly sizes: readonly {
    readonly mib: number;
    readonly ramBytes: number;
    readonly tablePages: number;
    readonly seconds: number;
  }[];
  /** Table bytes for a GiB moved, on a machine with 4 GiB. */
  readonly tableBytesPerGib: number;
  readonly command: string;
}

/** RAM of the machine that the tables of linear maps are counted for: 4 GiB, or what the image needs. */
function ramFor(mib: number): number {
  return Math.max(4096, mib * 4) * MIB;
}

function walksList(design: Design): boolean {
  return design.plan.argument !== 'patch6' || !design.tables;
}

function rowOf(design: Design, blob: LinkedBlob, entries: readonly EntryVerdict[]): CompareRow {
  const first = entries[0];
  const copied = first?.copied ?? 0;
  const perPage = (count: number | undefined): number => (copied === 0 || count === undefined ? 0 : count / copied);
  // What the copy uses, and what is built: patch 4 builds tables that it does not use.
  const built = design.tables && !design.inPlace ? design.plan.map : undefined;
  const used = design.plan.argument === 'patch4' ? undefined : built;
  const maintenance = perPage(first?.maintenance);
  const cost = pageCost(used, Math.round(maintenance), walksList(design));
  const parameters = fitParameters();
  return {
    id: design.id,
    number: design.number,
    title: design.title,
    verdicts: entries.map(({ configuration, verdict, findings }) => ({
      mode: configuration.mode,
      verdict,
      findings: findings.length,
    })),
    instructionsPerPage: perPage(first?.instructions),
    maintenancePerPage: maintenance,
    tlbFillsPerPage: perPage(first?.tlbFills),
    blobBytes: blob.bytes.length,
    sizes: SIZES.map((mib) => ({
      mib,
      ramBytes: ramFor(mib),
      tablePages: copyTablePages(built, mib * MIB, ramFor(mib)),
      seconds: design.inPlace ? 0 : modelledSeconds(cost, mib, parameters),
    })),
    tableBytesPerGib: copyTablePages(built, 1024 * MIB, ramFor(1024)) * 4096,
    command: `a64as verify --design ${design.id}`,
  };
}

/** Runs every design on `pages` pages. `onRow` hears of each as it is done. */
export async function compareDesigns(
  buildDesign: (design: Design) => Promise<LinkedBlob | undefined>,
  create: MachineFactory,
  pages: number,
  onRow: (row: CompareRow) => void = () => {},
): Promise<CompareRow[]> {
  const rows: CompareRow[] = [];
  for (const design of DESIGNS) {
    const blob = await buildDesign(design);
    if (blob === undefined) continue;
    const entries = design.modes.map((mode) =>
      verifyEntry(create, blob, {
        mode,
        inPlace: design.inPlace,
        tables: design.tables,
        plan: design.plan,
        pages,
        cpu: 'max',
        dcacheLine: 64,
        icacheLine: 64,
        shift: 12,
        vaBits: 48,
        physicalBits: 48,
        seed: 1,
      }),
    );
    const row = rowOf(design, blob, entries);
    rows.push(row);
    onRow(row);
  }
  return rows;
}
