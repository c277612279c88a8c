/**
 * The door to the expression grammar: it is loaded when the first expression needs it, never before.
 *
 * The stages are synchronous and an ECMAScript module loads asynchronously, so `parseExpression` throws GrammarNeeded
 * when the grammar is not there yet, and `withGrammar` (around a whole run) loads it and runs again from the start.
 * Stages must therefore build all their state inside the run. Ordinary sources never get here.
 */
import type { Dialect } from './dialect.ts';
import type { Parsed } from './node.ts';
import { type Lexeme, scanLexemes } from './scan.ts';

type Grammar = typeof import('./grammar.ts');

/** Thrown by parseExpression when the grammar is not loaded; withGrammar catches it. */
export class GrammarNeeded extends Error {}

// A loaded module, like a frozen table: set once, never changed.
let grammar: Grammar | undefined;

/** Load the grammar (once). */
export async function loadGrammar(): Promise<void> {
  grammar ??= await import('./grammar.ts');
}

/** Run `run`; if it turns out to need the grammar, load that and run it again. */
export async function withGrammar<T>(run: () => T): Promise<T> {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof GrammarNeeded)) throw error;
    await loadGrammar();
    return run();
  }
}

/**
 * Parse the expression at text[at..end) and return its tree and the index after it. The rest of the text (a comma, an unmatched
 * parenthesis, anything that no expression can hold) is the caller's. Throws GrammarNeeded when the grammar is not loaded.
 */
export function parseExpression(text: string, at: number, end: number, dialect: Dialect): Parsed {
  const lexemes = scanLexemes(text, at, end, dialect, MOST_LEXEMES + 1);
  if (lexemes.length === 0) return { error: 'expression expected', at };
  const limit = overLimit(lexemes);
  if (limit !== undefined) return { error: limit, at };
  if (!grammar) throw new GrammarNeeded('the expression grammar is not loaded');
  return grammar.parseLexemes(lexemes, dialect, end);
}

/** The parser and all that walk trees are recursive: what would be too deep for them is refused by name. */
const MOST_LEXEMES = 4000;
const MOST_NESTED = 200;

function overLimit(lexemes: readonly Lexeme[]): string | undefined {
  if (deepest(lexemes) > MOST_NESTED)
    return `nesting of parentheses and unary operators exceeds the limit of ${MOST_NESTED}`;
  if (lexemes.length > MOST_LEXEMES) return `expression exceeds the limit of ${MOST_LEXEMES} tokens`;
  return undefined;
}

/** The most parentheses and unary operators that are open at once. */
function deepest(lexemes: readonly Lexeme[]): number {
  const outside: number[] = [];
  let most = 0;
  let depth = 0;
  let unary = 0;
  let complete = false;
  for (const { kind } of lexemes) {
    if (kind === 'operator' && !complete) unary++;
    if (kind === 'open') {
      outside.push(unary);
      unary = 0;
    }
    if (kind === 'open' || (kind === 'operator' && !complete)) most = Math.max(most, ++depth);
    else if (kind === 'close') {
      depth -= 1 + unary + (outside.pop() ?? 0);
      unary = 0;
    } else if (kind !== 'operator') {
      depth -= unary;
      unary = 0;
    }
    complete = kind === 'number' || kind === 'name' || kind === 'label' || kind === 'close';
  }
  return most;
}
