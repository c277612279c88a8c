/**
 * Message texts of the offsets room (A64-E0700 and up): schemas, layouts, imports, checks.
 *
 * Every text that concerns a member starts with its path (`kimage.arch.dtb_mem`), since a schema's member has no line of
 * its own once the schema has run.
 */
import type { Message } from '../diagnostic.ts';

function error(code: string, text: string, hint?: string): Message {
  return hint === undefined ? { severity: 'error', code, text } : { severity: 'error', code, text, hint };
}

export const notAnIdentifier = (path: string, what: string, name: string): Message =>
  error('A64-E0700', `${path}: ${what} '${name}' is not a C identifier`);

export const unknownType = (path: string, got: string, similar: string | undefined): Message =>
  error('A64-E0701', `${path}: ${got} is not a type`, similar === undefined ? undefined : `did you mean '${similar}'?`);

export const bitWidth = (path: string, width: number, type: string, bits: number): Message =>
  error('A64-E0702', `${path}: bit-field width ${width} is not in [1, ${bits}], the width of '${type}'`);

export const namedZeroWidth = (path: string): Message =>
  error('A64-E0703', `${path}: a bit-field of width 0 must be anonymous`);

export const bitFieldBase = (path: string, type: string): Message =>
  error('A64-E0704', `${path}: a bit-field cannot have type '${type}', only an integer, a bool or an enumeration`);

export const emptyRecord = (path: string): Message =>
  error('A64-E0705', `${path}: has no members, so its size would be 0`, 'say { empty: true } if that is meant');

export const recursive = (path: string, type: string): Message =>
  error('A64-E0706', `${path}: '${type}' contains itself`, 'a member may point to its own structure, not hold it');

export const enumOverflow = (path: string, value: bigint, other: bigint | undefined): Message =>
  error(
    'A64-E0707',
    other === undefined
      ? `${path}: value ${value} is not in [${-(2n ** 63n)}, ${2n ** 64n - 1n}]`
      : `${path}: no 64-bit integer holds both ${value} and ${other}`,
  );

export const enumValue = (path: string, value: unknown): Message =>
  error('A64-E0708', `${path}: value ${String(value)} is not an integer`);

export const badAlign = (path: string, align: number): Message =>
  error('A64-E0709', `${path}: alignment ${align} is not a power of two in [1, 65536]`);

export const badCount = (path: string, count: unknown): Message =>
  error('A64-E0710', `${path}: ${String(count)} elements is not a whole number in [0, ${2 ** 31 - 1}]`);

export const countNotConfigured = (path: string, option: string): Message =>
  error('A64-E0711', `${path}: the number of elements is ${option}, which has no number`, `give --config ${option}=N`);

export const misplacedFlexible = (path: string): Message =>
  error('A64-E0712', `${path}: a flexible array member must be the last of a structure that has others`);

export const duplicateMember = (path: string): Message =>
  error('A64-E0713', `${path}: there are two members of this name`);

export const anonymousScalar = (path: string): Message =>
  error('A64-E0714', `${path}: only a structure, a union or a bit-field can be anonymous`);

export const badCondition = (path: string, text: string, at: number, expected: string): Message =>
  error('A64-E0715', `${path}: condition '${text}': ${expected} expected at column ${at + 1}`);

export const noSuchMember = (path: string, member: string, similar: string | undefined): Message =>
  error(
    'A64-E0716',
    `${path}: there is no member '${member}'`,
    similar === undefined ? undefined : `did you mean '${similar}'?`,
  );

export const absentMember = (path: string, condition: string): Message =>
  error('A64-E0717', `${path}: exists only where ${condition} holds`, 'set the options with --config');

export const notARecord = (path: string, step: string): Message =>
  error('A64-E0718', `${path}: '${step}' has no members`);

export const notAnArray = (path: string, step: string): Message => error('A64-E0719', `${path}: '${step}' is no array`);

export const indexRange = (path: string, index: number, count: number): Message =>
  error('A64-E0720', `${path}: index ${index} is not in [0, ${count}]`);

