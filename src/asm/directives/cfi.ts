/**
 * The `.cfi_*` directives: they record what cfi.ts writes at the end. `as` manual, "CFI directives".
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import type { Fde } from '../cfi.ts';
import { CFA, DATA_ALIGN, DW_EH_PE_omit } from '../cfi.ts';
import { isNamePart, isNameStart } from '../chars.ts';
import { core } from '../core/engine.ts';
import { renewViews } from '../core/memory.ts';
import { NO_VALUE, type Value } from '../symbol.ts';
import { readSymbolName } from './symbol-names.ts';
import type { Directive } from './table.ts';

/** A directive inside a procedure. */
function inside(apply: (a: Assembler, fde: Fde) => void): Directive {
  return (a) => {
    const fde = a.frames.open(a.sub);
    if (!fde) {
      const at = a.statementAt - a.shift;
      const before = a.text.slice(at, a.p).trimEnd();
      // a statement that was read as bytes has no text
      const name = before.slice(Math.max(0, before.lastIndexOf('.')));
      a.error(at, messages.cfiMisplaced(name || 'the directive'), name.length);
      return;
    }
    apply(a, fde);
  };
}

/** A register by name or DWARF number; undefined after reporting an error. */
function register(a: Assembler): number | undefined {
  if (a.skipBlanks() === PERCENT) a.p++;
  const c = a.skipBlanks();
  const start = a.p;
  if (!isNameStart(c)) {
    const value = number(a, 'a register');
    if (value !== undefined && value >= 0) return value;
    if (value !== undefined) a.error(start, messages.expected('a register'));
    return undefined;
  }
  let to = start;
  while (to < a.end && isNamePart(a.text.charCodeAt(to))) to++;
  const written = a.text.slice(start, to);
  const known = registerNumber((a.aliasOf(written) ?? written).toLowerCase());
  if (known === undefined) {
    a.errorHere(messages.expected('a register'));
    return undefined;
  }
  a.p = to;
  return known;
}

const PERCENT = 37;

const SPECIAL: Readonly<Record<string, number>> = {
  sp: 31,
  wsp: 31,
  lr: 30,
  fp: 29,
  ip0: 16,
  ip1: 17,
  // clang saves it in streaming functions; GNU as does not know it
  vg: 46,
};

/** DWARF numbers: x0-x30, sp 31, v0-v31 from 64 on. AADWARF64 4.1. */
function registerNumber(name: string): number | undefined {
  const special = SPECIAL[name];
  if (special !== undefined) return special;
  const match = /^([xwbhsdq])(\d|[12]\d|3[01])$/.exec(name);
  if (!match) return undefined;
  const n = Number(match[2]);
  if (/[xw]/.test(match[1] ?? '')) return n === 31 ? undefined : n;
  return 64 + n;
}

function number(a: Assembler, what: string, optional = false): number | undefined {
  const value = optional ? a.readOptional(what) : a.readConstant(what);
  return value === undefined ? undefined : Number(value);
}

function separator(a: Assembler): boolean {
  if (a.comma()) return true;
  a.errorHere(messages.expected("','"));
  return false;
}

/** op register, offset */
function registerOffset(op: number, adjust: (fde: Fde, offset: number) => number = (_, o) => o): Directive {
  return inside((a, fde) => {
    const r = register(a);
    if (r === undefined || !separator(a)) return;
    const offset = number(a, 'the offset');
    if (offset === undefined) return;
    if (op === CFA.defCfa) fde.cfaOffset = offset;
    else if (adjust(fde, offset) % DATA_ALIGN !== 0) {
      a.errorHere(messages.notAligned('offset', String(adjust(fde, offset)), -DATA_ALIGN));
      return;
    }
    a.frames.add(fde, op, r, adjust(fde, offset));
    a.endOfStatement();
  });
}

/** op register {, register} */
function registers(op: number): Directive {
  return inside((a, fde) => {
    do {
      const r = register(a);
      if (r === undefined) return;
      a.frames.add(fde, op, r, 0);
    } while (op !== CFA.defCfaRegister && a.comma());
    a.endOfStatement();
  });
}

