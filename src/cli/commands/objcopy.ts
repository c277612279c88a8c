/** `a64as objcopy -O binary`: the loaded bytes of an ELF file as a flat image. */
import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSection } from '../../elf/object.ts';
import { readElf } from '../../elf/read.ts';
import { wildcardMatch } from '../../ld/wildcard.ts';
import { type Command, EXIT, UsageError } from '../command.ts';
import { separateLetters } from '../elf-tools/argv.ts';
import { BadInput, guarded, readInput } from '../elf-tools/inputs.ts';
import { type OptionRow, parseGnuArgv } from '../gnu-argv.ts';

type Key = 'format' | 'only' | 'remove' | 'strip' | 'gapFill' | 'padTo' | 'help';

const ROWS: readonly OptionRow<Key>[] = [
  { key: 'format', form: 'either', names: ['-O'] },
  { key: 'format', form: 'equals', names: ['--output-target'] },
  { key: 'only', form: 'either', names: ['-j'] },
  { key: 'only', form: 'equals', names: ['--only-section'] },
  { key: 'remove', form: 'either', names: ['-R'] },
  { key: 'remove', form: 'equals', names: ['--remove-section'] },
  { key: 'strip', form: 'flag', names: ['-S', '-g', '--strip-all', '--strip-debug', '--strip-unneeded'] },
  { key: 'gapFill', form: 'equals', names: ['--gap-fill'] },
  { key: 'padTo', form: 'equals', names: ['--pad-to'] },
  { key: 'help', form: 'flag', names: ['--help'] },
];

const HELP = `usage: a64as objcopy -O binary [OPTION…] INPUT [OUTPUT]
The bytes of an ELF file as they are loaded; OUTPUT is INPUT where it is not named.

  -O, --output-target=binary    the only output there is
  -j, --only-section=PATTERN    only these sections
  -R, --remove-section=PATTERN  not these sections (* ? [] match)
  --gap-fill=BYTE               between sections (0)
  --pad-to=ADDRESS              go on to this address
  -S, -g, --strip-unneeded      accepted: a flat binary has no symbols
`;

interface Settings {
  readonly only: string[];
  readonly remove: string[];
  fill: number;
  padTo: bigint | undefined;
}

/** Where a section is loaded: the physical address of the segment that holds it, or its own address. */
function loadAddress(image: ElfFile, section: ElfSection): bigint {
  for (const segment of image.segments) {
    if (segment.type !== elf.PT_LOAD || segment.paddr === segment.vaddr) continue;
    if (section.addr >= segment.vaddr && section.addr < segment.vaddr + segment.memsz)
      return section.addr - segment.vaddr + segment.paddr;
  }
  return section.addr;
}

const MAX_IMAGE = 2n ** 31n;

function flatten(name: string, image: ElfFile, settings: Settings): Uint8Array {
  const matches = (patterns: readonly string[], name: string): boolean => patterns.some((p) => wildcardMatch(p, name));
  const loaded = image.sections
    .filter((s) => s.flags & elf.SHF_ALLOC && s.type !== elf.SHT_NOBITS && s.size > 0)
    .filter((s) => (settings.only.length === 0 || matches(settings.only, s.name)) && !matches(settings.remove, s.name))
    .map((s) => ({ section: s, at: loadAddress(image, s) }));
  const [first] = loaded;
  if (!first) return new Uint8Array(0);
  const low = loaded.reduce((least, { at }) => (at < least ? at : least), first.at);
  let high = loaded.reduce(
    (most, { at, section }) => (at + BigInt(section.size) > most ? at + BigInt(section.size) : most),
    0n,
  );
  if (settings.padTo !== undefined && settings.padTo > high) high = settings.padTo;
  if (high - low > MAX_IMAGE)
    throw new BadInput(
      `${name}: the image would have 0x${(high - low).toString(16)} bytes, more than 2 GiB: leave sections out with -R or -j`,
    );
  const bytes = new Uint8Array(Number(high - low)).fill(settings.fill);
  for (const { section, at } of loaded) bytes.set(section.data, Number(at - low));
  return bytes;
}

function numberOf(text: string, name: string): bigint {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text)) throw new UsageError(`${name}: '${text}' is not a number`);
  return BigInt(text);
}

export const command: Command = {
  name: 'objcopy',
  summary: 'the loaded bytes of an ELF file as a flat binary (-O binary)',
  async run(argv, io) {
    const settings: Settings = { only: [], remove: [], fill: 0, padTo: undefined };
    const files: string[] = [];
    let format = '';
    for (const item of parseGnuArgv(separateLetters(argv, 'O:j:R:Sg'), ROWS)) {
      if (item.kind === 'operand') files.push(item.value);
      else if (item.kind === 'unknown') throw new UsageError(`objcopy: option '${item.value}' is not implemented`);
      else if (item.key === 'format') format = item.value;
      else if (item.key === 'only') settings.only.push(item.value);
      else if (item.key === 'remove') settings.remove.push(item.value);
      else if (item.key === 'gapFill') settings.fill = Number(numberOf(item.value, '--gap-fill') & 0xffn);
      else if (item.key === 'padTo') settings.padTo = numberOf(item.value, '--pad-to');
      else if (item.key === 'help') {
        io.stdout(HELP);
        return EXIT.ok;
      }
    }
    if (format !== 'binary')
      throw new UsageError(
        `objcopy: ${format === '' ? 'copying ELF to ELF' : `-O ${format}`} is not implemented: -O binary expected`,
      );
    const [input, output = input] = files;
    if (input === undefined || output === undefined || files.length > 2)
      throw new UsageError('objcopy: one input and at most one output expected');
    return guarded(io, 'a64as objcopy', () => {
      const data = flatten(input, readElf(input, readInput(io, input)), settings);
      const problem = io.writeFiles([{ path: output, data }]);
      if (problem !== undefined) throw new BadInput(problem);
    });
  },
};
