/**
 * Messages of the preprocessor: codes A64-E0300 to A64-E0399.
 *
 * One function a message. Where GNU cpp only warns, so do we: kernel sources rely on it.
 */
import type { Message } from '../diagnostic.ts';

/** The -W options of gcc's preprocessor that decide about a message, by their names. */
export type WarningName =
  | 'builtin-macro-redefined'
  | 'c90-comments'
  | 'comment'
  | 'cpp'
  | 'date-time'
  | 'deprecated'
  | 'endif-labels'
  | 'expansion-to-defined'
  | 'long-long'
  | 'missing-include-dirs'
  | 'multichar'
  | 'normalized'
  | 'pedantic'
  | 'sign-change'
  | 'traditional'
  | 'trigraphs'
  | 'undef'
  | 'unused-macros'
  | 'variadic-macros';

/** A message whose severity the options decide (cpp/warnings.ts). */
export interface CppMessage extends Message {
  /** Shown only if this option is on; absent: always. */
  readonly option?: WarningName;
  /** An error with -pedantic-errors. */
  readonly pedantic?: boolean;
  /** Shown in system headers too. */
  readonly everywhere?: boolean;
}

function error(code: number, text: string, hint?: string): CppMessage {
  return make('error', code, text, hint);
}

function warning(code: number, text: string, hint?: string): CppMessage {
  return make('warning', code, text, hint);
}

/** A warning that -W options switch. */
function optional(option: WarningName, code: number, text: string, hint?: string): CppMessage {
  return { ...make('warning', code, text, hint), option };
}

/** What the standard forbids and GNU permits: a warning, with -pedantic-errors an error. */
function pedantic(code: number, text: string, option?: WarningName, hint?: string): CppMessage {
  const message = { ...make('warning', code, text, hint), pedantic: true };
  return option === undefined ? message : { ...message, option };
}

function make(severity: 'error' | 'warning', code: number, text: string, hint: string | undefined): CppMessage {
  const message = { severity, code: `A64-E0${code}`, text };
  return hint === undefined ? message : { ...message, hint };
}

const meant = (suggestion: string | undefined) =>
  suggestion === undefined ? undefined : `did you mean '${suggestion}'?`;
const found = (text: string) => (text === '' ? 'the end of the line' : `'${text}'`);

// reading

export const cannotRead = (path: string, why: string) => error(300, `cannot read '${path}': ${why}`);

export const missingInclude = (name: string, searched: readonly string[], why: string) =>
  error(
    301,
    why === '' ? `'${name}' is not found` : `'${name}' cannot be read: ${why}`,
    searched.length === 0 ? 'no directories to search: give some with -I' : `searched: ${searched.join(', ')}`,
  );

export const missingDirectory = (directory: string) =>
  optional('missing-include-dirs', 301, `no directory '${directory}' to search for headers`);

export const notNormalized = (name: string, form: string) => optional('normalized', 399, `'${name}' is not in ${form}`);

export const includeDepth = (limit: number, path: string) =>
  error(
    302,
    `'${path}' is included ${limit} levels deep, the limit`,
    'a file that includes itself needs an include guard',
  );

export const includeNextInMain = () => warning(303, '#include_next in the main file is taken as #include');

export const fileNameExpected = (directive: string) => error(304, `#${directive} expects "FILE" or <FILE>`);

export const emptyFileName = (directive: string) => error(305, `empty file name in #${directive}`);

export const unterminatedComment = () => error(306, 'unterminated comment');

export const badRawDelimiter = (next: string, length: number) =>
  error(
    307,
    length > 16
      ? `the delimiter of a raw string has ${length} characters, the limit is 16`
      : `expected '(' after the delimiter of a raw string, got ${found(next === '\n' ? '' : next)}`,
  );

export const unterminatedRaw = () => error(307, 'unterminated raw string');

export const splicedAtEnd = () => warning(307, 'a backslash joins the last line to nothing');

export const unterminatedQuote = (quote: string) => pedantic(307, `missing terminating ${quote} character`);

export const openLiteral = (quote: string) => error(307, `unterminated literal: ${quote} has no end`);

export const outputTooLong = (limit: number) =>
  error(308, `the preprocessed text is longer than ${limit} characters, the limit`);

export const trigraph = (text: string, replacement: string, replaced: boolean) =>
  optional(
    'trigraphs',
    328,
    replaced ? `trigraph ${text} is read as ${replacement}` : `trigraph ${text} is not replaced`,
    replaced ? undefined : '-trigraphs has them replaced',
  );

