/**
 * Expressions: the grammar against the fast path, the dialects' ranks, C's rules for #if.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  C,
  evaluateC,
  fastConstant,
  GAS,
  GrammarNeeded,
  LD,
  loadGrammar,
  type Node,
  parseExpression,
  withGrammar,
} from '../../src/expr/index.ts';

function show(node: Node): string {
  switch (node.kind) {
    case 'literal':
      return String(node.value);
    case 'name':
      return node.name;
    case 'label':
      return `${node.number}${node.forward ? 'f' : 'b'}`;
    case 'unary':
      return `(${node.op} ${show(node.operand)})`;
    case 'binary':
      return `(${show(node.left)} ${node.op} ${show(node.right)})`;
    case 'conditional':
      return `(${show(node.condition)} ? ${show(node.then)} : ${show(node.otherwise)})`;
    case 'call':
      return `${node.name}(${node.args.map(show).join(', ')})`;
  }
}

function tree(text: string, dialect = GAS): string {
  const parsed = parseExpression(text, 0, text.length, dialect);
  return 'error' in parsed ? `${parsed.error} at ${parsed.at}` : show(parsed.node);
}

describe('lazy loading', () => {
  it('asks for the grammar before it is loaded, and runs again with it', async () => {
    let runs = 0;
    const result = await withGrammar(() => {
      runs++;
      return tree('1 + 2');
    });
    expect(result).toBe('(1 + 2)');
    expect(runs).toBe(2);
    expect(new GrammarNeeded()).toBeInstanceOf(Error);
  });
});

describe('grammar', () => {
  beforeAll(loadGrammar);

  it('ranks operators as gas does', () => {
    expect(tree('1 + 2 * 3')).toBe('(1 + (2 * 3))');
    expect(tree('1 << 2 + 1')).toBe('((1 << 2) + 1)');
    expect(tree('1 | 2 + 3')).toBe('((1 | 2) + 3)');
    expect(tree('a == b + 1 && c')).toBe('((a == (b + 1)) && c)');
    expect(tree('10 - 2 - 3')).toBe('((10 - 2) - 3)');
    expect(tree('-~1f - 1b')).toBe('((- (~ 1f)) - 1b)');
    expect(tree("'a + 1")).toBe('(97 + 1)');
  });

  it('ranks operators as C does, with the conditional', () => {
    expect(tree('1 << 2 + 1', C)).toBe('(1 << (2 + 1))');
    expect(tree('1 | 2 & 3', C)).toBe('(1 | (2 & 3))');
    expect(tree('a ? b : c ? d : e', C)).toBe('(a ? b : (c ? d : e))');
    expect(tree('defined(X) || 1', C)).toBe('(defined(X) || 1)');
  });

  it('knows calls and suffixes of linker scripts', () => {
    expect(tree('ALIGN(., 4K) + 1M', LD)).toBe('(ALIGN(., 4096) + 1048576)');
  });

  it('says where an expression goes wrong', () => {
    expect(tree('1 +')).toBe('expression ends too early at 3');
    expect(tree('(1 2)')).toBe("unexpected '2' in expression at 3");
    expect(tree('')).toBe('expression expected at 0');
  });

  it('agrees with the fast path on whatever that answers', () => {
    const leaf = fc.nat({ max: 100_000 }).map(String);
    const op = fc.constantFrom(
      '+',
      '-',
      '*',
      '/',
      '%',
      '<<',
      '>>',
      '&',
      '|',
      '^',
      '&&',
      '||',
      '==',
      '!=',
      '<',
      '>',
      '<=',
      '>=',
    );
    const { text } = fc.letrec<{ text: string; pair: string }>((tie) => ({
      text: fc.oneof(
        { depthSize: 'small' },
        leaf,
        tie('pair'),
        tie('text').map((t) => `(${t})`),
        tie('text').map((t) => `- ${t}`),
        tie('text').map((t) => `!${t}`),
      ),
      pair: fc.tuple(tie('text'), op, tie('text')).map(([a, o, b]) => `${a} ${o} ${b}`),
    }));
    let answered = 0;
    fc.assert(
      fc.property(text, (t) => {
        const fast = fastConstant(t, 0, t.length, C, () => 0);
        if (fast === undefined) return;
        answered++;
        const parsed = parseExpression(t, 0, t.length, C);
        if ('error' in parsed) throw new Error(parsed.error);
        const slow = evaluateC(parsed.node);
        expect('error' in slow ? slow.error : slow.value, t).toBe(BigInt(fast));
      }),
      { numRuns: 500, seed: 7 },
    );
    expect(answered).toBeGreaterThan(100);
  });
});

describe('evaluation for #if', () => {
  beforeAll(loadGrammar);
  const value = (text: string): string => {
    const parsed = parseExpression(text, 0, text.length, C);
    if ('error' in parsed) return parsed.error;
    const v = evaluateC(parsed.node, (name, args) => (name === 'defined' ? BigInt(args.length) : undefined));
    return 'error' in v ? v.error : `${v.value}${v.unsigned ? 'u' : ''}`;
  };

  it('follows C11 6.10.1', () => {
    expect(value('0xffffffffffffffff')).toBe('18446744073709551615u');
    expect(value('-1 > 0u')).toBe('1');
    expect(value('-1 / 2')).toBe('0');
    expect(value('1 || 1 / 0')).toBe('1');
    expect(value('0 && 1 / 0')).toBe('0');
    expect(value('1 / 0')).toBe('division by zero in #if');
    expect(value('1 ? 2 : 1 / 0')).toBe('2');
    expect(value('-8 >> 1')).toBe('-4');
    expect(value('unknown + 1')).toBe('1');
    expect(value("'\\n' == 10")).toBe('1');
    expect(value('f(1)')).toBe("function-like macro 'f' is not defined");
    expect(value('defined(X)')).toBe('1');
  });
});
