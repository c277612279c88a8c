/**
 * Message texts of the linker (A64-E0500 and up).
 *
 * Addresses are hexadecimal; where people count, decimal stands beside it. Every text that concerns an input opens with
 * that input's name, since an object file has no line to point at.
 */
import type { Message } from '../diagnostic.ts';

function make(severity: 'error' | 'warning', code: string, text: string, hint?: string): Message {
  return hint === undefined ? { severity, code, text } : { severity, code, text, hint };
}
const error = (code: string, text: string, hint?: string): Message => make('error', code, text, hint);
const warning = (code: string, text: string, hint?: string): Message => make('warning', code, text, hint);

/** Hexadecimal; negative numbers as the 64-bit pattern that they are. */
export const hex = (value: bigint | number): string => `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
/** Hexadecimal and decimal. */
export const both = (value: bigint | number): string => `${hex(value)} (${BigInt.asIntN(64, BigInt(value))})`;

// Scripts: reading.

export const syntax = (text: string): Message => error('A64-E0500', `linker script: ${text}`);

export const missingInclude = (name: string, searched: readonly string[]): Message =>
  error(
    'A64-E0501',
    `cannot open included script '${name}'`,
    searched.length > 0 ? `searched: ${searched.join(', ')}` : undefined,
  );

export const includeLoop = (name: string): Message => error('A64-E0502', `script '${name}' includes itself`);

// Scripts: evaluation.

export const assertFailed = (message: string): Message => error('A64-E0510', `assertion failed: ${message}`);

export const undefinedInExpression = (name: string, hint?: string): Message =>
  error('A64-E0511', `undefined symbol '${name}' in expression`, hint);

export const divisionByZero = (): Message => error('A64-E0512', 'division by zero');

export const backwards = (from: bigint, to: bigint): Message =>
  error(
    'A64-E0513',
    `cannot move the location counter backwards, from ${hex(from)} to ${hex(to)}`,
    `${hex(from - to)} bytes too many come before`,
  );

export const tooFar = (from: bigint, to: bigint, most: bigint): Message =>
  error(
    'A64-E0513',
    `the location counter moves from ${hex(from)} to ${hex(to)}: ${hex(to - from)} is more than ${hex(most)} bytes`,
  );

export const unknownFunction = (name: string, hint?: string): Message =>
  error('A64-E0514', `unknown function '${name}' in expression`, hint);

export const badArguments = (name: string, got: number, want: string): Message =>
  error('A64-E0515', `${name} takes ${want}, got ${got}`);

export const noSuchSection = (name: string, hint?: string): Message =>
  error('A64-E0516', `there is no output section '${name}'`, hint);

export const noSuchRegion = (name: string, hint?: string): Message =>
  error('A64-E0517', `memory region '${name}' is not declared`, hint);

export const noSuchPhdr = (name: string, hint?: string): Message =>
  error('A64-E0518', `program header '${name}' is not declared in PHDRS`, hint);

export const regionExtent = (what: string, name: string, instead: bigint): Message =>
  warning('A64-W0519', `the ${what} of region '${name}' is not known before layout; ${hex(instead)} is taken`);

export const badAlignment = (value: bigint): Message =>
  error('A64-E0520', `alignment ${both(value)} is not a power of two`);

export const noFixpoint = (passes: number, what: string): Message =>
  error(
    'A64-E0521',
    `the layout does not settle in ${passes} passes: ${what} changes with every pass`,
    'its address depends on itself',
  );

export const dotOutside = (): Message =>
  error('A64-E0522', "'.' is not known here: the expression is outside of SECTIONS");

export const unknownType = (text: string): Message => error('A64-E0524', `TYPE: '${text}' is not a section type`);

export const insertTarget = (name: string, hint?: string): Message =>
  error('A64-E0523', `INSERT: there is no output section '${name}'`, hint);

// Layout.

export const regionOverflow = (region: string, end: bigint, limit: bigint, fillers: readonly string[]): Message =>
  error(
    'A64-E0530',
    `region '${region}' overflows by ${both(end - limit)} bytes: it ends at ${hex(limit)}, its contents at ${hex(end)}`,
    fillers.length > 0 ? `largest in it: ${fillers.join(', ')}` : undefined,
  );

export const noRegion = (severity: 'error' | 'warning', section: string): Message =>
  make(
    severity,
    severity === 'error' ? 'A64-E0535' : 'A64-W0535',
    `section '${section}' is loaded, but has no memory region`,
    'name one with > behind its description',
  );

export const overlap = (
  what: string,
  a: string,
  aLow: bigint,
  aHigh: bigint,
  b: string,
  bLow: bigint,
  bHigh: bigint,
): Message =>
  error(
    'A64-E0531',
    `section '${a}' ${what} [${hex(aLow)}, ${hex(aHigh)}] overlaps section '${b}' [${hex(bLow)}, ${hex(bHigh)}]`,
    '--no-check-sections lets it pass',
  );

export const orphan = (severity: 'error' | 'warning', file: string, section: string, where: string): Message =>
  make(
    severity,
    severity === 'error' ? 'A64-E0532' : 'A64-W0532',
    `${file}: orphan section '${section}' is placed in '${where}'`,
    'no pattern of the script matches it',
  );

export const notInSegment = (section: string): Message =>
  error('A64-E0533', `section '${section}' is loaded, but no PT_LOAD segment of PHDRS holds it`);

export const headersDoNotFit = (): Message =>
  error(
    'A64-E0534',
    'PHDRS puts the file headers in a segment, but there is no room for them before its first section',
    'start with . = SIZEOF_HEADERS',
  );

// Inputs.

export const cannotOpen = (name: string, reason: string): Message =>
  error('A64-E0540', `cannot read '${name}': ${reason}`);

export const cannotFindLibrary = (name: string, searched: readonly string[]): Message =>
  error(
    'A64-E0541',
    `cannot find -l${name}`,
    searched.length > 0 ? `searched: ${searched.join(', ')}` : 'no -L was given',
  );

export const notRecognised = (name: string): Message =>
  error('A64-E0542', `${name}: not an object file, an archive or a linker script`);

export const badCompression = (file: string, section: string, why: string): Message =>
  error('A64-E0581', `${file} (${section}): ${why}`);

export const mixedEndian = (name: string, big: boolean): Message =>
  error(
    'A64-E0543',
    `${name}: is ${big ? 'big' : 'little'}-endian, but the output is ${big ? 'little' : 'big'}-endian`,
    `use ${big ? '-EB' : '-EL'}`,
  );

export const notRelocatable = (name: string, type: number): Message =>
  error('A64-E0544', `${name}: has e_type ${type}, must be 1 (ET_REL)`);

export const notALibrary = (name: string): Message =>
  error('A64-E0546', `${name}: is a position-independent executable; only a shared library can be linked against`);

export const libraryInStaticLink = (name: string): Message =>
  error('A64-E0547', `${name}: is a shared library, but the link is static`, 'leave out -Bstatic, -static or -r');

export const neededNotFound = (name: string, user: string): Message =>
  warning('A64-W0549', `${user} needs ${name}, which is not found`, 'name its directory with -rpath-link');

export const notNamed = (name: string, library: string): Message =>
  error('A64-E0556', `undefined symbol '${name}': ${library} has it, but is not named among the inputs`, 'name it');

export const undefinedInLibrary = (library: string, name: string, hint?: string): Message =>
  error('A64-E0557', `${library}: undefined symbol '${name}'`, hint ?? '--allow-shlib-undefined lets it be');

export const withoutLandings = (file: string): Message =>
  warning(
    'A64-W0555',
    `${file}: does not promise landing pads for indirect branches, but -z force-bti does for the output`,
  );

export const copyOfProtected = (name: string, library: string): Message =>
  error('A64-E0558', `'${name}' is protected in ${library}: a program cannot have a copy of it`, 'compile with -fPIC');

export const noInputs = (): Message => error('A64-E0545', 'no input files');

// Symbols.

export const undefinedSymbol = (name: string, hint?: string): Message =>
  error('A64-E0550', `undefined symbol '${name}'`, hint);

export const duplicate = (name: string, second: string, first: string): Message =>
  error('A64-E0551', `duplicate definition of '${name}': ${second}; first in ${first}`);

export const noEntry = (name: string, start: bigint): Message =>
  warning('A64-W0552', `entry symbol '${name}' is not defined; the entry is ${hex(start)}`);

export const discardedReference = (name: string, where: string, section: string): Message =>
  error('A64-E0553', `${where}: refers to '${name}' in the discarded section '${section}'`);

// Relocations.

export const relocRange = (
  where: string,
  row: string,
  target: string,
  x: bigint,
  low: bigint,
  high: bigint,
  hint: string | undefined,
): Message =>
  error(
    'A64-E0560',
    `${where}: relocation ${row} to '${target}' is out of range: ${both(x)} is not in [${both(low)}, ${both(high)}]`,
    hint,
  );

export const definedIn = (name: string, file: string, section: string): string =>
  `'${name}' is defined in ${file === '' ? `output section '${section}'` : `${file} (${section})`}`;

export const notPic = (where: string, row: string, name: string, what: string, preemptible: boolean): Message =>
  error(
    'A64-E0566',
    `${where}: relocation ${row} to '${name}' cannot be in ${what}${preemptible ? ': another module may define the symbol' : ''}`,
    preemptible ? 'compile with -fPIC, make the symbol hidden, or link with -Bsymbolic' : 'compile with -fPIC',
  );

export const indirectAddend = (where: string, row: string, name: string, addend: bigint): Message =>
  error('A64-E0567', `${where}: relocation ${row} to the indirect function '${name}' has addend ${addend}, must be 0`);

export const librarySymbol = (where: string, row: string, name: string): Message =>
  error(
    'A64-E0559',
    `${where}: relocation ${row} cannot hold the address of '${name}', which a shared library defines`,
  );

export const readOnlyRelocations = (section: string): Message =>
  error(
    'A64-E0568',
    `section '${section}' is read-only, but the loader must change it`,
    '-z notext lets it; -fPIC avoids it',
  );

export const noSuchVersion = (name: string, file: string, hint?: string): Message =>
  error('A64-E0569', `${file}: symbol '${name}' has a version that no node of the version script declares`, hint);

export const relocAlign = (where: string, row: string, target: string, x: bigint, align: number): Message =>
  error('A64-E0561', `${where}: relocation ${row} to '${target}': ${hex(x)} is not a multiple of ${align}`);

export const unknownReloc = (where: string, type: number): Message =>
  error('A64-E0562', `${where}: relocation type ${type} is not one of AArch64's`);

