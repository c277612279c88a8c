/**
 * Words of every row and random ones, as llvm-mc and as we disassemble them: both texts assemble to the word again. A case a group, one for random words,
 * one for those of system instructions.
 *
 * A text may stand for several words (bits that should be so, immediates with several encodings, TLBI without its register): then llvm-mc's own word of it
 * counts. A word that only one of the two knows differs, except for bits that should be so, which llvm-mc does not ignore.
 */

import { GROUPS } from '../../../src/isa/groups.ts';
import { hexWord } from '../../../src/isa/hex.ts';
import { print } from '../../../src/isa/print.ts';
import { printedStatement, randomWords, Statements } from '../../isa/statement.ts';
import { llvmTexts, llvmVerdicts } from '../reference-assemblers.ts';
import type { Suite } from '../suite.ts';

const PER_ROW = 6;
const RANDOM = 40_000;
const SYSTEM = 0xd5000000;

interface Sample {
  readonly group: string;
  readonly word: number;
}

/** llvm-mc does not check the immediate; a register in the place of an immediate form prints here, as in objdump. */
const UNCHECKED = /^msr SPSel, #(?![01]$)|^msr s0_/i;

function samples(): Sample[] {
  const random = randomWords(31);
  const found: Sample[] = [];
  for (const group of GROUPS) {
    for (const row of group.rows()) {
      if (row.encodeOnly) continue;
      const fixed = row.mask | row.layout.shouldBe;
      for (let i = 0; i < PER_ROW; i++)
        found.push({ group: group.name, word: ((row.value & fixed) | (random() & ~fixed)) >>> 0 });
    }
  }
  for (let i = 0; i < RANDOM; i++) {
    found.push({ group: 'random words', word: random() });
    found.push({ group: 'system instructions', word: (SYSTEM | (random() & 0x3fffff)) >>> 0 });
  }
  return found;
}

/** Whether the word has all bits as they should be. */
function isCanonical(word: number): boolean {
  const { row } = print(word, 0n);
  return row === undefined || ((word ^ row.value) & row.layout.shouldBe) === 0;
}

export const suite: Suite = {
  name: 'isa-round',
  tools: ['llvm-mc-19'],
  async run(context) {
    const statements = new Statements();
    const words = samples();
    const texts = llvmTexts(words.map(({ word }) => word));
    const wrong = new Map<string, string[]>(words.map(({ group }) => [group, []]));
    const doubtful: { group: string; word: number; text: string; own: string }[] = [];
    for (const { group, word } of words) {
      const theirs = texts.get(word);
      const ours = print(word, 0n).row && isCanonical(word) ? printedStatement(word) : undefined;
      if (theirs !== undefined && !print(word, 0n).row)
        wrong.get(group)?.push(`${hexWord(word)}: '${theirs}' in llvm-mc only`);
      for (const text of [theirs, ours]) {
        if (text === undefined || UNCHECKED.test(text)) continue;
        const own = statements.hex(text);
        if (own !== hexWord(word)) doubtful.push({ group, word, text, own });
        else if (theirs === undefined) wrong.get(group)?.push(`${own}: '${text}' here only`);
      }
    }
    const verdicts = llvmVerdicts(doubtful.map(({ text }) => text));
    doubtful.forEach(({ group, word, text, own }, i) => {
      const verdict = verdicts[i];
      if (typeof verdict === 'number' && hexWord(verdict) === own) return;
      wrong.get(group)?.push(`${hexWord(word)}: '${text}' is ${own} here, ${String(verdict)} in llvm-mc`);
    });
    context.log(
      `${words.length} words, ${texts.size} of them known to llvm-mc, ${doubtful.length} with a text of several`,
    );
    return [...wrong].map(([id, list]) =>
      list.length === 0 ? { id, ok: true } : { id, ok: false, detail: list.slice(0, 8).join('\n') },
    );
  },
};
