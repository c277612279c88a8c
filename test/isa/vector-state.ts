/**
 * Random register files for tests of vector semantics: the same for the same word, so that recorded results need no inputs.
 */
import { randomWords } from './statement.ts';

export interface State {
  /** V0 to V31, four words each. */
  readonly v: Int32Array;
  /** X0 to X30. */
  readonly x: BigUint64Array;
  readonly fpcr: number;
  readonly fpsr: number;
}

const EDGES = [0, -1, 0x80, 0x8000, -0x80000000, 0x7fffffff, 0x00ff00ff, 0x01010101] as const;

/** The registers before `word` runs. */
export function stateFor(word: number): State {
  const random = randomWords(word);
  const v = new Int32Array(128);
  const x = new BigUint64Array(31);
  for (let i = 0; i < v.length; i++) v[i] = random() % 4 === 0 ? (EDGES[random() % EDGES.length] ?? 0) : random();
  for (let i = 0; i < x.length; i++) x[i] = (BigInt(random()) << 32n) | BigInt(random());
  // every other word: some of FZ16, RMode, FZ, DN, AHP
  const fpcr = word & 32 ? (random() & 0x07c8) << 16 : 0;
  return { v, x, fpcr, fpsr: 0 };
}

/** What changed, as text: 'v3=00000001…' (high word first), 'x5=…'. */
export function changes(before: State, after: State): string {
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
  const found: string[] = [];
  for (let n = 0; n < 32; n++) {
    const words = [3, 2, 1, 0].map((i) => after.v[4 * n + i] ?? 0);
    if (words.some((word, i) => word !== before.v[4 * n + 3 - i])) found.push(`v${n}=${words.map(hex).join('')}`);
  }
  for (let n = 0; n < 31; n++) {
    if (before.x[n] !== after.x[n]) found.push(`x${n}=${after.x[n]?.toString(16)}`);
  }
  if (after.fpsr !== before.fpsr) found.push(`fpsr=${(after.fpsr >>> 0).toString(16)}`);
  return found.join(' ') || '-';
}
