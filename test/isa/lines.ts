/**
 * Tests as lines: `statement // 4ea28420` must assemble to that word, and the word must print as a statement that assembles to it again;
 * `statement // ERROR text | under` must be refused with exactly that text (the part after `|` is what the caret is under). `#` opens a comment.
 */
import { expect, it } from 'vitest';
import { printedStatement, Statements } from './statement.ts';

const statements = new Statements();

/** One test a line. */
export function lines(text: string): void {
  for (const line of text.split('\n')) {
    const [statement, expected] = line.split(' // ').map((part) => part.trim());
    if (!statement || statement.startsWith('#') || expected === undefined) continue;
    if (expected.startsWith('ERROR ')) refused(statement, expected.slice(6));
    else accepted(statement, expected);
  }
}

function accepted(statement: string, word: string): void {
  it(statement, () => {
    expect(statements.hex(statement)).toBe(word);
    expect(statements.hex(printedStatement(Number.parseInt(word, 16)))).toBe(word);
  });
}

function refused(statement: string, expected: string): void {
  const [text, under] = expected.split(' | ');
  it(`${statement} is refused`, () => {
    const { word, error, under: marked } = statements.assemble(statement);
    expect(word).toBeUndefined();
    expect(error).toBe(text);
    if (under !== undefined) expect(marked).toBe(under);
  });
}
