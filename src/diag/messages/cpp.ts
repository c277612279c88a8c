/**
 * Messages of the preprocessor: codes A64-E0300 to A64-E0399.
 *
 * One function a message. Where GNU cpp only warns, so do we: kernel sources rely on it.
 */
import type { Message } from '../diagnostic.ts';

function error(code: number, text: string, hint?: string): Message {
  return make('error', code, text, hint);
}

function warning(code: number, text: string, hint?: string): Message {
  return make('warning', code, text, hint);
}

function make(severity: 'error' | 'warning', code: number, text: string, hint: string | undefined): Message {
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

export const unterminatedQuote = (quote: string) => warning(307, `missing terminating ${quote} character`);

export const outputTooLong = (limit: number) =>
  error(308, `the preprocessed text is longer than ${limit} characters, the limit`);

export const tooManySymbols = (limit: number) => error(309, `more than ${limit} different tokens, the limit`);

// conditionals

export const unterminatedConditional = (name: string) =>
  error(310, `unterminated #${name}: the file ends without its #endif`);

export const withoutIf = (name: string) => error(311, `#${name} without #if`);

export const afterElse = (name: string) => error(312, `#${name} after #else`);

export const noNameIn = (name: string) => error(313, `no macro name given in #${name}`);

export const nameExpectedIn = (name: string) => error(314, `a macro name must be an identifier in #${name}`);

export const extraTokens = (name: string) => warning(315, `extra tokens at the end of #${name}`);

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

export const divisionByZero = () => error(322, 'division by zero in #if');

export const invalidNumber = (text: string) => error(323, `'${text}' is not an integer constant`);

export const floatInIf = (text: string) => error(324, `floating constant '${text}' in a preprocessor expression`);

export const numberTooLarge = (text: string) => warning(325, `integer constant ${text} is not in [0, 2^64-1]`);

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

export const commaExpectedInParameters = (text: string) =>
  error(337, `expected ',' or ')' in the list of macro parameters, got ${found(text)}`);

export const pasteAtEnd = () => error(338, "'##' cannot appear at either end of a macro expansion");

export const hashWithoutParameter = () => error(339, "'#' is not followed by a macro parameter");

export const vaArgsOutside = () => error(340, '__VA_ARGS__ can only appear in the expansion of a variadic macro');

export const vaOptOpen = () => error(341, 'unterminated __VA_OPT__');

export const vaOptNested = () => error(342, '__VA_OPT__ may not appear in a __VA_OPT__');

export const vaOptParenthesis = () => error(343, "__VA_OPT__ must be followed by '('");

export const redefined = (name: string) => warning(344, `'${name}' redefined`);

export const undefinesBuiltin = (name: string) => warning(345, `undefining '${name}'`);

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

export const badPaste = (left: string, right: string) =>
  error(352, `pasting '${left}' and '${right}' does not give a valid token`);

export const invalidStringLiteral = () => warning(353, "invalid string literal, ignoring final '\\'");

export const callsTooDeep = (limit: number) =>
  error(354, `macro calls nest more than ${limit} deep in their arguments, the limit`);

export const tooManyTokens = (limit: number) => error(355, `a macro expands to more than ${limit} tokens, the limit`);

export const tooManyExpanded = (limit: number) =>
  error(357, `macros of this file expand to more than ${limit} tokens, the limit`);

export const badOperator = (name: string, wanted: string) => error(356, `operator '${name}' expects ${wanted}`);

// other directives

export const errorDirective = (text: string) => error(360, text === '' ? '#error' : `#error ${text}`);

export const warningDirective = (text: string) => warning(361, text === '' ? '#warning' : `#warning ${text}`);

export const unknownDirective = (name: string, suggestion: string | undefined) =>
  error(362, `unknown directive '#${name}'`, meant(suggestion));

export const lineNumberExpected = (text: string) => error(363, `#line expects a number, got ${found(text)}`);

export const lineNumberRange = (text: string) => warning(364, `line number ${text} is not in [1, 2147483647]`);

export const lineFileExpected = (text: string) => error(365, `#line expects a file name in quotes, got ${found(text)}`);

export const identNeedsString = (name: string) => error(366, `#${name} expects a string`);

export const badAssertion = (name: string) => error(367, `#${name} expects NAME(ANSWER)`);

export const poisonsMacro = (name: string) => warning(373, `poisoning the existing macro '${name}'`);

export const poisoned = (name: string) => error(368, `attempt to use poisoned '${name}'`);

export const badPragma = (name: string, wanted: string) => warning(369, `#pragma ${name} expects ${wanted}`);

export const pragmaOnceInMain = () => warning(370, '#pragma once in the main file');

export const pragmaMessage = (severity: 'error' | 'warning', text: string) =>
  severity === 'error' ? error(371, text) : warning(371, text);

export const badPragmaOperator = () => error(372, '_Pragma takes a parenthesized string literal');
