/**
 * The lint that says "use the symbol": plain offsets on a register that a comment ties to a structure.
 *
 * Enters: assembly source as written, and the symbols of the structures (hints.ts). Leaves: each `[x0, #16]` whose base holds a
 * known structure and whose offset has a symbol. A comment ties a register (or its `.req` name) by naming it before the
 * structure: `x0: struct kern_reloc_arg`, `arg holds the address of struct kern_reloc_arg`. The tie ends where the register is
 * written, at a call for the registers that calls may change, at the end of the function, and at a comment that names another
 * structure. A macro's body has its own ties on top of those outside.
 */
import type { OffsetHints } from './hints.ts';

export interface OffsetFinding {
  /** Where the number starts in the text, and its length. */
  readonly at: number;
  readonly length: number;
  readonly offset: number;
  /** The base register as written, its structure's C name, the symbol for the offset. */
  readonly base: string;
  readonly type: string;
  readonly symbol: string;
}

/** Instructions that write none of their operands, or whose first operand is not a destination. */
const WRITES_NOTHING =
  /^(?:st(?!xr|lxr|xp|lxp)|cmp|cmn|tst|ccm|cbn?z|tbn?z|b\.|br?$|ret|msr|dc$|ic$|at$|tlbi|prf|hint|svc|hvc|smc|[di][ms]b|nop)/;
/** Registers that a call need not keep (AAPCS64 6.1.1). */
const CALLER_SAVED = 19;
const FUNCTION_END = /^\s*(?:SYM_\w*END|\.size|ENDPROC|\.endfunc)\b/;
const MEMORY = /\[\s*(\w+)\s*,\s*#?\s*(0[xX][0-9a-fA-F]+|\d+)\s*\](!?)/;
const WRITE_BACK = /\[\s*(\w+)[^\]]*\](?:!|\s*,\s*#)/;

/** All findings of a source text, in order. */
export function lintOffsets(text: string, hints: OffsetHints): OffsetFinding[] {
  return new Lint(hints).run(text);
}

class Lint {
  readonly #hints: OffsetHints;
  readonly #aliases = new Map<string, string>();
  readonly #findings: OffsetFinding[] = [];
  #ties = new Map<string, string>();
  readonly #outer: Map<string, string>[] = [];
  #inComment = false;

  constructor(hints: OffsetHints) {
    this.#hints = hints;
  }

  run(text: string): OffsetFinding[] {
    let at = 0;
    for (const line of text.split('\n')) {
      const { code, comment } = this.#split(line);
      this.#annotations(comment);
      this.#statement(code, at);
      at += line.length + 1;
    }
    return this.#findings;
  }

  /** The line with its comments blanked, and the comments' text. */
  #split(line: string): { readonly code: string; readonly comment: string } {
    let code = '';
    let comment = '';
    for (let i = 0; i < line.length; ) {
      if (this.#inComment) {
        const end = line.indexOf('*/', i);
        const to = end < 0 ? line.length : end + 2;
        comment += line.slice(i, end < 0 ? to : end);
        code += ' '.repeat(to - i);
        this.#inComment = end < 0;
        i = to;
      } else if (line.startsWith('//', i)) {
        comment += line.slice(i + 2);
        i = line.length;
      } else if (line.startsWith('/*', i)) {
        this.#inComment = true;
        code += '  ';
        i += 2;
      } else code += line[i++];
    }
    return { code, comment };
  }

  #annotations(comment: string): void {
    const match = /\bstruct\s+(\w+)/.exec(comment);
    if (!match) return;
    const names = comment.slice(0, match.index).match(/\w+/g) ?? [];
    const named = names.map((name) => this.#register(name)).find((register) => register !== undefined);
    if (named !== undefined) this.#ties.set(named, `struct ${match[1]}`);
  }

  /** x0…x30 of a register or alias as written. */
  #register(name: string): string | undefined {
    const plain = this.#aliases.get(name.toLowerCase()) ?? name.toLowerCase();
    const number = /^[xw](\d|[12]\d|30)$/.exec(plain)?.[1];
    return number === undefined ? undefined : `x${number}`;
  }

  #statement(code: string, at: number): void {
    const alias = /^\s*(\w+)\s+\.req\s+(\w+)/i.exec(code);
    if (alias) this.#aliases.set((alias[1] ?? '').toLowerCase(), (alias[2] ?? '').toLowerCase());
    if (/^\s*\.macro\b/.test(code)) this.#outer.push(new Map(this.#ties));
    else if (/^\s*\.endm\b/.test(code)) this.#ties = this.#outer.pop() ?? this.#ties;
    else if (FUNCTION_END.test(code)) this.#ties.clear();
    else if (!alias) this.#instruction(code, at);
  }

  #instruction(code: string, at: number): void {
    const match = /^\s*(?:[\w.$\\@]+:\s*)?([a-z][\w.]*)\s*(.*)$/i.exec(code);
    const mnemonic = match?.[1]?.toLowerCase();
    if (mnemonic === undefined) return;
    this.#memory(code, at);
    const changed = WRITE_BACK.exec(code)?.[1];
    if (changed !== undefined) this.#forget(changed);
    if (mnemonic === 'bl' || mnemonic === 'blr') {
      for (let i = 0; i < CALLER_SAVED; i++) this.#ties.delete(`x${i}`);
    } else if (!WRITES_NOTHING.test(mnemonic)) {
      const operands = (match?.[2] ?? '').split(',');
      const written = /^ld\w*p/.test(mnemonic) ? 2 : 1;
      for (const operand of operands.slice(0, written)) this.#forget(operand.trim());
    }
  }

  #memory(code: string, at: number): void {
    const match = MEMORY.exec(code);
    if (!match) return;
    const [whole, base = '', digits = ''] = match;
    const register = this.#register(base);
    const type = register === undefined ? undefined : this.#ties.get(register);
    const offset = Number(digits);
    const symbol = type === undefined ? undefined : this.#hints.get(type)?.get(offset);
    if (type === undefined || symbol === undefined) return;
    const start = at + match.index + whole.lastIndexOf(digits);
    this.#findings.push({ at: start, length: digits.length, offset, base, type, symbol });
  }

  #forget(name: string): void {
    const register = this.#register(name);
    if (register !== undefined) this.#ties.delete(register);
  }
}