export const nestedComment = () => optional('comment', 329, "'/*' within a comment");

export const multiLineComment = () => optional('comment', 374, "a '//' comment goes on in the next line");

export const splicedWithBlanks = () => warning(375, 'blanks between the backslash and the end of the line');

export const nullCharacters = () => warning(376, 'null characters');

export const lineCommentInC90 = (gnu: boolean) =>
  gnu
    ? pedantic(377, "ISO C90 has no '//' comments", 'pedantic')
    : error(377, "ISO C90 has no '//' comments", '-std=gnu90 and later standards have them');

export const badUniversalName = (text: string) =>
  error(399, `universal character ${text} is not one that a name may hold here`);

export const incompleteUniversal = (text: string) => error(399, `incomplete universal character name ${text}`);

export const invalidUniversal = (text: string) => error(399, `${text} is not a valid universal character`);

export const beyondUnicode = (text: string) => pedantic(399, `${text} is beyond the last character, \\U0010ffff`);

export const dollarInName = () => pedantic(398, "'$' in a name", 'pedantic');

export const tooManyErrors = (limit: number) =>
  error(309, `reading stops after ${limit === 1 ? 'an error' : `${limit} errors`}, the limit`);

export const tooManySymbols = (limit: number) => error(309, `more than ${limit} different tokens, the limit`);

// conditionals

export const unterminatedConditional = (name: string) =>
  error(310, `unterminated #${name}: the file ends without its #endif`);

export const withoutIf = (name: string) => error(311, `#${name} without #if`);

export const afterElse = (name: string) => error(312, `#${name} after #else`);

export const noNameIn = (name: string) => error(313, `no macro name given in #${name}`);

export const nameExpectedIn = (name: string) => error(314, `a macro name must be an identifier in #${name}`);

export const extraTokens = (name: string) =>
  pedantic(
    315,
    `extra tokens at the end of #${name}`,
    name === 'else' || name === 'endif' ? 'endif-labels' : undefined,
  );

export const ifWithoutExpression = (name: string) => error(316, `#${name} with no expression`);

export const missingOperator = (text: string) => error(317, `missing binary operator before token '${text}'`);

export const missingBinaryBefore = (text: string, name: string) =>
  error(
    317,
    `missing binary operator before token '${text}'`,
    `'${name}' is not defined as a function-like macro here`,
  );

export const missingParenthesis = (text: string) => error(318, `missing '${text}' in expression`);

export const colonExpected = () => error(319, "'?' without following ':'");

export const operandExpected = (text: string) => error(320, `expected a value in the expression, got ${found(text)}`);

export const definedNeedsName = () => error(321, "operator 'defined' requires an identifier");

export const undefinedName = (name: string) => optional('undef', 386, `'${name}' is not defined and counts as 0`);

export const notPortableDefined = () =>
  pedantic(387, "'defined' made by a macro is not portable", 'expansion-to-defined');

export const signChange = (side: string, operator: string) =>
  optional('sign-change', 388, `the ${side} operand of '${operator}' changes its sign as it becomes unsigned`);

export const commaInIf = () => pedantic(389, 'comma operator in #if', 'pedantic');

export const integerOverflow = () => pedantic(390, 'integer overflow in #if');

export const longLong = () => pedantic(391, 'constants of type long long came with C99', 'long-long');

export const soLargeUnsigned = (text: string, c90: boolean) =>
  (c90 ? warning : pedantic)(392, `integer constant ${text} is so large that it is unsigned`);

export const severalCharacters = () => optional('multichar', 393, 'character constant of several characters');

export const characterTooLong = () => warning(394, 'character constant longer than its type');

export const escapeRange = (kind: string) => pedantic(395, `${kind} escape sequence out of range`);

export const unknownEscape = (text: string) => pedantic(396, `unknown escape sequence '${text}'`);

export const gnuEscape = (text: string) => pedantic(396, `escape sequence '${text}' is not of ISO C`, 'pedantic');

export const noHexDigits = () => error(397, '\\x used with no following hex digits');

export const colonWithoutQuestion = () => error(319, "':' without preceding '?'");

export const rightOperandMissing = (operator: string) => error(320, `operator '${operator}' has no right operand`);

export const divisionByZero = () => error(322, 'division by zero in #if');

export const invalidNumber = (text: string) => error(323, `'${text}' is not an integer constant`);

export const floatInIf = (text: string) => error(324, `floating constant '${text}' in a preprocessor expression`);