export const badPath = (path: string): Message =>
  error('A64-E0721', `'${path}' is not a member path such as 'a', 'a.b' or 'a[1].b'`);

export const offsetOfBitField = (path: string): Message =>
  error('A64-E0722', `${path}: a bit-field has no offset in bytes`, 'use its _MASK and _SHIFT');

export const duplicateSymbol = (symbol: string, first: string, second: string): Message =>
  error('A64-E0723', `symbol '${symbol}' is defined twice: ${first} and ${second}`);

export const valueRange = (path: string, value: string, low: bigint, high: bigint): Message =>
  error('A64-E0724', `${path}: value ${value} is not in [${low}, ${high}]`);

export const wrongValue = (path: string, expected: string): Message =>
  error('A64-E0725', `${path}: ${expected} expected`);

export const unknownConstant = (path: string, name: string, similar: string | undefined): Message =>
  error(
    'A64-E0738',
    `${path}: the index '${name}' is neither a number nor a known constant`,
    similar === undefined ? undefined : `did you mean '${similar}'?`,
  );

export const notABitField = (path: string): Message => error('A64-E0726', `${path}: is no bit-field`);

export const noSuchExport = (path: string, name: string, similar: string | undefined): Message =>
  error(
    'A64-E0727',
    `${path}: there is no structure or export '${name}'`,
    similar === undefined ? undefined : `did you mean '${similar}'?`,
  );

export const emptyModule = (path: string): Message =>
  error('A64-E0728', `${path}: exports no structure and no offsets file`, 'export what defineStruct returns');

export const severalFiles = (path: string, names: readonly string[]): Message =>
  error('A64-E0729', `${path}: exports several offsets files: ${names.join(', ')}`, 'pick one with --only NAME');

export const schemaThrew = (text: string): Message => error('A64-E0730', `the schema failed: ${text}`);

export const schemaSyntax = (text: string): Message => error('A64-E0731', text);

export const needsTranspiler = (file: string): Message =>
  error(
    'A64-E0732',
    `${file}: running a TypeScript schema needs the esbuild package or Node 22.18`,
    "'npm install esbuild', or give the schema as JavaScript (.mjs)",
  );

export const unreadable = (file: string, reason: string): Message => error('A64-E0733', `${file}: ${reason}`);

export const unwritable = (reason: string): Message => error('A64-E0739', reason);

export const twoDefinitions = (name: string): Message =>
  error('A64-E0734', `there are two definitions of ${name}`, 'pick one with --only NAME');

export const noSuchLayout = (path: string): Message =>
  error('A64-E0735', `${path}: no packed or aligned attributes give the stated offsets`);

export const notInDebugInfo = (file: string, name: string, similar: string | undefined): Message =>
  error(
    'A64-E0736',
    `${file}: the debug information has no complete '${name}'`,
    similar === undefined ? undefined : `did you mean '${similar}'?`,
  );

export const unsupportedType = (path: string, what: string): Message => error('A64-E0737', `${path}: ${what}`);

export const cDeclaration = (path: string, what: string): Message => error('A64-E0740', `${path}: ${what}`);

export const needsGrammar = (): Message =>
  error(
    'A64-E0742',
    'reading C headers needs the packages web-tree-sitter and tree-sitter-c',
    "'npm install web-tree-sitter tree-sitter-c', or import from DWARF",
  );

export const tooManyConfigurations = (path: string, count: number, limit: number): Message =>
  error(
    'A64-E0743',
    `${path}: ${count} configurations, at most ${limit} are laid out`,
    'fix some options with --config',
  );

export const notInHeader = (file: string, name: string, similar: string | undefined): Message =>
  error(
    'A64-E0741',
    `${file}: '${name}' is not defined there`,
    similar === undefined ? undefined : `did you mean '${similar}'?`,
  );

export const offsetHasSymbol = (offset: number, type: string, symbol: string, base: string): Message => ({
  severity: 'hint',
  code: 'A64-E0790',
  text: `offset ${offset} of ${type} has a symbol: ${symbol}`,
  hint: `write [${base}, #${symbol}], and it follows the structure`,
});
