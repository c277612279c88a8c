/**
 * `a64as run`: a program on the machine `virt`, with the memory model's findings.
 *
 *     a64as run [options] IMAGE|ELF
 *
 * Exit status: the guest's; 1 errors in the input; 2 usage; 3 findings, or an end that is no end; 4 the step budget ran out.
 */
import { FatalDiagnostic, type Message } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/run.ts';
import type { StopReason } from '../../emu/api.ts';
import type { Machine } from '../../emu/machine.ts';
import { profile } from '../../emu/profiles.ts';
import { imageHeader, type VirtMachine, virtMachine } from '../../emu/virt.ts';
import { addressIn } from '../../emu/walk.ts';
import { disassemble } from '../../isa/print.ts';
import { type Annotator, type Finding, spotOf } from '../../verify/finding.ts';
import { judge, whyNot } from '../../verify/judge.ts';
import { jsonFinding } from '../../verify/report-json.ts';
import { COLOURED, findingLines, PLAIN } from '../../verify/report-text.ts';
import { findingOf } from '../../verify/rules/index.ts';
import { type Command, EXIT, type Io } from '../command.ts';
import { type LoadedProgram, loadProgram, readInput } from '../run/load.ts';
import { HELP, parseOptions, type RunCommandOptions } from '../run/options.ts';
import { Progress } from '../verify/progress.ts';

const LAST = 32;

interface Outcome {
  readonly stop: StopReason;
  readonly findings: readonly Finding[];
  readonly machine: Machine;
}

/** Rules about instructions that fault, which a program may do on purpose. */
const DELIBERATE = new Set(['fault-taken', 'udf-executed', 'unallocated-executed']);

/**
 * What stays of the observations under --rules. A fault that a handler has looked at and returned from is no finding, nor is one
 * after which the program ends well by its own account.
 */
function select(findings: readonly Finding[], options: RunCommandOptions, stop: StopReason, m: Machine): Finding[] {
  const { rules } = options;
  if (rules === 'none') return [];
  const endsWell = stop.kind === 'halted' && stop.by !== 'wfi' && stop.status === 0;
  const kept: Finding[] = [];
  for (const finding of findings) {
    if (rules !== 'all' && !rules.includes(finding.rule)) continue;
    const pc = finding.effect?.pc;
    const fate = DELIBERATE.has(finding.rule) && pc !== undefined ? m.engine.exceptions.ledger.fateOf(pc) : 'open';
    if (fate === 'handled' || (fate === 'looked' && endsWell)) continue;
    kept.push(finding.rule === 'fault-taken' && endsWell ? { ...finding, severity: 'warning' } : finding);
  }
  return kept;
}

/** Bytes of what starts at `start`: by its Image header, or what lies there without a gap up to the next symbol, at most 64 MiB. */
function imageSize(m: Machine, start: number, next: number | undefined): number {
  const { lines } = m.engine;
  const header = lines.contains(start, 64) ? imageHeader(m.readPhys(start, 64)) : undefined;
  if (header !== undefined && header.imageSize > 0) return header.imageSize;
  const size = 2 ** lines.shift;
  const most = Math.min(2 ** 26, (next ?? Number.POSITIVE_INFINITY) - start);
  let bytes = size;
  while (bytes < most && lines.contains(start + bytes, size) && m.lineState(start + bytes).defined) bytes += size;
  return Math.min(bytes, Math.max(4, most));
}

const DEVICE_TREE_MAGIC = 0xd00d_feed;

/** Whether a physical address is that of a device tree: aligned to 8 bytes, in RAM, with the magic number. */
function isDeviceTree(m: Machine, address: bigint): boolean {
  const at = Number(address);
  if (address % 8n !== 0n || !m.engine.lines.contains(at, 8)) return false;
  return new DataView(m.readPhys(at, 4).buffer).getUint32(0) === DEVICE_TREE_MAGIC;
}

