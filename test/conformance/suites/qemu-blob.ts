/**
 * The blob, assembled and linked by a64as, against the reference tools: the same bytes as GNU's, ELF files that readelf and
 * GNU ld accept, and a relocation that works in qemu-system-aarch64 at EL1, EL2 and EL2 with VHE.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DESIGNS, type Design, OURS } from '../../../src/designs.ts';
import { readElf } from '../../../src/elf/read.ts';
import type { EntryMode } from '../../../src/kexec/index.ts';
import { build } from '../../../src/pipeline.ts';
import { blobOf } from '../../../src/verify/linked-blob.ts';
import { type BuildElf, buildHarness } from '../qemu-harness.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface Ran {
  readonly status: number | null;
  readonly output: string;
}

function run(command: readonly string[], directory: string): Ran {
  const { status, stdout, stderr, error } = spawnSync(command[0] ?? '', command.slice(1), {
    cwd: directory,
    timeout: 60_000,
  });
  return { status, output: `${stdout ?? ''}${stderr ?? ''}${error === undefined ? '' : error.message}` };
}

/** Runs or throws with what the tool said. */
function must(command: readonly string[], directory: string): string {
  const { status, output } = run(command, directory);
  if (status !== 0) throw new Error(`${command.join(' ')}: status ${status}\n${output}`);
  return output;
}

class Bench {
  private readonly context: SuiteContext;
  constructor(context: SuiteContext) {
    this.context = context;
  }

  path(name: string): string {
    return path.join(this.context.scratch, name);
  }

  asm(name: string): string {
    return path.join(this.context.root, 'asm', name);
  }

  read(name: string): Uint8Array {
    return new Uint8Array(fs.readFileSync(this.path(name)));
  }

  write(name: string, data: string | Uint8Array): string {
    fs.writeFileSync(this.path(name), data);
    return this.path(name);
  }

  must(...command: readonly string[]): string {
    return must(command, this.context.scratch);
  }

  a64as(...options: readonly string[]): string {
    return must([...this.context.a64as, ...options], this.context.scratch);
  }

  /** The pipeline in this process: the harness is built dozens of times. */
  get build(): BuildElf {
    return async ({ sources, script, defines, files }) => {
      const scriptFile = 'harness.lds';
      const { built, sink } = await build({
        sources: sources.map((name) => (files.has(name) ? name : this.asm(`harness/${name}`))),
        script: scriptFile,
        defines,
        readFile: (name) => {
          if (name === scriptFile) return new TextEncoder().encode(script);
          const known = files.get(name);
          if (known !== undefined) return known;
          return fs.existsSync(name) ? new Uint8Array(fs.readFileSync(name)) : undefined;
        },
      });
      if (built === undefined) throw new Error(sink.list.map(({ text }) => text).join('\n'));
      return built.bytes;
    };
  }
}

