/**
 * The harness image for QEMU: the blob, and around it everything that src/kexec puts into memory, as one ELF file.
 *
 * Enters: how to assemble and link, the blob, and what is run. Leaves: the ELF's
 * bytes. The new image is asm/harness/image.S, which checks the copy against a second one and speaks through semihosting.
 */
import { readElf } from '../../src/elf/read.ts';
import { type Blob, buildScenario, type EntryMode, type Plan, Ram, type Scenario } from '../../src/kexec/index.ts';
import { MAIR, SCTLR_EL1_OFF, tcr } from '../../src/kexec/kernel-state.ts';

/** Assembles and links sources (of asm/harness, or among `files`, by name) with a script; throws with the errors. */
export type BuildElf = (request: {
  readonly sources: readonly string[];
  readonly script: string;
  readonly defines: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}) => Promise<Uint8Array>;

const RAM_BASE = 0x4000_0000;
/** Pages that have contents, and are compared. */
const PAGES = 12;
/** By default all pages have contents; QEMU gets 256 MiB. */
const SMALL: HarnessSize = { pages: PAGES, ramBytes: 128 * 2 ** 20, touches: false };
/** What a register holds that nobody documents. */
const JUNK = 0x5a5a_5a5a_5a5a;

interface Run {
  readonly address: number;
  readonly offset: number;
  readonly length: number;
}

/** What is run: an entry, with or without tables, by the plan of a design. */
export interface HarnessCase {
  readonly mode: EntryMode;
  readonly inPlace: boolean;
  readonly tables: boolean;
  readonly plan: Plan;
}

export interface HarnessSize {
  /** Pages to relocate. Those after the first 12 are zero and not compared. */
  readonly pages: number;
  /** RAM of the scenario; the harness has what it needs beside it within the next 2 MiB. */
  readonly ramBytes: number;
  /** Every page of RAM is touched first, so that what the host needs to provide memory is no part of the copy. */
  readonly touches: boolean;
}

export async function buildHarness(
  build: BuildElf,
  blob: Blob,
  which: HarnessCase,
  size: HarnessSize = SMALL,
): Promise<Uint8Array> {
  const { mode } = which;
  // outside of what scenarios use by being beyond their RAM
  const start = RAM_BASE + size.ramBytes;
  const expectedCopy = start + 2 ** 20;
  // The addresses that the image checks do not depend on what is in it, so a scenario with another content tells them.
  const draft = scenarioOf(blob, which, size, undefined).scenario;
  const linked = await build({
    sources: ['image.S'],
    script: `SECTIONS { . = ${draft.entry}; .image : { *(.image) } /DISCARD/ : { *(.note.GNU-stack) } }\n`,
    defines: [
      `EXPECTED_EL=${mode === 'el1' ? 1 : 2}`,
      `DEVICE_TREE=${draft.deviceTree}`,
      `IMAGE_BYTES=${PAGES * draft.pageSize}`,
      `EXPECTED_COPY=${expectedCopy}`,
    ],
    files: new Map(),
  });
  const image = readElf('image.elf', linked).sections.find(({ name }) => name === '.image')?.data ?? new Uint8Array(0);
  if (image.length > draft.pageSize)
    throw new RangeError(`image.S takes ${image.length} bytes, a page is ${draft.pageSize}`);
  const { ram, scenario } = scenarioOf(blob, which, size, image);
  for (const { source, destination } of scenario.moves) {
    if (destination < scenario.entry + PAGES * scenario.pageSize) continue;
    ram.write(source, new Uint8Array(scenario.pageSize));
  }
  const binary = new Uint8Array(ram.bytes.length + PAGES * scenario.pageSize);
  binary.set(ram.bytes);
  scenario.segments
    .flatMap((segment) => Array.from({ length: segment.size / scenario.pageSize }, (_, n) => () => segment.page(n)))
    .slice(0, PAGES)
    .forEach((page, n) => {
      binary.set(page(), ram.bytes.length + n * scenario.pageSize);
    });
  const runs = [
    ...nonZeroRuns(ram),
    { address: expectedCopy, offset: ram.bytes.length, length: PAGES * scenario.pageSize },
  ];
  const { packed, placed } = pack(binary, runs);
  const text = placed
    .map(({ offset, length }, n) => `.section .run${n}, "aw"\n.incbin "pages.bin", ${offset}, ${length}\n`)
    .join('');
  // the start is below the expected copy and above the RAM: a location counter only goes up.
  const sections = placed
    .map(
      ({ address }, n) =>
        `${address === expectedCopy ? `. = ${start}; .start : { *(.start) }\n` : ''}. = ${address}; .run${n} : { *(.run${n}) }`,
    )
    .join('\n');
  const defines = [
    `SCTLR=${SCTLR_EL1_OFF}`,
    `MAIR=${MAIR}`,
    `TCR=${tcr({ shift: 12, vaBits: 48, physicalBits: 44 })}`,
    ...['x0', 'x1', 'x2'].map((name) => `${name.toUpperCase()}=${scenario.registers[name] ?? JUNK}`),
    `CODE_ENTRY=${scenario.registers.pc}`,
    ...(mode === 'el2-vhe' ? ['VHE=1'] : []),
    ...(size.touches ? [`TOUCH_START=${RAM_BASE}`, `TOUCH_END=${start}`] : []),
  ];
  const script = `ENTRY(_start)\nSECTIONS {\n${sections}\n/DISCARD/ : { *(.note.GNU-stack) }\n}\n`;
  const files = new Map([
    ['pages.s', new TextEncoder().encode(text)],
    ['pages.bin', packed],
  ]);
  return build({ sources: ['start.S', 'pages.s'], script, defines, files });
}

function scenarioOf(
  blob: Blob,
  which: HarnessCase,
  size: HarnessSize,
  image: Uint8Array | undefined,
): { ram: Ram; scenario: Scenario } {
  const ram = new Ram(RAM_BASE, size.ramBytes);
  const range = { start: RAM_BASE, end: RAM_BASE + size.ramBytes };
  const scenario = buildScenario(ram, blob, {
    ...which,
    pages: size.pages,
    ram: range,
    ...(image === undefined ? {} : { image }),
  });
  return { ram, scenario };
}

function nonZeroRuns(ram: Ram): Run[] {
  const empty = Buffer.alloc(4096);
  const runs: Run[] = [];
  for (let page = 0; page * 4096 < ram.bytes.length; page++) {
    if (empty.equals(ram.bytes.subarray(page * 4096, (page + 1) * 4096))) continue;
    const last = runs.at(-1);
    const offset = page * 4096;
    if (last !== undefined && last.offset + last.length === offset)
      runs[runs.length - 1] = { ...last, length: last.length + 4096 };
    else runs.push({ address: ram.base + offset, offset, length: 4096 });
  }
  return runs;
}

/** The bytes of the runs alone, one after the other, so that .incbin includes from a small file. */
function pack(binary: Uint8Array, runs: readonly Run[]): { packed: Uint8Array; placed: Run[] } {
  const packed = new Uint8Array(runs.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  const placed = runs.map(({ address, offset, length }) => {
    packed.set(binary.subarray(offset, offset + length), at);
    at += length;
    return { address, offset: at - length, length };
  });
  return { packed, placed };
}