function cfaOffset(relative: boolean): Directive {
  return inside((a, fde) => {
    const offset = number(a, 'the offset', true);
    if (offset === undefined) return;
    fde.cfaOffset = relative ? fde.cfaOffset + offset : offset;
    a.frames.add(fde, CFA.defCfaOffset, fde.cfaOffset, 0);
    a.endOfStatement();
  });
}

const plain = (op: number, apply: (a: Assembler, fde: Fde) => void = () => undefined): Directive =>
  inside((a, fde) => {
    apply(a, fde);
    a.frames.add(fde, op, 0, 0);
    a.endOfStatement();
  });

function restoreState(a: Assembler, fde: Fde): void {
  if (core.restoreOffset(fde.id) === 0)
    a.error(a.statementAt - a.shift, messages.misplaced('.cfi_restore_state', 'has no .cfi_remember_state'));
}

/** `.cfi_personality encoding [, expression]`, `.cfi_lsda` */
function pointer(field: 'personality' | 'lsda'): Directive {
  return inside((a, fde) => {
    const at = a.p;
    const encoding = number(a, 'the encoding');
    if (encoding === undefined) return;
    if (encoding === DW_EH_PE_omit) {
      fde.own()[field] = undefined;
      a.endOfStatement();
      return;
    }
    if (!isEncoding(a, encoding, at) || !separator(a)) return;
    const value = expression(a);
    if (!value) return;
    fde.own()[field] = { encoding, value };
    a.endOfStatement();
  });
}

/** Whether pointers of this encoding can be written, or an error is reported at text[at]. */
function isEncoding(a: Assembler, encoding: number, at: number): boolean {
  const isKnown = encoding <= 0xff && [0, 2, 3, 4].includes(encoding & 7) && [0, 0x10].includes(encoding & 0x70);
  if (!isKnown) a.error(at, messages.badParameter(`pointer encoding 0x${encoding.toString(16)} is not supported`));
  return isKnown;
}

function expression(a: Assembler): Value | undefined {
  a.skipBlanks();
  return a.readExpression() ? a.expression.value() : undefined;
}

const escapeBytes = inside((a, fde) => {
  const values: Value[] = [];
  if (a.skipBlanks() === 0) {
    a.errorHere(messages.assumed('a byte of 0'));
    a.frames.add(fde, CFA.escape, 0, 0, { values: [NO_VALUE], name: '' });
    return;
  }
  do {
    const value = expression(a);
    if (!value) return;
    values.push(value);
  } while (a.comma());
  a.frames.add(fde, CFA.escape, 0, 0, { values, name: '' });
  a.endOfStatement();
});

const encodedAddress = inside((a, fde) => {
  const r = register(a);
  if (r === undefined || !separator(a)) return;
  const at = a.p;
  const encoding = number(a, 'the encoding');
  if (encoding === undefined || !isEncoding(a, encoding, at) || !separator(a)) return;
  const value = expression(a);
  if (!value) return;
  a.frames.add(fde, CFA.encodedAddress, r, encoding, { values: [value], name: '' });
  a.endOfStatement();
});

function startProcedure(a: Assembler): void {
  if (a.sub.procedure >= 0) {
    a.error(a.statementAt - a.shift, messages.misplaced('.cfi_startproc', 'stands inside another procedure'), 14);
    return;
  }
  a.skipBlanks();
  const simple = a.text.startsWith('simple', a.p);
  if (simple) a.p += 6;
  a.endOfStatement();
  a.frames.start(a, simple);
}

const endProcedure = inside((a, fde) => {
  a.frames.end(fde);
  a.endOfStatement();
});

