/** `a64as objcopy`: a copy of an ELF file without some of its parts, or its loaded bytes as a flat image. */

import { ElfView, readElf } from '../../elf/read.ts';
import { binaryObject } from '../../elf/synthetic.ts';
import { writeObject } from '../../elf/write.ts';
import { compression } from '../as/values.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { separateLetters } from '../elf-tools/argv.ts';
import { type CopySettings, copyElf } from '../elf-tools/elf-copy.ts';
import { flatten } from '../elf-tools/flat.ts';
import { BadInput, bytewise, guarded, readInput } from '../elf-tools/inputs.ts';
import { type ArgvItem, type OptionRow, parseGnuArgv } from '../gnu-argv.ts';

type SymbolSet = 'globalize' | 'localize' | 'weaken' | 'stripped';
type Key =
  | 'format'
  | 'source'
  | 'architecture'
  | 'only'
  | 'remove'
  | 'stripAll'
  | 'stripDebug'
  | 'stripUnneeded'
  | 'discardAll'
  | 'renameSection'
  | 'addSection'
  | 'redefine'
  | 'weakenAll'
  | SymbolSet
  | 'compress'
  | 'decompress'
  | 'gapFill'
  | 'padTo'
  | 'help';

const ROWS: readonly OptionRow<Key>[] = [
  { key: 'format', form: 'either', names: ['-O'] },
  { key: 'format', form: 'equals', names: ['--output-target'] },
  { key: 'source', form: 'either', names: ['-I'] },
  { key: 'source', form: 'equals', names: ['--input-target'] },
  { key: 'architecture', form: 'either', names: ['-B'] },
  { key: 'architecture', form: 'equals', names: ['--binary-architecture'] },
  { key: 'only', form: 'either', names: ['-j'] },
  { key: 'only', form: 'equals', names: ['--only-section'] },
  { key: 'remove', form: 'either', names: ['-R'] },
  { key: 'remove', form: 'equals', names: ['--remove-section'] },
  { key: 'stripAll', form: 'flag', names: ['-S', '--strip-all'] },
  { key: 'stripDebug', form: 'flag', names: ['-g', '--strip-debug'] },
  { key: 'stripUnneeded', form: 'flag', names: ['--strip-unneeded'] },
  { key: 'discardAll', form: 'flag', names: ['-x', '--discard-all'] },
  { key: 'stripped', form: 'either', names: ['-N'] },
  { key: 'stripped', form: 'equals', names: ['--strip-symbol'] },
  { key: 'localize', form: 'either', names: ['-L'] },
  { key: 'localize', form: 'equals', names: ['--localize-symbol'] },
  { key: 'weaken', form: 'either', names: ['-W'] },
  { key: 'weaken', form: 'equals', names: ['--weaken-symbol'] },
  { key: 'weakenAll', form: 'flag', names: ['--weaken'] },
  { key: 'globalize', form: 'equals', names: ['--globalize-symbol'] },
  { key: 'redefine', form: 'equals', names: ['--redefine-sym'] },
  { key: 'renameSection', form: 'equals', names: ['--rename-section'] },
  { key: 'addSection', form: 'equals', names: ['--add-section'] },
  { key: 'compress', form: 'optional', names: ['--compress-debug-sections'] },
  { key: 'decompress', form: 'flag', names: ['--decompress-debug-sections'] },
  { key: 'gapFill', form: 'equals', names: ['--gap-fill'] },
  { key: 'padTo', form: 'equals', names: ['--pad-to'] },
  { key: 'help', form: 'flag', names: ['--help'] },
];

const HELP = `usage: a64as objcopy [OPTION…] INPUT [OUTPUT]
A copy of an ELF file, or the bytes of it that are loaded; OUTPUT is INPUT where it is not named.

  -O, --output-target=binary    the loaded bytes instead of an ELF file
  -I, --input-target=binary     any file, whose bytes become the section .data (with -O elf64-littleaarch64)
  -j, --only-section=PATTERN    only these sections
  -R, --remove-section=PATTERN  not these sections (* ? [] match)
  -S, --strip-all               no symbols, relocations and debug sections
  -g, --strip-debug             no debug sections and symbols
  --strip-unneeded              also no symbols that relocations do not need
  -x, --discard-all             no local symbols
  -N, --strip-symbol=NAME       not this symbol
  -L, --localize-symbol=NAME    make it local
  -W, --weaken-symbol=NAME      make it weak
  --weaken                      make all global symbols weak
  --globalize-symbol=NAME       make it global
  --redefine-sym=OLD=NEW        call a symbol NEW
  --rename-section=OLD=NEW      call a section NEW
  --add-section=NAME=FILE       a section with the file's bytes
  --compress-debug-sections[=none|zlib|zlib-gnu|zlib-gabi]
                                debug sections compressed where that makes them smaller (zlib)
  --decompress-debug-sections   debug sections plain
  --gap-fill=BYTE               with -O binary: between sections (0)
  --pad-to=ADDRESS              with -O binary: go on to this address
`;

interface Settings extends CopySettings {
  format: string;
  /** The input's format where it is given. */
  source: string;
  fill: number;
  padTo: bigint | undefined;
  /** Section name -> file name. */
  readonly addedFiles: Map<string, string>;
}

function defaults(): Settings {
  return {
    format: '',
    source: '',
    fill: 0,
    padTo: undefined,
    only: [],
    remove: [],
    strip: 'none',
    discardLocals: false,
    renamedSections: new Map(),
    renamedSymbols: new Map(),
    globalize: new Set(),
    localize: new Set(),
    weaken: new Set(),
    stripped: new Set(),
    weakenAll: false,
    added: new Map(),
    addedFiles: new Map(),
  };
}

