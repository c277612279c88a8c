/**
 * Expressions for all stages: one grammar (chevrotain, loaded when first needed), three dialects, and fast paths.
 *
 * `fastConstant` first; when it gives up, `parseExpression` inside `withGrammar`, then an evaluation of the tree
 * (`evaluateC` for `#if`; the assembler's and the linker's are theirs, since they know symbols).
 */
export { arithmetic, compare } from './arithmetic.ts';
export { type CError, type CValue, evaluateC, fastConstant, type NumberOf } from './constant.ts';
export { C, type Dialect, GAS, LD, operatorLength } from './dialect.ts';
export { GrammarNeeded, loadGrammar, parseExpression, withGrammar } from './lazy.ts';
export type * from './node.ts';
export { characterAt, integer, type Lexeme, scanLexemes } from './scan.ts';