async function attempt(id: string, body: () => string | undefined | Promise<string | undefined>): Promise<CaseResult> {
  try {
    const detail = await body();
    return detail === undefined ? { id, ok: true } : { id, ok: false, detail };
  } catch (error) {
    return { id, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

function difference(ours: Uint8Array, theirs: Uint8Array): string | undefined {
  if (ours.length !== theirs.length) return `${ours.length} bytes, GNU's has ${theirs.length}`;
  const at = ours.findIndex((byte, n) => byte !== theirs[n]);
  return at < 0 ? undefined : `differs from byte ${at} on`;
}

/** Machine and CPU of an entry. VHE needs a CPU that has it. */
const MACHINES: Readonly<Record<EntryMode, readonly [machine: string, cpu: string]>> = {
  el1: ['virt', 'cortex-a72'],
  el2: ['virt,virtualization=on', 'cortex-a72'],
  'el2-vhe': ['virt,virtualization=on', 'max'],
};

function bytesAsGnu(bench: Bench): Promise<CaseResult[]> {
  return Promise.all(
    ['relocate_kernel.S', 'harness/image.S', 'harness/start.S'].map((file) =>
      attempt(`object ${file}`, () => {
        const defines = file.startsWith('harness')
          ? [
              'EXPECTED_EL=1',
              'DEVICE_TREE=0x40500000',
              'IMAGE_BYTES=49152',
              'EXPECTED_COPY=0x48100000',
              'SCTLR=0x30d00800',
              'MAIR=0xff',
              'TCR=0x19',
              'X0=0x40001000',
              'X1=0',
              'X2=0xffffffffffff',
              'CODE_ENTRY=0x40002000',
            ].map((define) => `-D${define}`)
          : [];
        bench.must('aarch64-linux-gnu-gcc', '-c', ...defines, bench.asm(file), '-o', 'gnu.o');
        bench.a64as(bench.asm(file), ...defines, '-o', 'ours.o');
        return difference(bench.read('ours.o'), bench.read('gnu.o'));
      }),
    ),
  );
}

async function linkedAsGnu(bench: Bench, root: string): Promise<CaseResult[]> {
  const script = path.join(root, 'ldscripts/kexec.lds.S');
  const flat = (prefix: string): Uint8Array => {
    bench.must('aarch64-linux-gnu-objcopy', '-O', 'binary', `${prefix}.elf`, `${prefix}.bin`);
    return bench.read(`${prefix}.bin`);
  };
  const results = [
    await attempt('linked image', () => {
      bench.a64as(bench.asm('relocate_kernel.S'), '-o', 'blob.o');
      bench.a64as(bench.asm('relocate_kernel.S'), '-T', script, '-o', 'blob.elf');
      bench.must('aarch64-linux-gnu-gcc', '-E', '-P', '-x', 'assembler-with-cpp', script, '-o', 'kexec.lds');
      bench.must('aarch64-linux-gnu-gcc', '-c', bench.asm('relocate_kernel.S'), '-o', 'gnublob.o');
      bench.must('aarch64-linux-gnu-ld', '-T', 'kexec.lds', 'gnublob.o', '-o', 'gnublob.elf');
      return difference(flat('blob'), flat('gnublob'));
    }),
    await attempt('GNU ld links our object', () => {
      bench.must('aarch64-linux-gnu-ld', '-T', 'kexec.lds', 'blob.o', '-o', 'mixed.elf');
      return difference(flat('mixed'), flat('gnublob'));
    }),
  ];
  for (const file of ['blob.o', 'blob.elf']) {
    results.push(
      await attempt(`readelf ${file}`, () => {
        const warnings = bench
          .must('aarch64-linux-gnu-readelf', '-a', '-W', file)
          .split('\n')
          .filter((line) => /(?:^|: )(?:Warning|Error):/.test(line));
        return warnings.length === 0 ? undefined : warnings.join('\n');
      }),
    );
  }
  return results;
}

/** Patches 1 to 4 run the code of design 1 in other wrappings; mainline's entry the harness has not. */
function isWorthRunning({ number, plan }: Design): boolean {
  return !plan.entersWithMmu && (number === 1 || number > 5);
}

/** Builds the design's blob with a64as's command line and runs it at its entries. */
async function onQemu(bench: Bench, root: string): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const design of DESIGNS.filter(isWorthRunning)) results.push(...(await designOnQemu(bench, root, design)));
  return results;
}

async function designOnQemu(bench: Bench, root: string, design: Design): Promise<CaseResult[]> {
  const { source, script, defines, names, plan, tables, inPlace } = design;
  const file = `${design.id}.elf`;
  const built = await attempt(`design ${design.id}`, () => {
    const options = defines.map((define) => `-D${define}`);
    bench.a64as(path.join(root, source), ...options, '-T', path.join(root, script), '-o', file);
    return undefined;
  });
  if (!built.ok) return [built];
  const blob = blobOf(readElf(file, bench.read(file)), file, names, () => undefined);
  const results = [built];
  for (const mode of design.number === OURS.number ? design.modes : (['el1', 'el2'] as const)) {
    results.push(
      await attempt(`qemu ${design.id} ${mode}`, async () => {
        bench.write('harness.elf', await buildHarness(bench.build, blob, { mode, inPlace, tables, plan }));
        return runHarness(bench, mode);
      }),
    );
  }
  return results;
}

function runHarness(bench: Bench, mode: EntryMode): string | undefined {
  const [machine, cpu] = MACHINES[mode];
  const quiet = ['-display', 'none', '-serial', 'none', '-monitor', 'none'];
  const { status, output } = run(
    [
      'qemu-system-aarch64',
      '-machine',
      machine,
      '-cpu',
      cpu,
      '-m',
      '256M',
      ...quiet,
      '-semihosting-config',
      'enable=on,target=native',
      '-kernel',
      'harness.elf',
    ],
    bench.path('.'),
  );
  return status === 0 && output.startsWith('PASS') ? undefined : `status ${status}: ${output}`;
}

export const suite: Suite = {
  name: 'qemu-blob',
  tools: [
    'aarch64-linux-gnu-gcc',
    'aarch64-linux-gnu-ld',
    'aarch64-linux-gnu-objcopy',
    'aarch64-linux-gnu-readelf',
    'qemu-system-aarch64',
  ],
  run: async (context) => {
    const bench = new Bench(context);
    return [
      ...(await bytesAsGnu(bench)),
      ...(await linkedAsGnu(bench, context.root)),
      ...(await onQemu(bench, context.root)),
    ];
  },
};