/** Findings of the state in which another image is entered at `pc` (the arm64 boot protocol). */
function judgeHandover(made: VirtMachine, pc: bigint, entryLevel: number, file: LoadedProgram): Finding[] {
  const { machine: m } = made;
  // the boot protocol wants the MMU off: addresses are physical, and where it is on the tables say which
  const t = m.translate(pc);
  const start =
    t.fault === undefined
      ? addressIn(t, Number(BigInt.asIntN(32, pc)), Number(pc >> 32n)) + Number(pc & 4095n)
      : Number(pc);
  const size = imageSize(m, start, file.symbolAfter(start));
  const level = Number((m.get('pstate') >> 2n) & 3n);
  const x0 = m.get('x0');
  const fits = m.engine.lines.contains(start, size);
  // its contents are whatever they are: what is judged is who can see them
  const segment = {
    name: 'image',
    destination: start,
    size,
    page: (index: number) => m.readPhys(start + size * index, size),
  };
  const expectation = {
    entry: start,
    exceptionLevel: entryLevel === 2 ? 2 : Math.min(2, Math.max(1, level)),
    argumentRegisters: [isDeviceTree(m, x0) ? x0 : BigInt(made.deviceTree), 0n, 0n, 0n],
    segments: fits ? [segment] : [],
    pageSize: size,
    wholeImage: true,
  };
  const findings = judge(m, { kind: 'reached', pc }, expectation, file.annotator);
  return placed(m, findings, pc, start, file.annotator);
}

/** Findings with their places: where nothing else is to blame, what entered the image; the effect is its first instruction. */
function placed(m: Machine, findings: readonly Finding[], pc: bigint, pa: number, annotator: Annotator): Finding[] {
  const word = m.engine.lines.contains(pa, 4) ? new DataView(m.readPhys(pa, 4).buffer).getUint32(0, true) : 0;
  const effect = spotOf({ pc, pa, word, step: m.steps }, annotator);
  const last = m.engine.lastInstructions(1)[0];
  const cause = last === undefined ? undefined : spotOf({ ...last, pa: Number(last.pc), step: m.steps - 1 }, annotator);
  return findings.map((finding) => ({ ...finding, cause: finding.cause ?? cause, effect: finding.effect ?? effect }));
}

/** Whether `pc` is where another image is entered: as the user said, or by the header that lies there. */
function handoverTest(options: RunCommandOptions, made: VirtMachine): (pc: bigint, pa: number) => boolean {
  const { machine, entry } = made;
  return (pc, pa) => {
    if (options.handover !== undefined) return pc === options.handover;
    if (machine.steps === 0 || pa === entry || !machine.engine.lines.contains(pa, 64)) return false;
    return (
      imageHeader(
        machine.engine.lines.u8.subarray(pa - machine.engine.lines.base, pa - machine.engine.lines.base + 64),
      ) !== undefined
    );
  };
}

function startTrace(m: Machine, io: Io, path: string): () => string | undefined {
  const lines: string[] = [];
  m.engine.blocks.limit = 1;
  m.engine.onBlock = (block) => {
    const word = block.words[0] as number;
    lines.push(
      `${m.steps} ${block.va.toString(16).padStart(16, '0')} ${word.toString(16).padStart(8, '0')} ${disassemble(word, block.va)}`,
    );
  };
  return () => io.writeFiles([{ path, data: `${lines.join('\n')}\n` }]);
}

