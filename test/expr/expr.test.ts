/**
 * Expressions: lazy loading, the dialects' ranks, where errors are.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { GAS, GrammarNeeded, LD, loadGrammar, type Node, parseExpression, withGrammar } from '../../src/expr/index.ts';

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

  it('ranks operators as ld does, with the conditional', () => {
    expect(tree('1 << 2 + 1', LD)).toBe('(1 << (2 + 1))');
    expect(tree('1 | 2 & 3', LD)).toBe('(1 | (2 & 3))');
    expect(tree('a ? b : c ? d : e', LD)).toBe('(a ? b : (c ? d : e))');
    expect(tree('defined(X) || 1', LD)).toBe('(defined(X) || 1)');
  });

  it('knows calls and suffixes of linker scripts', () => {
    expect(tree('ALIGN(., 4K) + 1M', LD)).toBe('(ALIGN(., 4096) + 1048576)');
  });

  it('says where an expression goes wrong', () => {
    expect(tree('1 +')).toBe('expression ends too early at 3');
    expect(tree('(1 2)')).toBe("unexpected '2' in expression at 3");
    expect(tree('')).toBe('expression expected at 0');
  });
});
