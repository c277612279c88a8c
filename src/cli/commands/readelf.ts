/**
 * `a64as readelf`: what an ELF file says of itself, in GNU readelf's narrow layout, or its wide one with -W.
 */
import { archiveKind } from '../../elf/archive.ts';
import * as elf from '../../elf/constants.ts';
import { ElfView, toElfFile } from '../../elf/read.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { separateLetters } from '../elf-tools/argv.ts';
import { bytesOf, bytewise, forEachFile, type Input, inputsOf, readInput } from '../elf-tools/inputs.ts';
import { type OptionRow, parseGnuArgv } from '../gnu-argv.ts';
import { hexDump, namedSections, stringDump } from '../readelf/dump.ts';
import { dynamicSection, hashHistogram, versionTables } from '../readelf/dynamic.ts';
import { notes } from '../readelf/notes.ts';
import { type Headers, header, relocations, sections, segments, symbols } from '../readelf/views.ts';

type View =
  | 'header'
  | 'sections'
  | 'segments'
  | 'symbols'
  | 'dynamicSymbols'
  | 'relocations'
  | 'notes'
  | 'dynamic'
  | 'versions'
  | 'groups'
  | 'unwind'
  | 'histogram';
type Key = View | 'all' | 'headers' | 'wide' | 'hex' | 'strings' | 'help';

// biome-ignore format: a table
const ROWS: readonly OptionRow<Key>[] = [
  { key: 'all', form: 'flag', names: ['-a', '--all'] },
  { key: 'header', form: 'flag', names: ['-h', '--file-header'] },
  { key: 'sections', form: 'flag', names: ['-S', '--section-headers', '--sections'] },
  { key: 'segments', form: 'flag', names: ['-l', '--program-headers', '--segments'] },
  { key: 'headers', form: 'flag', names: ['-e', '--headers'] },
  { key: 'symbols', form: 'flag', names: ['-s', '--syms', '--symbols'] },
  { key: 'dynamicSymbols', form: 'flag', names: ['--dyn-syms'] },
  { key: 'relocations', form: 'flag', names: ['-r', '--relocs'] },
  { key: 'notes', form: 'flag', names: ['-n', '--notes'] },
  { key: 'dynamic', form: 'flag', names: ['-d', '--dynamic'] },
  { key: 'versions', form: 'flag', names: ['-V', '--version-info'] },
  { key: 'groups', form: 'flag', names: ['-g', '--section-groups'] },
  { key: 'unwind', form: 'flag', names: ['-u', '--unwind'] },
  { key: 'histogram', form: 'flag', names: ['-I', '--histogram'] },
  { key: 'hex', form: 'separate', names: ['-x'] },
  { key: 'hex', form: 'equals', names: ['--hex-dump'] },
  { key: 'strings', form: 'separate', names: ['-p'] },
  { key: 'strings', form: 'equals', names: ['--string-dump'] },
  { key: 'wide', form: 'flag', names: ['-W', '--wide'] },
  { key: 'help', form: 'flag', names: ['--help', '-H'] },
];

const ALL: readonly View[] = [
  'header',
  'sections',
  'groups',
  'segments',
  'dynamic',
  'relocations',
  'unwind',
  'symbols',
  'histogram',
  'versions',
  'notes',
];

const HELP = `usage: a64as readelf OPTION… FILE…

  -a, --all                 -h -S -g -l -d -r -u -s -I -V -n
  -h, --file-header         -S, --sections       -l, --segments     -e, --headers (all three)
  -s, --symbols             --dyn-syms           -r, --relocs       -n, --notes
  -d, --dynamic             -V, --version-info   -g, --section-groups
  -I, --histogram           -x, --hex-dump=SECTION                  -p, --string-dump=SECTION
  -W, --wide                lines as long as they need be
`;

interface Options {
  readonly views: ReadonlySet<Key>;
  readonly dumps: readonly { readonly section: string; readonly as: 'hex' | 'strings' }[];
  readonly files: readonly string[];
}