export const unsupportedReloc = (where: string, row: string, why: string): Message =>
  error('A64-E0563', `${where}: relocation ${row} ${why}`);

export const relocOutside = (where: string, offset: bigint | number, size: number): Message =>
  error('A64-E0564', `${where}: relocation at ${hex(offset)} lies outside of its section of ${hex(size)} bytes`);

export const crossReference = (where: string, from: string, symbol: string, to: string): Message =>
  error(
    'A64-E0565',
    `${where}: prohibited reference from '${from}' to '${symbol}' in '${to}'`,
    'NOCROSSREFS in the script forbids it',
  );

export const writableCode = (output: string): Message =>
  warning('A64-W0580', `${output} has a LOAD segment with RWX permissions`, '--no-warn-rwx-segments lets it pass');

export const executableThreadData = (output: string): Message =>
  warning('A64-W0581', `${output} has a TLS segment with execute permission`);

export const stackByOption = (): Message =>
  warning('A64-W0582', 'the stack is made executable because of -z execstack');

export const stackByNote = (file: string): Message =>
  warning('A64-W0582', `${file}: requires an executable stack: its .note.GNU-stack section is executable`);

export const provideDot = (): string => 'PROVIDE cannot assign to the location counter';

export const mention = (file: string, defines: boolean, name: string): Message => ({
  severity: 'note',
  code: 'A64-N0583',
  text: `${file}: ${defines ? 'definition of' : 'reference to'} '${name}'`,
});

