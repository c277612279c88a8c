/**
 * Random preprocessor sources for property tests: macro definitions and calls that use each other in odd ways.
 *
 * Enters: a seed. Leaves: a source, the same for the same seed everywhere. What GNU cpp makes of the first few hundred is
 * recorded in test/golden/cpp/random.json (scripts/record-cpp.ts); the conformance suite compares further ones afresh.
 */

/** mulberry32: a small generator, so that sources do not depend on a library's version. */
export function generator(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

const NAMES = ['A', 'B', 'C', 'D', 'f', 'g', 'h', 'v', 'x', 'y'];
const PLAIN = [
  'foo',
  'bar',
  '1',
  '2',
  '0x3',
  '.5',
  '1e',
  '"s"',
  "'c'",
  '+',
  '-',
  '->',
  '<',
  '=',
  '.',
  '..',
  '\\',
  '@',
  '#',
  '/',
  '%',
  ':',
  '$',
];

class Builder {
  readonly #random: (n: number) => number;
  constructor(seed: number) {
    this.#random = generator(seed);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#random(list.length)] as T;
  }

  #space(): string {
    return this.#pick(['', '', '', ' ', ' ', '  ', '\t', ' /* c */ ', '/**/']);
  }

  /** A token, or a call. */
  #term(parameters: readonly string[], depth: number): string {
    const kind = this.#random(12);
    if (parameters.length > 0 && kind < 4) return this.#pick(parameters);
    if (kind < 7) return this.#pick(NAMES);
    if (kind < 10 || depth > 2) return this.#pick(PLAIN);
    return this.#call(parameters, depth + 1);
  }

  #call(parameters: readonly string[], depth: number): string {
    const count = this.#random(4);
    const args: string[] = [];
    for (let i = 0; i < count; i++) args.push(this.#list(parameters, this.#random(3), depth));
    return `${this.#pick(NAMES)}${this.#space()}(${args.join(this.#pick([',', ', ', ' , ']))})`;
  }

  #list(parameters: readonly string[], length: number, depth: number): string {
    let text = '';
    for (let i = 0; i < length; i++)
      text += this.#term(parameters, depth) + (this.#space() || (this.#random(3) ? ' ' : ''));
    return text;
  }

  #body(parameters: readonly string[], variadic: boolean): string {
    const length = this.#random(6);
    let text = '';
    for (let i = 0; i < length; i++) {
      if (i > 0) text += this.#pick([' ', ' ', ' ', '', '##', ' ## ', ' ##']);
      if (parameters.length > 0 && this.#random(8) === 0) text += `#${this.#pick(['', ' '])}${this.#pick(parameters)}`;
      else if (variadic && this.#random(8) === 0)
        text += `__VA_OPT__(${this.#term(parameters, 3)}${this.#space()}${this.#term(parameters, 3)})`;
      else text += this.#term(parameters, 2);
    }
    return text.replace(/'c'|"s"|\\|#(?!#)(?=[^#]*$)/g, (t) => (t === '\\' ? '' : t));
  }

  #define(): string {
    const name = this.#pick(NAMES);
    const kind = this.#random(5);
    if (kind < 2) return `#undef ${name}\n#define ${name} ${this.#body([], false)}`;
    const parameters = ['p', 'q', 'r'].slice(0, this.#random(4));
    if (kind < 4 || parameters.length === 3)
      return `#undef ${name}\n#define ${name}(${parameters.join(',')}) ${this.#body(parameters, false)}`;
    const named = this.#random(3) === 0;
    const list = [...parameters, named ? 'rest...' : '...'];
    return `#undef ${name}\n#define ${name}(${list.join(', ')}) ${this.#body([...parameters, named ? 'rest' : '__VA_ARGS__'], true)}`;
  }

  #line(): string {
    const indent = this.#pick(['', '', ' ', '\t', '    ']);
    return indent + this.#list([], 1 + this.#random(6), 0) + this.#pick(['', '', ' // c', ' \\\n more']);
  }

  source(): string {
    const lines: string[] = [];
    for (let i = 0; i < 6; i++) lines.push(this.#define());
    for (let i = 0; i < 8; i++) {
      lines.push(this.#random(6) === 0 ? this.#define() : this.#line());
      if (this.#random(8) === 0) lines.push('\n'.repeat(this.#random(12)));
    }
    return `${lines.join('\n')}\n`;
  }
}

/** The source of `seed`. */
export function randomSource(seed: number): string {
  return new Builder(seed).source();
}