export const numberTooLarge = (text: string) => pedantic(325, `integer constant ${text} is not in [0, 2^64-1]`);

export const emptyCharacter = () => error(326, 'empty character constant');

export const expressionTooDeep = (limit: number) => error(327, `expression nests deeper than ${limit}, the limit`);

// definitions

export const noMacroName = () => error(330, 'no macro name given in #define');

export const macroNameExpected = (text: string) => error(331, `a macro name must be an identifier, not '${text}'`);

export const macroNameReserved = (name: string) => error(332, `'${name}' cannot be used as a macro name`);

export const parameterListOpen = () => error(333, "expected ')' to end the list of macro parameters");

export const parameterExpected = (text: string) => error(334, `expected a macro parameter, got ${found(text)}`);

export const parameterTwice = (name: string) => error(335, `duplicate macro parameter '${name}'`);

export const variadicNotLast = () => error(336, "expected ')' after '...'");

export const traditionalRecursion = (name: string) => error(385, `macro '${name}' expands to itself without end`);

export const commaExpectedInParameters = (text: string) =>
  error(337, `expected ',' or ')' in the list of macro parameters, got ${found(text)}`);

export const pasteAtEnd = () => error(338, "'##' cannot appear at either end of a macro expansion");

export const hashWithoutParameter = () => error(339, "'#' is not followed by a macro parameter");

export const variadicNameOutside = (name: string) =>
  pedantic(340, `${name} can only appear in the expansion of a variadic macro`);

export const vaOptTooEarly = () => pedantic(349, '__VA_OPT__ came with C23', 'pedantic');

export const pasteAtVaOptEnd = () => error(338, "'##' cannot appear at either end of __VA_OPT__");

export const vaOptOpen = () => error(341, 'unterminated __VA_OPT__');

export const vaOptNested = () => error(342, '__VA_OPT__ may not appear in a __VA_OPT__');

export const vaOptParenthesis = () => error(343, "__VA_OPT__ must be followed by '('");

export const redefined = (name: string) => pedantic(344, `'${name}' redefined`);

/** Of a macro that is computed and may be replaced (__FILE__, __DATE__ …). */
export const redefinesBuiltin = (name: string) => optional('builtin-macro-redefined', 344, `'${name}' redefined`);

export const undefinesBuiltin = (name: string, computed: boolean) =>
  computed
    ? optional('builtin-macro-redefined', 345, `undefining '${name}'`)
    : warning(345, `undefining '${name}', which is predefined`);

export const unusedMacro = (name: string) => optional('unused-macros', 346, `macro '${name}' is not used`);

export const blankAfterName = (c90: boolean) =>
  c90
    ? warning(347, 'a blank is missing after the macro name')
    : pedantic(347, 'a blank is missing after the macro name');

export const namedVariadic = () =>
  pedantic(348, 'ISO C has no variadic macros with a named parameter', 'variadic-macros');

export const variadicInC90 = () => pedantic(348, 'variadic macros came with C99', 'variadic-macros');

// calls

export const unterminatedCall = (name: string) => error(350, `unterminated argument list invoking macro '${name}'`);

export const wrongArgumentCount = (name: string, given: number, wanted: number, variadic: boolean) =>
  error(
    351,
    given > wanted
      ? `macro '${name}' takes ${count(wanted)}, but ${given} are given`
      : `macro '${name}' requires ${variadic ? 'at least ' : ''}${count(variadic ? wanted - 1 : wanted)}, but only ${given} given`,
  );

const count = (n: number) => (n === 1 ? '1 argument' : `${n} arguments`);

export const emptyArgument = (name: string, number: number) =>
  pedantic(358, `argument ${number} of macro '${name}' is empty, which ISO C90 does not define`, 'pedantic');

export const variableArgumentsMissing = (name: string) =>
  pedantic(359, `ISO C wants at least one argument for the '...' of macro '${name}'`, 'pedantic');

export const directiveInCall = () =>
  pedantic(378, 'a directive within the arguments of a macro call is not portable', 'pedantic');

export const reproducible = (name: string) => optional('date-time', 379, `'${name}' makes every build another`);

export const badPaste = (left: string, right: string) =>
  error(352, `pasting '${left}' and '${right}' does not give a valid token`);

export const invalidStringLiteral = () => warning(353, "invalid string literal, ignoring final '\\'");

export const callsTooDeep = (limit: number) =>
  error(354, `macro calls nest more than ${limit} deep in their arguments, the limit`);

