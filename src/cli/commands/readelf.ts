/** `a64as readelf`: what an ELF file says of itself, in GNU readelf's wide layout (-W is implied). */
import { forEachElf } from '../binutils/common.ts';
import { type Headers, header, notes, relocations, sections, segments, symbols } from '../binutils/readelf.ts';
import { type Command, EXIT, UsageError } from '../command.ts';
import { type OptionRow, parseGnuArgv } from '../gnu-argv.ts';
import { separateFlags } from './nm.ts';

type Key =
  | 'all'
  | 'header'
  | 'sections'
  | 'segments'
  | 'symbols'
  | 'relocations'
  | 'notes'
  | 'headers'
  | 'wide'
  | 'help';

const ROWS: readonly OptionRow<Key>[] = [
  { key: 'all', form: 'flag', names: ['-a', '--all'] },
  { key: 'header', form: 'flag', names: ['-h', '--file-header'] },
  { key: 'sections', form: 'flag', names: ['-S', '--section-headers', '--sections'] },
  { key: 'segments', form: 'flag', names: ['-l', '--program-headers', '--segments'] },
  { key: 'headers', form: 'flag', names: ['-e', '--headers'] },
  { key: 'symbols', form: 'flag', names: ['-s', '--syms', '--symbols'] },
  { key: 'relocations', form: 'flag', names: ['-r', '--relocs'] },
  { key: 'notes', form: 'flag', names: ['-n', '--notes'] },
  { key: 'wide', form: 'flag', names: ['-W', '--wide'] },
  { key: 'help', form: 'flag', names: ['--help'] },
];

function show(h: Headers, wants: ReadonlySet<Key>): string {
  const has = (...keys: readonly Key[]): boolean => wants.has('all') || keys.some((key) => wants.has(key));
  const all = (text: string): string => (wants.has('all') ? `\n${text}\n` : '');
  const withHeader = has('header', 'headers');
  return (
    (withHeader ? header(h) : '') +
    (has('sections', 'headers') ? sections(h, !withHeader) : '') +
    (h.file.sections.some((s) => s.type === 17) ? '' : all('There are no section groups in this file.')) +
    (has('segments', 'headers') ? segments(h, !withHeader) : '') +
    (h.file.sections.some((s) => s.type === 6) ? '' : all('There is no dynamic section in this file.')) +
    (has('relocations') ? relocations(h) : '') +
    all('The decoding of unwind sections for machine type AArch64 is not currently supported.') +
    (has('symbols') ? symbols(h) : '') +
    all('No version information found in this file.') +
    (has('notes') ? notes(h, wants.has('wide')) : '')
  );
}

export const command: Command = {
  name: 'readelf',
  summary: 'headers, sections, segments, symbols, relocations and notes of ELF files',
  async run(argv, io) {
    const wants = new Set<Key>();
    const files: string[] = [];
    for (const item of parseGnuArgv(separateFlags(argv, 'ahSlesrnW'), ROWS)) {
      if (item.kind === 'operand') files.push(item.value);
      else if (item.kind === 'unknown') throw new UsageError(`unknown option ${item.value}`);
      else wants.add(item.key);
    }
    if (wants.has('help')) {
      io.stdout('usage: a64as readelf [-a -h -S -l -e -s -r -n -W] FILE...\n');
      return EXIT.ok;
    }
    if (files.length === 0) throw new UsageError('no input files');
    if ([...wants].every((key) => key === 'wide'))
      throw new UsageError('nothing to show: say -a, -h, -S, -l, -s, -r or -n');
    return forEachElf(io, 'a64as readelf', files, (name, file, bytes) => {
      const title = files.length > 1 ? `\nFile: ${name}\n` : '';
      io.stdout(
        title + show({ file, bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) }, wants),
      );
    });
  },
};