function parse(argv: readonly string[]): Options {
  const views = new Set<Key>();
  const files: string[] = [];
  const dumps: { section: string; as: 'hex' | 'strings' }[] = [];
  for (const item of parseGnuArgv(separateLetters(argv, 'ahSlesrndVguIx:p:WH'), ROWS)) {
    if (item.kind === 'operand') files.push(item.value);
    else if (item.kind === 'unknown') throw new UsageError(`readelf: unknown option '${item.value}'`);
    else if (item.key === 'hex' || item.key === 'strings') dumps.push({ section: item.value, as: item.key });
    else views.add(item.key);
  }
  if (views.has('all')) for (const view of ALL) views.add(view);
  if (views.has('headers')) for (const view of ALL.slice(0, 4)) if (view !== 'groups') views.add(view);
  return { views, dumps, files };
}

/** Section groups; a file that has some shows their members. */
function groups({ file, image }: Headers): string {
  const list = file.sections.flatMap((section, i) => (section.type === elf.SHT_GROUP ? [i] : []));
  if (list.length === 0) return '\nThere are no section groups in this file.\n';
  return list
    .map((i) => {
      const bytes = image.contents(i);
      const word = (at: number): number => image.data.getUint32((image.offset[i] as number) + at, !image.bigEndian);
      const members = Array.from({ length: bytes.length / 4 - 1 }, (_, k) => word(4 * k + 4));
      const kind = word(0) & elf.GRP_COMDAT ? 'COMDAT ' : '';
      const signature = file.symbols[image.info[i] as number]?.name ?? '';
      const rows = members.map((k) => `   [${String(k).padStart(5)}]   ${file.sections[k]?.name ?? ''}\n`).join('');
      return `\n${kind}group section [${String(i).padStart(5)}] \`${image.sectionName(i)}' [${signature}] contains ${members.length} sections:\n   [Index]    Name\n${rows}`;
    })
    .join('');
}

const NO_UNWIND = '\nThe decoding of unwind sections for machine type AArch64 is not currently supported.\n';

function show(h: Headers, { views, dumps }: Options, io: Io, name: string): string {
  const has = (view: View): boolean => views.has(view);
  const noSegments = h.file.segments.length === 0;
  const dumped = dumps.map(({ section, as }) => {
    const found = namedSections(h.image, section);
    if (found.length === 0) io.stderr(`a64as readelf: ${name}: section '${section}' does not exist\n`);
    return found.map((i) => (as === 'hex' ? hexDump(h.image, i) : stringDump(h.image, i))).join('');
  });
  return [
    has('header') ? header(h) : '',
    has('sections') ? sections(h, !has('header')) : '',
    has('groups') ? groups(h) : '',
    has('segments') ? segments(h, !has('header') && !noSegments) : '',
    has('dynamic') ? dynamicSection(h.image) : '',
    has('relocations') ? relocations(h) : '',
    has('unwind') ? NO_UNWIND : '',
    has('symbols') ? symbols(h) : has('dynamicSymbols') ? symbols(h, true) : '',
    has('histogram') ? hashHistogram(h.image) : '',
    has('versions') ? versionTables(h.image) : '',
    has('notes') ? notes(h) : '',
    ...dumped,
  ].join('');
}

export const command: Command = {
  name: 'readelf',
  summary: 'headers, sections, segments, symbols, relocations and notes of ELF files',
  async run(argv, io) {
    const options = parse(argv);
    const { views, dumps, files } = options;
    if (views.has('help')) {
      io.stdout(HELP);
      return EXIT.ok;
    }
    if (files.length === 0) throw new UsageError('readelf: no file named');
    if (dumps.length === 0 && [...views].every((key) => key === 'wide'))
      throw new UsageError('readelf: nothing to show: one of -a -h -S -l -s -r -n -d -V -g -x -p is needed');
    const one = ({ name, bytes, archive }: Input): void => {
      const image = new ElfView(name, bytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const h: Headers = { file: toElfFile(image), bytes, view, image, wide: views.has('wide') };
      const title = archive === undefined ? name : `${archive}[${name.slice(name.lastIndexOf('/') + 1)}]`;
      const titled = archive !== undefined || files.length > 1;
      io.stdout(bytesOf((titled ? `\nFile: ${bytewise(title)}\n` : '') + show(h, options, io, name)));
    };
    return forEachFile(io, 'a64as readelf', files, (file) => {
      const bytes = readInput(io, file);
      if (archiveKind(bytes) === undefined) one({ name: file, bytes, archive: undefined });
      else for (const input of inputsOf(io, file)) one(input);
    });
  },
};