export const tooManyTokens = (limit: number) => error(355, `a macro expands to more than ${limit} tokens, the limit`);

export const tooManyExpansions = (limit: number) =>
  error(357, `more than ${limit} macros are expanded in this file, the limit`);

export const tooManyExpanded = (limit: number) =>
  error(357, `macros of this file expand to more than ${limit} tokens, the limit`);

export const counterInDirective = () => error(356, "'__COUNTER__' is not for directives with -fdirectives-only");

export const traditionalElif = () => optional('traditional', 385, 'traditional C has no #elif');

export const traditionalIndented = (name: string) =>
  optional('traditional', 385, `traditional C takes no directive from #${name} with blanks before its #`);

export const traditionalUnknown = (name: string) =>
  optional('traditional', 385, `traditional C does not know #${name}, but ignores it with blanks before its #`);

export const traditionalArgument = (name: string) =>
  optional('traditional', 385, `traditional C replaces the parameter '${name}' within this macro's literals`);

export const traditionalName = (name: string) =>
  optional('traditional', 385, `traditional C wants arguments after the function-like macro '${name}'`);

export const traditionalSuffix = (suffix: string) =>
  optional('traditional', 385, `traditional C does not know the suffix '${suffix}'`);

export const traditionalPlus = () => optional('traditional', 385, 'traditional C has no unary plus');

export const traditionalEscape = (text: string) =>
  optional('traditional', 385, `'${text}' means something else in traditional C`);

export const outsideDirective = (name: string) => error(356, `'${name}' is for directives only`);

export const badOperator = (name: string, wanted: string) => error(356, `operator '${name}' expects ${wanted}`);

// other directives

export const errorDirective = (text: string) => error(360, text === '' ? '#error' : `#error ${text}`);

export const warningDirective = (text: string): CppMessage => ({
  ...optional('cpp', 361, text === '' ? '#warning' : `#warning ${text}`),
  everywhere: true,
});

export const gnuDirective = (name: string) => pedantic(380, `#${name} is a GNU extension`, 'pedantic');

export const directiveOfC23 = (name: string) => pedantic(380, `#${name} came with C23`, 'pedantic');

export const deprecatedDirective = (name: string) =>
  optional('deprecated', 381, `#${name} is a deprecated GNU extension`);

export const deprecatedAssertion = () => optional('deprecated', 381, 'assertions are a deprecated GNU extension');

export const unknownDirective = (name: string, suggestion: string | undefined) =>
  error(362, `unknown directive '#${name}'`, meant(suggestion));

export const lineNumberExpected = (text: string) => error(363, `#line expects a number, got ${found(text)}`);

export const binaryConstant = () => pedantic(349, 'binary constants came with C23', 'pedantic');

/** With `lost`, bits of the number are gone, which is not only pedantry. */
export const lineNumberRange = (text: string, limit: number, lost: boolean) =>
  !lost
    ? pedantic(364, `line number ${text} is not in [1, ${limit}]`, 'pedantic')
    : pedantic(364, `line number ${text} is not in [1, ${limit}]`);

export const markerStyle = () => pedantic(380, 'this form of #line is a GNU extension', 'pedantic');

export const badMarkerFlag = (text: string) => error(382, `'${text}' is not a flag of a line marker here`);

export const markerNesting = (file: string) =>
  warning(383, `'${file}' was not left in this order: the line marker is ignored`);

export const lineFileExpected = (text: string) => error(365, `#line expects a file name in quotes, got ${found(text)}`);

export const identNeedsString = (name: string) => error(366, `#${name} expects a string`);

export const badAssertion = (name: string) => error(367, `#${name} expects NAME(ANSWER)`);

export const poisonsMacro = (name: string) => warning(373, `poisoning the existing macro '${name}'`);

export const poisoned = (name: string) => error(368, `attempt to use poisoned '${name}'`);

export const badPragma = (name: string, wanted: string) => error(369, `#pragma ${name} expects ${wanted}`);

export const pragmaOnceInMain = () => warning(370, '#pragma once in the main file');

export const pragmaMessage = (severity: 'error' | 'warning', text: string): CppMessage =>
  severity === 'error' ? error(371, text) : { ...warning(371, text), everywhere: true };

export const extraInPragma = () => pedantic(315, 'extra tokens at the end of #pragma');

export const systemHeaderInMain = () => warning(384, '#pragma GCC system_header outside of a header has no effect');

export const badPragmaOperator = () => error(372, '_Pragma takes a parenthesized string literal');
