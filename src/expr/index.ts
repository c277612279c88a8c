/**
 * Expressions of the assembler and of linker scripts: one grammar (chevrotain, loaded when first needed), two dialects.
 *
 * `parseExpression` inside `withGrammar` gives a tree; evaluating it is the stage's, which knows symbols. The preprocessor's #if
 * works on preprocessing tokens while macros expand, and is in cpp/condition.ts.
 */
export { arithmetic, compare } from './arithmetic.ts';
export { type Dialect, GAS, LD, operatorLength } from './dialect.ts';
export { GrammarNeeded, loadGrammar, parseExpression, withGrammar } from './lazy.ts';
export type * from './node.ts';
export { characterAt, integer, type Lexeme, scanLexemes } from './scan.ts';