function execute(options: RunCommandOptions, io: Io): Outcome {
  const file = loadProgram(io, options.file);
  const { program, annotator } = file;
  const write = (bytes: Uint8Array): void =>
    options.json ? io.stderr(new TextDecoder('latin1').decode(bytes)) : io.stdout(bytes);
  const made = virtMachine({
    cpu: profile(options.cpu, { dcacheLine: options.dcacheLine, icacheLine: options.icacheLine }),
    el: options.el,
    vhe: options.vhe,
    ramSize: options.memory,
    gic: options.gic,
    program,
    bootArguments: options.append,
    engine: options.rules === 'none' ? 'fast' : 'checked',
    write,
    name: options.file,
    ...(options.input === undefined ? {} : { input: readInput(io, options.input) }),
    ...(options.dtb === 'auto' ? {} : { deviceTree: readInput(io, options.dtb) }),
    ...(options.initrd === undefined ? {} : { initrd: readInput(io, options.initrd) }),
  });
  const { machine } = made;
  const finishTrace = options.trace === undefined ? undefined : startTrace(machine, io, options.trace);
  const progress = new Progress(io, options.quiet || options.json, 'run');
  const stop = machine.run({
    stopAt: handoverTest(options, made),
    onProgress: (steps) => progress.show(steps),
    maxInstructions: options.budget,
  });
  progress.clear();
  finishTrace?.();
  const handover = stop.kind === 'reached' ? judgeHandover(made, stop.pc, options.el, file) : [];
  for (const { pa } of handover) if (pa !== undefined) machine.engine.noteLeftOut(pa);
  const observed = machine.observations.map((o) => findingOf(o, annotator));
  return { stop, machine, findings: select([...observed, ...handover], options, stop, machine) };
}

function exitOf({ stop, findings }: Outcome): number {
  if (stop.kind === 'fatal' || findings.some((f) => f.severity === 'error')) return EXIT.verification;
  if (stop.kind === 'budget') return EXIT.budget;
  return stop.kind === 'halted' ? stop.status : EXIT.ok;
}

/** How the run ended, and its last instructions where it ended badly. */
function endLines({ stop, machine }: Outcome): string[] {
  if (stop.kind === 'reached' || stop.kind === 'halted') return [];
  const last = machine.engine
    .lastInstructions(LAST)
    .map(
      ({ pc, word }) =>
        `  ${pc.toString(16).padStart(16, '0')}  ${word.toString(16).padStart(8, '0')}  ${disassemble(word, pc)}`,
    );
  return [`a64as: ${whyNot(stop)}, after ${machine.steps} instructions; the last of them:`, ...last, ''];
}

function report(outcome: Outcome, options: RunCommandOptions, io: Io): number {
  const exit = exitOf(outcome);
  const { findings, stop, machine } = outcome;
  if (options.json) {
    const failed = stop.kind === 'fatal' || findings.some((f) => f.severity === 'error');
    const verdict = failed ? 'FAIL' : stop.kind === 'budget' ? 'BUDGET' : 'PASS';
    const last =
      stop.kind === 'fatal' || stop.kind === 'budget'
        ? {
            last: machine.engine
              .lastInstructions(LAST)
              .map(({ pc, word }) => ({ pc: `0x${pc.toString(16)}`, insn: disassemble(word, pc) })),
          }
        : {};
    const object = {
      verdict,
      findings: findings.map(jsonFinding),
      exit,
      instructions: machine.steps,
      stop: stop.kind,
      why: stop.kind === 'halted' ? stop.by : whyNot(stop),
      ...last,
    };
    io.stdout(`${JSON.stringify(object, null, 2)}\n`);
    return exit;
  }
  const colour = io.environment.NO_COLOR === undefined && (io.stderrIsTty || io.environment.FORCE_COLOR !== undefined);
  const lines = [...findingLines(findings, colour ? COLOURED : PLAIN), ...endLines(outcome)];
  if (lines.length > 0) io.stderr(`${lines.join('\n')}\n`);
  return exit;
}

function inputError(io: Io, message: Message): number {
  io.stderr(`a64as: error: ${message.text} [${message.code}]\n`);
  return EXIT.input;
}

export const command: Command = {
  name: 'run',
  summary: 'run an ELF file or an arm64 Image, and say what hardware would punish',
  async run(argv, io) {
    if (argv.includes('--help') || argv.includes('-h')) {
      io.stdout(HELP);
      return EXIT.ok;
    }
    const options = await parseOptions(argv);
    try {
      return report(execute(options, io), options, io);
    } catch (error) {
      if (error instanceof FatalDiagnostic) return inputError(io, error.diagnostic);
      if (error instanceof RangeError) return inputError(io, messages.outsideRam(error.message));
      throw error;
    }
  },
};
