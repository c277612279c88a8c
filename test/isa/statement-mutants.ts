/**
 * Statements of the recorded vectors with one or two things changed: registers, arrangements, numbers, operators, operands left out, added, exchanged.
 *
 * Enters: statements and a seed. Leaves: statements that may or may not be instructions, the same for the same seed, without duplicates.
 */
import { randomWords } from './statement.ts';

const words = (text: string): readonly string[] => text.split(' ');
const ARRANGEMENTS = [...words('.8b .16b .4h .8h .2s .4s .1d .2d .1q .b .h .s .d .q .2h .4b .2b'), ''];
const REGISTERS = words(
  'x0 w0 sp wsp xzr wzr x30 w30 lr fp b0 h0 s0 d0 q0 v0 v31 z0 z31 p0 p15 p8 pn8 pn0 z32 v32 za za0 za7 zt0 x32 w12 w8 w15 w11 x12 z0.s p0/z p7/m ' +
    'za0h.s pn8.b ffr',
);
const NUMBERS = words(
  '0 1 -1 2 3 4 7 8 15 16 31 32 33 63 64 127 128 255 256 -128 -256 -257 4095 4096 65535 65536 0x1000 0xff00 0xffff0000 -8 -16 252 504 508 1008 1020 ' +
    '32760 16380 0x5555555555555555 17 24 14 12 1.0 0.5 2.0 0.0 -1.5',
);
const STEPS = [0, 1, -1, 2, -2, 4, -4, 8, -8, 16, -16, 64, -64, 128, 256, -256];
const OPERATORS = [...words('lsl lsr asr ror msl uxtb uxth uxtw uxtx sxtb sxth sxtw sxtx mul'), 'mul vl'];
const NAMES = [...OPERATORS, ...words('z m eq ne al nv sy vl1 all pow2 mul3'), ''];
const MARKS = [...words('! , [ ] { } - /z /m # +'), ''];
const TOKEN =
  /(?:za\d*[hv]?|[xwvzpbhsdq]|pn|wsp|sp|xzr|wzr|zt)\d*(?=\b|\.|\/|\[)|#?-?(?:0x[0-9a-f]+|\d+(?:\.\d+(?:e[+-]\d+)?)?)|\.\d*[bhsdq]\b|[a-z]+|[[\]{}!,/-]/g;
const REGISTER = /^(?:za\d*[hv]?|(?:[xwvzpbhsdq]|pn)(?=\d)|wsp|sp|xzr|wzr|zt)\d*$/;

class Mutator {
  readonly #random: () => number;
  readonly #byMnemonic: readonly (readonly string[])[];

  constructor(statements: readonly string[], seed: number) {
    this.#random = randomWords(seed);
    const lists = new Map<string, string[]>();
    for (const text of statements) {
      const mnemonic = text.split(' ')[0] ?? '';
      const list = lists.get(mnemonic) ?? [];
      list.push(text);
      lists.set(mnemonic, list);
    }
    this.#byMnemonic = [...lists.values()];
  }

  next(): string {
    const text = this.#changed(this.#pick(this.#pick(this.#byMnemonic)));
    return (this.#below(5) === 0 ? this.#changed(text) : text).replace(/\s+/g, ' ').trim();
  }

  #below(limit: number): number {
    return this.#random() % limit;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  #changed(text: string): string {
    const blank = text.indexOf(' ');
    if (blank < 0) return text + this.#pick([' x0', ' #0', ' #1']);
    const [mnemonic, rest] = [text.slice(0, blank), text.slice(blank + 1)];
    const kind = this.#below(14);
    if (kind === 0) return `${this.#pick(this.#pick(this.#byMnemonic)).split(' ')[0]} ${rest}`;
    if (kind < 4) return `${mnemonic} ${this.#operandsChanged(rest.split(', '), kind)}`;
    const token = this.#pick([...rest.matchAll(TOKEN)]);
    if (!token) return text;
    const end = token.index + token[0].length;
    return `${mnemonic} ${rest.slice(0, token.index)}${this.#tokenFor(token[0])}${rest.slice(end)}`;
  }

  #operandsChanged(operands: string[], kind: number): string {
    const at = this.#below(operands.length);
    if (kind === 1) operands.splice(at, 1);
    else if (kind === 2) {
      const shift = `${this.#pick(OPERATORS)} #${this.#below(9)}`;
      operands.splice(at, 0, this.#pick([this.#pick(REGISTERS), `#${this.#pick(NUMBERS)}`, shift, operands[at] ?? '']));
    } else {
      const other = this.#below(operands.length);
      [operands[at], operands[other]] = [operands[other] as string, operands[at] as string];
    }
    return operands.join(', ');
  }

  #tokenFor(token: string): string {
    if (/^#?-?\d/.test(token)) {
      const hash = token.startsWith('#') && this.#below(8) > 0 ? '#' : '';
      const value = Number(token.replace('#', ''));
      return hash + (this.#below(3) === 0 ? this.#pick(NUMBERS) : String(value + this.#pick(STEPS)));
    }
    if (token.startsWith('.')) return this.#pick(ARRANGEMENTS);
    if (REGISTER.test(token)) return this.#registerFor(/^([a-z]+)(\d+)/.exec(token));
    return this.#pick(/^[a-z]/.test(token) ? NAMES : MARKS);
  }

  #registerFor(parts: RegExpExecArray | null): string {
    const kind = this.#below(4);
    if (kind === 1 && parts) return `${parts[1]}${this.#below(34)}`;
    if (kind === 2 && parts) return this.#pick(words('x w v z p b h s d q pn')) + parts[2];
    return this.#pick(kind === 3 ? words('sp wsp xzr wzr') : REGISTERS);
  }
}

/** `count` changed statements. */
export function statementMutants(statements: readonly string[], seed: number, count: number): string[] {
  const mutator = new Mutator(statements, seed);
  const found = new Set<string>();
  while (found.size < count) found.add(mutator.next());
  return [...found];
}
