/**
 * `a64as objdump`: disassembly, headers, symbols, relocations and contents of ELF files and raw binaries, laid out as GNU objdump does.
 */

import { FatalDiagnostic } from '../../diag/diagnostic.ts';
import { archiveKind, readArchive } from '../../elf/archive.ts';
import { linesOf } from '../../elf/dwarf/lines.ts';
import type { ElfSection } from '../../elf/object.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { isShown, SectionDisassembly } from '../objdump/disassembly.ts';
import { archiveHeader, fileHeader, programHeaders } from '../objdump/file-header.ts';
import { contents, isSection, relocationRecords, sectionHeaders, symbolTable } from '../objdump/headers.ts';
import { type Input, openInput } from '../objdump/input.ts';
import { HELP, type Options, parseOptions, showsSomething } from '../objdump/options.ts';
import { StatementWriter } from '../objdump/statements.ts';
import { SymbolIndex } from '../objdump/symbols.ts';
import { TextSink } from '../objdump/text-sink.ts';
import { VERSION } from '../version.ts';

type Wanted = (section: ElfSection) => boolean;

/** Source files, read once, found as written, below `--prefix`, or relative to the working directory. */
function sourceReader(io: Io, options: Options): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>();
  const place = (file: string): string => {
    if (options.prefix === '' || !file.startsWith('/')) return file;
    return `${options.prefix}/${file
      .split('/')
      .slice(1 + options.prefixStrip)
      .join('/')}`;
  };
  return (file) => {
    if (!known.has(file)) {
      const bytes = io.readFile(place(file));
      known.set(file, bytes ? new TextDecoder().decode(bytes).split('\n') : undefined);
    }
    return known.get(file);
  };
}

/** Shows one file; `header` is what -a says of it. Names of sections that were asked for and are there go to `found`. */
function show(input: Input, options: Options, header: string, found: Set<string>, io: Io): void {
  const { file } = input;
  const { sections } = options;
  for (const { name } of file.sections) if (sections.includes(name)) found.add(name);
  const wanted: Wanted = (section) => sections.length === 0 || sections.includes(section.name);
  io.stdout(`\n${input.name}:     file format ${input.format}\n`);
  if (options.archive) io.stdout(header);
  if (options.fileHeader) io.stdout(fileHeader(input));
  if (options.programHeaders) io.stdout(programHeaders(input));
  io.stdout('\n');
  if (options.headers) io.stdout(sectionHeaders(input, options.wide, wanted));
  if (options.symbols) io.stdout(symbolTable(file, options.specialSymbols, sections.length > 0 ? wanted : undefined));
  if (options.relocations && !options.disassemble) io.stdout(relocationRecords(file, wanted));
  if (options.contents) {
    file.sections.forEach((section, index) => {
      if (!isSection(section, index) || !wanted(section)) return;
      io.stdout(contents(section, options.start, options.stop, options.fileOffsets ? input.offsets[index] : undefined));
    });
  }
  if (options.disassemble) disassemble(input, options, wanted, io);
}

function disassemble({ file, offsets }: Input, options: Options, wanted: Wanted, io: Io): void {
  const symbols = new SymbolIndex(file);
  const out = new TextSink(io.stdout);
  const shared = {
    ...options,
    statements: new StatementWriter(options),
    raw: options.raw ?? !options.prefixAddresses,
    lines: options.source || options.lines ? linesOf(file) : undefined,
    lineNumbers: options.lines,
    source: options.source ? sourceReader(io, options) : undefined,
  };
  file.sections.forEach((section, index) => {
    if (!wanted(section) || !isSection(section, index) || !isShown(section, options.all || options.sections.length > 0))
      return;
    const fileOffset = options.fileOffsets ? offsets[index] : undefined;
    const one = new SectionDisassembly(file, symbols, index, { ...shared, fileOffset });
    one.write(out);
  });
  out.flush();
}

/** Shows one file, or each member of an archive. */
function showFile(name: string, options: Options, found: Set<string>, io: Io): void {
  const bytes = name === '-' ? io.readStdin() : io.readFile(name);
  if (!bytes) throw new Unreadable(`${name}: ${io.readError(name)}`);
  if (options.binary || archiveKind(bytes) === undefined) {
    show(openInput(name, bytes, options), options, `${name}\n`, found, io);
    return;
  }
  io.stdout(`In archive ${name}:\n`);
  for (const member of readArchive(name, bytes).members) {
    const data = member.data ?? io.readFile(member.name);
    if (data) show(openInput(member.name, data, options), options, archiveHeader(bytes, member), found, io);
  }
}

class Unreadable extends Error {}

export const command: Command = {
  name: 'objdump',
  summary: 'disassembly, headers, symbols and relocations of object files',
  async run(argv, io) {
    const options = parseOptions(argv);
    if (options.help) {
      io.stdout(HELP);
      return EXIT.ok;
    }
    if (options.version) {
      io.stdout(`a64as objdump ${VERSION}\n`);
      return EXIT.ok;
    }
    if (options.files.length === 0) throw new UsageError('no file named');
    if (!showsSomething(options)) throw new UsageError('one of -a -d -D -f -h -p -r -s -S -t -x is needed');
    for (const text of options.warnings) io.stderr(`a64as objdump: warning: ${text}\n`);
    let status: number = EXIT.ok;
    const found = new Set<string>();
    for (const name of options.files) {
      try {
        showFile(name, options, found, io);
      } catch (error) {
        if (!(error instanceof FatalDiagnostic) && !(error instanceof Unreadable)) throw error;
        io.stderr(`a64as objdump: ${error.message}\n`);
        status = EXIT.input;
      }
    }
    for (const name of options.sections) {
      if (found.has(name)) continue;
      io.stderr(`a64as objdump: no section '${name}' (-j) in any of the files\n`);
      status = EXIT.input;
    }
    return status;
  },
};
