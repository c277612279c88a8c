/**
 * Message texts of the assembler (A64-E02xx). One exported function a message; see design/style.md for the form.
 */
import type { Message } from '../diagnostic.ts';

const error = (code: string, text: string, hint?: string): Message => ({
  severity: 'error',
  code,
  text,
  ...(hint ? { hint } : {}),
});
const warning = (code: string, text: string, hint?: string): Message => ({
  severity: 'warning',
  code,
  text,
  ...(hint ? { hint } : {}),
});
const maybe = (name: string | undefined): string | undefined =>
  name === undefined ? undefined : `did you mean '${name}'?`;

export const unknownMnemonic = (name: string, near?: string): Message =>
  error('A64-E0200', `unknown mnemonic or macro '${name}'`, maybe(near));
export const unknownDirective = (name: string, near?: string): Message =>
  error('A64-E0201', `unknown directive '${name}'`, maybe(near));
export const junkAtEnd = (text: string): Message =>
  error('A64-E0202', `junk at end of line: '${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`);
export const badExpression = (why: string): Message => error('A64-E0203', why);
export const notConstant = (what: string): Message =>
  error('A64-E0204', `${what} must be known here: it depends on a symbol that is not`);
export const sizeUnknown = (what: string): Message =>
  warning('A64-E0204', `${what} depends on a symbol that is not known here: it is 0`);
export const notPlain = (): Message =>
  error('A64-E0204', 'what is loaded from a literal pool must be a number, or a symbol and a number');
export const symbolRedefined = (name: string): Message => error('A64-E0205', `symbol '${name}' is already defined`);
export const redefinedInRelocation = (name: string): Message =>
  error('A64-E0205', `a relocation needs '${name}' as it was before it was defined again`);
export const equatedToCommon = (name: string, to: string): Message =>
  error('A64-E0205', `'${name}' cannot be equated to the common symbol '${to}', which has no place yet`);
export const undefinedLocal = (name: string): Message => error('A64-E0206', `local label '${name}' is not defined`);
export const undefinedSymbol = (name: string, near?: string): Message =>
  error('A64-E0207', `symbol '${name}' is not defined`, maybe(near));
export const outOfRange = (what: string, value: string, low: string, high: string): Message =>
  error('A64-E0208', `${what} ${value} is not in [${low}, ${high}]`);
export const notAligned = (what: string, value: string, by: number): Message =>
  error('A64-E0209', `${what} ${value} is not a multiple of ${by}`);
export const expected = (what: string): Message => error('A64-E0210', `${what} expected`);
export const unknownOperand = (what: string, given: string, near?: string): Message =>
  error('A64-E0211', `unknown ${what} '${given}'`, maybe(near));
export const truncated = (value: string, size: number): Message =>
  warning('A64-E0212', `value ${value} does not fit ${size === 1 ? '1 byte' : `${size} bytes`} and is truncated`);
export const misplaced = (directive: string, why: string): Message => error('A64-E0213', `${directive} ${why}`);
export const unterminated = (directive: string, end: string): Message =>
  error('A64-E0214', `${directive} without its ${end}`);
export const limitReached = (what: string, limit: string): Message =>
  error('A64-E0215', `${what} exceeds the limit of ${limit}`);
export const macroRedefined = (name: string): Message =>
  error('A64-E0216', `macro '${name}' is already defined`, 'use .purgem first');
export const unknownMacro = (name: string, near?: string): Message =>
  warning('A64-E0217', `macro '${name}' is not defined`, maybe(near));
export const missingArgument = (parameter: string, macro: string): Message =>
  error('A64-E0218', `parameter '${parameter}' of macro '${macro}' needs a value`);
export const tooManyArguments = (macro: string, most: number): Message =>
  error(
    'A64-E0219',
    `macro '${macro}' takes ${most === 0 ? 'no arguments' : `at most ${most} argument${most === 1 ? '' : 's'}`}`,
  );
export const unknownParameter = (name: string, macro: string, near?: string): Message =>
  error('A64-E0220', `macro '${macro}' has no parameter '${name}'`, maybe(near));
export const argumentTwice = (name: string, macro: string): Message =>
  warning('A64-E0221', `parameter '${name}' of macro '${macro}' was given a value already`);
export const badParameter = (text: string): Message => error('A64-E0222', text);
export const viewNotZero = (): Message =>
  error('A64-E0241', 'view 0: the line before is at the same address, which gives it another number');
/** `section`: where it is defined. */
export const notThreadLocal = (name: string, section: string | undefined): Message =>
  error(
    'A64-E0242',
    `'${name}' is accessed as thread-local, but is ${section === undefined ? 'a function, a number or a common symbol' : `in section '${section}'`}`,
    section === undefined ? undefined : 'a thread-local section has the flag T: .section .tdata, "awT"',
  );
/** `line` of `file`, as .loc gives them. */
export const misalignedLines = (bytes: number, line: number, file: string): Message =>
  error('A64-E0243', `line ${line} of '${file}' begins ${bytes} bytes behind the line before it: no multiple of 4`);
export const unsupportedDirective = (name: string, instead: string): Message =>
  error('A64-E0238', `${name} is not supported for this processor: ${instead}`);
export const userError = (text: string): Message => error('A64-E0223', text);
export const userWarning = (text: string): Message => warning('A64-E0224', text);
export const cannotRelocate = (what: string): Message => error('A64-E0225', what);
export const nothingMarked = (): Message => cannotRelocate('no instruction follows that the directive could mark');
export const cannotResolve = (why: string): Message => error('A64-E0226', why);
export const backwards = (from: string, to: string): Message =>
  error('A64-E0227', `.org moves backwards, from ${from} to ${to}`);
export const noFile = (name: string, why: string | undefined, tried: readonly string[]): Message =>
  error(
    'A64-E0228',
    `cannot read '${name}'${why ? `: ${why}` : ''}`,
    tried.length > 1 ? `looked in ${tried.join(', ')}` : undefined,
  );
/** Something is missing or looks left out, and is taken as told. */
export const assumed = (what: string): Message => warning('A64-E0239', `${what} is assumed`);
export const ignored = (what: string): Message => warning('A64-E0229', `${what}, ignored`);
export const inBss = (section: string): Message =>
  error('A64-E0230', `section '${section}' holds no data: only zeros can be reserved in it`);
export const sectionChanged = (section: string, what: string): Message =>
  error('A64-E0231', `section '${section}' was given another ${what} before`);
export const cfiMisplaced = (directive: string): Message =>
  error('A64-E0232', `${directive} stands outside .cfi_startproc and .cfi_endproc`);
export const offsetTooFar = (what: string, value: string, low: string, high: string, target: string): Message =>
  error('A64-E0233', `${what} out of range: ${target} is ${value} bytes away, the reach is [${low}, ${high}]`);
export const unreachable = (text: string): Message => warning('A64-E0234', text);
/** `quoted`: it stands in quotes, as what `#` makes of a macro's parameter does. */
export const immediateUnknown = (name: string, quoted: boolean): Message =>
  error(
    'A64-E0235',
    `'${name}' is used as an immediate, but it is not a number known when assembling`,
    quoted
      ? "in quotes it names a symbol; '#' before a parameter of #define puts the argument in quotes: leave it out"
      : /^[wx]\d+$/i.test(name)
        ? `registers are ${name.charAt(0)}0 to ${name.charAt(0)}30`
        : undefined,
  );
export const doubtful = (text: string): Message => warning('A64-E0236', text);
export const floatRange = (written: string, format: string): Message =>
  error('A64-E0237', `'${written}' is out of the range of ${format} precision`);
