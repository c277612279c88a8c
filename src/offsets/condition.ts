/**
 * CONFIG conditions as data: `CONFIG_A && !(CONFIG_B || CONFIG_N > 4)`.
 *
 * Enters: the text of a condition and a set of options. Leaves: whether it holds, or the options that it names (by which
 * all configurations are enumerated). `defined(X)`, `IS_ENABLED(X)` and a bare `X` all ask whether X is on; a comparison
 * asks for its number. Grammar, loosest first:
 *
 *     or: and ('||' and)*      and: not ('&&' not)*      not: '!' not | compare
 *     compare: atom (('==' | '!=' | '<' | '<=' | '>' | '>=') atom)?
 *     atom: NUMBER | NAME | ('defined' | 'IS_ENABLED') '('? NAME ')'? | '(' or ')'
 */
import * as messages from '../diag/messages/offsets.ts';
import { SchemaError } from './error.ts';
import type { Config, CType } from './model.ts';

const TOKEN = /\s*(?:(\d+)|([A-Za-z_]\w*)|(&&|\|\||[=!<>]=|[!<>()]))/y;
const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

class ConditionParser {
  private at = 0;
  private token = '';
  private tokenAt = 0;

  private readonly text: string;
  private readonly path: string;
  private readonly numberOf: (option: string) => number;

  constructor(text: string, path: string, numberOf: (option: string) => number) {
    this.text = text;
    this.path = path;
    this.numberOf = numberOf;
    this.advance();
  }

  parse(): boolean {
    const value = this.or();
    if (this.token !== '') this.fail("'&&', '||' or the end");
    return value !== 0;
  }

  private advance(): string {
    const before = this.token;
    TOKEN.lastIndex = this.at;
    const match = TOKEN.exec(this.text);
    const rest = this.text.slice(this.at).trimStart();
    this.tokenAt = this.text.length - rest.length;
    if (match === null) {
      if (rest !== '') this.fail('an option, a number or an operator');
      this.token = '';
    } else {
      this.token = match[1] ?? match[2] ?? match[3] ?? '';
      this.at = TOKEN.lastIndex;
    }
    return before;
  }

  private fail(expected: string): never {
    throw new SchemaError(messages.badCondition(this.path, this.text, this.tokenAt, expected));
  }

  private or(): number {
    let value = this.and();
    while (this.token === '||') {
      this.advance();
      const right = this.and();
      value = value !== 0 || right !== 0 ? 1 : 0;
    }
    return value;
  }

  private and(): number {
    let value = this.not();
    while (this.token === '&&') {
      this.advance();
      const right = this.not();
      value = value !== 0 && right !== 0 ? 1 : 0;
    }
    return value;
  }

  private not(): number {
    if (this.token !== '!') return this.compare();
    this.advance();
    return this.not() === 0 ? 1 : 0;
  }

  private compare(): number {
    const left = this.atom();
    const operator = COMPARE[this.token];
    if (operator === undefined) return left;
    this.advance();
    return operator(left, this.atom()) ? 1 : 0;
  }

  private atom(): number {
    if (this.token === '(') {
      this.advance();
      const value = this.or();
      this.expect(')');
      return value;
    }
    if (/^\d/.test(this.token)) return Number(this.advance());
    if (!/^[A-Za-z_]/.test(this.token)) this.fail('an option or a number');
    const name = this.advance();
    if (name !== 'defined' && name !== 'IS_ENABLED') return this.numberOf(name);
    const parenthesised = this.token === '(';
    if (parenthesised) this.advance();
    if (!/^[A-Za-z_]/.test(this.token)) this.fail('an option');
    const value = this.numberOf(this.advance());
    if (parenthesised) this.expect(')');
    return value === 0 ? 0 : 1;
  }

  private expect(token: string): void {
    if (this.token !== token) this.fail(`'${token}'`);
    this.advance();
  }
}

/** An option as a number: n is 0, y and m are 1, a string is 1 unless it is empty. */
function numberOf(value: boolean | number | string | undefined): number {
  if (typeof value === 'number') return value;
  return value === undefined || value === false || value === '' || value === 'n' ? 0 : 1;
}

/** Whether `condition` holds in `config`. `path` names the member in errors. Throws SchemaError on bad syntax. */
export function holds(condition: string, config: Config, path: string): boolean {
  return new ConditionParser(condition, path, (option) => numberOf(config[option])).parse();
}

/** The options that the conditions of a record and of all it holds name, each once. Throws SchemaError on bad syntax. */
export function conditionsOf(type: CType, found: Set<string> = new Set(), seen: Set<CType> = new Set()): Set<string> {
  if (seen.has(type)) return found;
  seen.add(type);
  if (type.kind === 'array') {
    if (typeof type.count === 'object') found.add(type.count.config);
    return conditionsOf(type.element, found, seen);
  }
  if (type.kind !== 'record') return found;
  for (const member of type.members) {
    if (member.when !== undefined) for (const option of optionsOf(member.when, member.name ?? '')) found.add(option);
    conditionsOf(member.type, found, seen);
  }
  return found;
}

/** The options that a condition names, in order of appearance. Throws SchemaError on bad syntax. */
export function optionsOf(condition: string, path: string): string[] {
  const names = new Set<string>();
  new ConditionParser(condition, path, (option) => {
    names.add(option);
    return 0;
  }).parse();
  return [...names];
}