function numberOf(text: string, name: string): bigint {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text)) throw new UsageError(`${name}: '${text}' is not a number`);
  return BigInt(text);
}

/** `A=B` into the map; names are bytes as in the file. */
function pair(map: Map<string, string>, text: string, name: string, ofFile = false): void {
  const at = text.indexOf('=');
  if (at <= 0 || at === text.length - 1) throw new UsageError(`${name}: '${text}' is not of the form OLD=NEW`);
  const value = text.slice(at + 1);
  map.set(bytewise(text.slice(0, at)), ofFile ? value : bytewise(value));
}

function renameSection(settings: Settings, text: string): void {
  if (text.includes(',')) throw new UsageError('--rename-section: flags after the name are not implemented');
  pair(settings.renamedSections, text, '--rename-section');
}

const SETTERS: { readonly [K in Exclude<Key, 'help'>]: (settings: Settings, value: string) => void } = {
  format: (settings, value) => {
    settings.format = value;
  },
  source: (settings, value) => {
    settings.source = value;
  },
  architecture: (_, value) => {
    if (value !== 'aarch64') throw new UsageError(`objcopy: -B ${value}: expected aarch64`);
  },
  only: (settings, value) => settings.only.push(bytewise(value)),
  remove: (settings, value) => settings.remove.push(bytewise(value)),
  stripAll: (settings) => {
    settings.strip = 'all';
  },
  stripDebug: (settings) => {
    settings.strip = 'debug';
  },
  stripUnneeded: (settings) => {
    settings.strip = 'unneeded';
  },
  discardAll: (settings) => {
    settings.discardLocals = true;
  },
  renameSection,
  addSection: (settings, value) => pair(settings.addedFiles, value, '--add-section', true),
  compress: (settings, value) => {
    settings.compression = compression('--compress-debug-sections', value) ?? 'none';
  },
  decompress: (settings) => {
    settings.compression = 'none';
  },
  redefine: (settings, value) => pair(settings.renamedSymbols, value, '--redefine-sym'),
  globalize: (settings, value) => settings.globalize.add(bytewise(value)),
  localize: (settings, value) => settings.localize.add(bytewise(value)),
  weaken: (settings, value) => settings.weaken.add(bytewise(value)),
  weakenAll: (settings) => {
    settings.weakenAll = true;
  },
  stripped: (settings, value) => settings.stripped.add(bytewise(value)),
  gapFill: (settings, value) => {
    settings.fill = Number(numberOf(value, '--gap-fill') & 0xffn);
  },
  padTo: (settings, value) => {
    settings.padTo = numberOf(value, '--pad-to');
  },
};

/** The settings and operands, or undefined where help is asked for. */
function parse(items: readonly ArgvItem<Key>[]): { settings: Settings; files: string[] } | undefined {
  const settings = defaults();
  const files: string[] = [];
  for (const item of items) {
    if (item.kind === 'operand') files.push(item.value);
    else if (item.kind === 'unknown') throw new UsageError(`objcopy: option '${item.value}' is not implemented`);
    else if (item.key === 'help') return undefined;
    else SETTERS[item.key](settings, item.value);
  }
  return { settings, files };
}

/** The input as an object: what it is, or with -I binary the object that its bytes make. */
function objectOf(io: Io, input: string, { source, format }: Settings): Uint8Array {
  const bytes = readInput(io, input);
  if (source !== 'binary') return bytes;
  // Data alone says nothing of a machine: the output's format does.
  if (!format.startsWith('elf64-'))
    throw new BadInput(`${input}: -I binary needs -O elf64-littleaarch64 or elf64-bigaarch64`);
  return writeObject(binaryObject(input, bytes, format === 'elf64-bigaarch64'));
}

function converted(io: Io, input: string, settings: Settings): Uint8Array {
  const bytes = objectOf(io, input, settings);
  if (settings.format === 'binary') return flatten(input, readElf(input, bytes), settings);
  for (const [name, file] of settings.addedFiles) settings.added.set(name, readInput(io, file));
  const view = new ElfView(input, bytes);
  const own = view.bigEndian ? 'elf64-bigaarch64' : 'elf64-littleaarch64';
  if (settings.format !== '' && settings.format !== own)
    throw new BadInput(`${input}: is ${own}: conversion to ${settings.format} is not implemented`);
  return copyElf(view, settings);
}

const FORMATS = ['', 'binary', 'elf64-littleaarch64', 'elf64-bigaarch64'];

export const command: Command = {
  name: 'objcopy',
  summary: 'copies of ELF files without some of their parts, or their loaded bytes (-O binary)',
  async run(argv, io) {
    const parsed = parse(parseGnuArgv(separateLetters(argv, 'O:I:B:j:R:SgxN:L:W:'), ROWS));
    if (!parsed) {
      io.stdout(HELP);
      return EXIT.ok;
    }
    const { settings, files } = parsed;
    if (!FORMATS.includes(settings.source))
      throw new UsageError(
        `objcopy: -I ${settings.source} is not implemented: binary or the input's own format expected`,
      );
    if (!FORMATS.includes(settings.format))
      throw new UsageError(
        `objcopy: -O ${settings.format} is not implemented: binary or the input's own format expected`,
      );
    const [input, output = input] = files;
    if (input === undefined || output === undefined || files.length > 2)
      throw new UsageError('objcopy: one input and at most one output expected');
    return guarded(io, 'a64as objcopy', () => {
      const problem = io.writeFiles([{ path: output, data: converted(io, input, settings) }]);
      if (problem !== undefined) throw new BadInput(problem);
    });
  },
};
