/**
 * The entry of `a64as`: picks the command, runs it, turns what escapes into an exit status.
 *
 * `a64as FILE.S …` is the assembler itself (commands/as.ts); `a64as NAME …` one of the tools beside it. Commands load on
 * demand: start-up is most of the time that assembling a small file takes.
 */
import { EXIT, type Io } from './command.ts';
import { COMMANDS, loadCommand } from './commands/index.ts';
import { VERSION } from './version.ts';

function usage(): string {
  const lines = COMMANDS.map(({ name, summary }) => `  a64as ${name.padEnd(11)} ${summary}`);
  return [
    'usage: a64as [options] FILE.S...        assemble (preprocessing .S files) to FILE.o; with -T SCRIPT link too',
    ...lines,
    '',
    "'a64as NAME --help' shows a command's options, 'a64as --help' the assembler's",
    '',
  ].join('\n');
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const first = argv[0];
  if (first === undefined) {
    io.stderr(usage());
    return EXIT.usage;
  }
  if (first === '--version' || first === '-version') {
    io.stdout(`a64as ${VERSION}\n`);
    return EXIT.ok;
  }
  if (first === 'help' || ((first === '--help' || first === '-h') && argv.length === 1)) {
    io.stdout(usage());
    if (first === 'help') return EXIT.ok;
  }
  const isTool = COMMANDS.some(({ name }) => name === first);
  const command = await loadCommand(isTool ? first : 'as');
  return command.run(isTool ? argv.slice(1) : argv, io);
}

/** Run a64as with the arguments after the program's name; returns the exit status. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (error instanceof Error && error.name === 'UsageError') {
      io.stderr(`a64as: ${error.message}\n`);
      return EXIT.usage;
    }
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return EXIT.ok;
    return reportInternalError(error, argv, io);
  }
}

function reportInternalError(error: unknown, argv: readonly string[], io: Io): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const report = JSON.stringify(
    { version: VERSION, argv, workingDirectory: io.workingDirectory, error: text },
    null,
    2,
  );
  const file = `a64as-crash-${Date.now()}.json`;
  const failed = io.writeFiles([{ path: file, data: `${report}\n` }]);
  const summary = error instanceof Error ? error.message : String(error);
  io.stderr(`a64as: internal error: ${summary}\n`);
  io.stderr(failed ? `a64as: no report could be written: ${failed}\n` : `a64as: details to report are in ${file}\n`);
  return EXIT.internal;
}