export const notJson = (text: string): Message =>
  warning('A64-W0584', `--package-metadata: '${text}' is not JSON, no note is made`);

export const withoutEffect = (option: string): Message =>
  warning('A64-W0548', `${option} is not supported and has no effect`);

export const unreadableFrames = (file: string, section: string): Message =>
  warning(
    'A64-W0573',
    `${file}: frames in '${section}' are not understood; they stay as they are, and no table of functions is made`,
  );

export const linkWarning = (file: string, text: string): Message => warning('A64-W0576', `${file}: ${text}`);

export const symbolWarning = (where: string, symbol: string, text: string): Message =>
  warning('A64-W0577', `${where}: reference to '${symbol}': ${text}`);

export const overlappingFrames = (start: bigint, range: bigint, next: bigint): Message =>
  error(
    'A64-E0574',
    `the frame of the function at ${hex(start)} covers ${both(range)} bytes and so overlaps the one at ${hex(next)}`,
    'the table of .eh_frame_hdr needs each address once',
  );

export const frameTableRange = (address: bigint): Message =>
  error('A64-E0575', `.eh_frame_hdr is more than 2 GiB away from ${hex(address)}`);

export const gcWithoutRoot = (): Message =>
  error('A64-E0571', '--gc-sections with -r has nothing to start from', 'name a symbol with -e or -u');

export const requiredSymbol = (name: string, hint?: string): Message =>
  error('A64-E0572', `required symbol '${name}' is not defined`, hint);

export const removed = (file: string, section: string): Message => ({
  severity: 'note',
  code: 'A64-N0570',
  text: `${file}: section '${section}' is removed: nothing refers to it`,
});

export const fileTooLarge = (what: string, end: bigint, limit: bigint): Message =>
  error(
    'A64-E0580',
    `${what} would end at ${hex(end)} in the file, which may have at most ${hex(limit)} bytes`,
    'the addresses of loaded sections lie too far apart, or one is too large',
  );