/** `.cfi_sections list` */
function sections(a: Assembler): void {
  let eh = false;
  let debug = false;
  let sframe = false;
  for (let more = a.skipBlanks() !== 0; more; more = a.comma()) {
    a.skipBlanks();
    const start = a.p;
    while (a.p < a.end && isNamePart(a.text.charCodeAt(a.p))) a.p++;
    const name = a.text.slice(start, a.p);
    // any end will do, but GNU as knows of one more
    if (/^\.eh_frame(?!_entry)/.test(name)) eh = true;
    else if (name.startsWith('.debug_frame')) debug = true;
    else if (name.startsWith('.sframe')) sframe = true;
    else {
      a.error(start, messages.unknownOperand('section', name), Math.max(1, name.length));
      return;
    }
  }
  if (a.frames.count > 0 && eh && !a.frames.sections.eh)
    a.errorHere(messages.misplaced('.cfi_sections', 'asks for .eh_frame, which procedures before it are not in'));
  a.frames.ask({ eh, debug, sframe });
  a.endOfStatement();
}

export const cfi: readonly (readonly [string, Directive])[] = [
  ['.cfi_sections', sections],
  ['.cfi_startproc', startProcedure],
  ['.cfi_endproc', endProcedure],
  ['.cfi_def_cfa', registerOffset(CFA.defCfa)],
  ['.cfi_def_cfa_register', registers(CFA.defCfaRegister)],
  ['.cfi_def_cfa_offset', cfaOffset(false)],
  ['.cfi_adjust_cfa_offset', cfaOffset(true)],
  ['.cfi_offset', registerOffset(CFA.offset)],
  ['.cfi_rel_offset', registerOffset(CFA.offset, (fde, offset) => offset - fde.cfaOffset)],
  ['.cfi_val_offset', registerOffset(CFA.valOffset)],
  [
    '.cfi_register',
    inside((a, fde) => {
      const first = register(a);
      if (first === undefined || !separator(a)) return;
      const second = register(a);
      if (second === undefined) return;
      a.frames.add(fde, CFA.register, first, second);
      a.endOfStatement();
    }),
  ],
  [
    '.cfi_return_column',
    inside((a, fde) => {
      const r = register(a);
      if (r === undefined) return;
      if (r > 255) a.errorHere(messages.outOfRange('return column', String(r), '0', '255'));
      fde.own().returnColumn = r;
      a.frames.mark(fde);
      a.endOfStatement();
    }),
  ],
  ['.cfi_restore', registers(CFA.restore)],
  ['.cfi_undefined', registers(CFA.undefined)],
  ['.cfi_same_value', registers(CFA.sameValue)],
  [
    '.cfi_remember_state',
    plain(CFA.rememberState, (_, fde) => {
      core.saveOffset(fde.id);
      renewViews();
    }),
  ],
  ['.cfi_restore_state', plain(CFA.restoreState, restoreState)],
  ['.cfi_negate_ra_state', plain(CFA.negateRaState)],
  ['.cfi_window_save', plain(CFA.negateRaState)],
  ['.cfi_escape', escapeBytes],
  [
    '.cfi_signal_frame',
    inside((a, fde) => {
      fde.own().signal = true;
      a.frames.mark(fde);
      a.endOfStatement();
    }),
  ],
  [
    '.cfi_b_key_frame',
    inside((a, fde) => {
      fde.own().bKey = true;
      a.endOfStatement();
    }),
  ],
  [
    '.cfi_mte_tagged_frame',
    inside((a, fde) => {
      fde.own().mteTagged = true;
      a.endOfStatement();
    }),
  ],
  ['.cfi_personality', pointer('personality')],
  ['.cfi_lsda', pointer('lsda')],
  ['.cfi_val_encoded_addr', encodedAddress],
  [
    '.cfi_label',
    inside((a, fde) => {
      // made when the frames are written: its place in the symbol table is after their mapping symbols
      a.skipBlanks();
      const pos = a.pos(a.p);
      const name = readSymbolName(a);
      if (name === undefined) return;
      a.frames.add(fde, CFA.label, 0, 0, { values: [], name, pos });
      a.endOfStatement();
    }),
  ],
];
