/**
 * Messages of the instruction table (codes A64-E0100 to A64-E0199). One function a message; rooms report, this file words.
 */

import type { Message } from '../diagnostic.ts';

function error(code: string, text: string, hint?: string): Message {
  return hint === undefined ? { severity: 'error', code, text } : { severity: 'error', code, text, hint };
}

export function unknownMnemonic(name: string, similar: string | undefined): Message {
  return error('A64-E0100', `unknown mnemonic '${name}'`, similar ? `did you mean '${similar}'?` : undefined);
}

/** `add.2d` with `v0.2d`, or without a vector register. */
export function misplacedSuffix(mnemonic: string): Message {
  return error('A64-E0102', `the suffix of '${mnemonic}' is for vector registers without one of their own`);
}

/** The operands' text has no shape: a missing comma, an unclosed bracket. */
export function badOperandText(text: string): Message {
  return error('A64-E0101', text);
}

export function wrongOperand(
  mnemonic: string,
  position: number,
  expected: string,
  written: string,
  hint?: string,
): Message {
  return error('A64-E0102', `operand ${position} of '${mnemonic}' must be ${expected}, not '${written}'`, hint);
}

export function operandCount(mnemonic: string, expected: string, got: number): Message {
  return error('A64-E0103', `'${mnemonic}' takes ${expected}, not ${got}`);
}

export function immediateRange(
  value: bigint | number,
  low: bigint | number,
  high: bigint | number,
  also = '',
): Message {
  return error('A64-E0104', `immediate ${value} is not in [${low}, ${high}]${also}`);
}

export function immediateMultiple(value: bigint | number, multiple: number): Message {
  return error('A64-E0105', `immediate ${value} is not a multiple of ${multiple}`);
}

/** `feature` is a requirement of features.ts: names joined by | and &; 'v8.4-a' is an architecture. */
export function unsupported(statement: string, feature: string): Message {
  const plain = feature.replace(/[()]/g, '');
  const words = plain.replace(/\s*\|\s*/g, "' or '").replace(/\s*&\s*/g, "' and '");
  // one way to have it: the first of alternatives
  const remedies = plain.split('&').map((part) => {
    const name = part.split('|')[0]?.trim() ?? '';
    return name.endsWith('-a') ? `.arch arm${name}` : `.arch_extension ${name}`;
  });
  const kind = /^v[89]/.test(plain) ? 'architecture' : 'extension';
  return error(
    'A64-E0106',
    `selected processor does not support '${statement}'`,
    `needs the ${kind} '${words}': ${remedies.join(', ')}`,
  );
}

export function notEncodable(mnemonic: string, why: string): Message {
  return error('A64-E0107', `'${mnemonic}' has no encoding for these operands: ${why}`);
}

export function missingOperand(mnemonic: string, position: number, expected: string): Message {
  return error('A64-E0108', `operand ${position} of '${mnemonic}' is missing: ${expected} expected`);
}

export function notConstant(written: string, expected: string): Message {
  return error('A64-E0109', `'${written}' is not a constant; ${expected} expected`);
}

export function badImmediate(value: bigint | number | string, why: string): Message {
  return error('A64-E0110', `immediate ${value} ${why}`);
}

export function inconsistent(mnemonic: string, position: number, written: string, why: string): Message {
  return error(
    'A64-E0111',
    `operand ${position} of '${mnemonic}', '${written}', does not go with the operands before it: ${why}`,
  );
}

export function badOffset(value: bigint | number, low: number, high: number, multiple: number): Message {
  const every = multiple > 1 ? ` in steps of ${multiple}` : '';
  return error('A64-E0112', `offset ${value} is not in [${low}, ${high}]${every}`);
}

export function badModifier(modifier: string, mnemonic: string): Message {
  return error('A64-E0113', `relocation operator ':${modifier}:' cannot be used here in '${mnemonic}'`);
}

export function registerMessage(what: string, hint?: string): Message {
  return error('A64-E0114', what, hint);
}

export function unknownName(what: string, name: string, similar: string | undefined): Message {
  return error('A64-E0115', `unknown ${what} '${name}'`, similar ? `did you mean '${similar}'?` : undefined);
}

export function sysregUnsupported(name: string, feature: string): Message {
  return error('A64-E0116', `selected processor does not support '${name}'`, `needs the extension '${feature}'`);
}

/** As GNU as: a warning. */
export function sysregAccess(name: string, write: boolean): Message {
  const text = write
    ? `writing to the read-only system register '${name}'`
    : `reading from the write-only system register '${name}'`;
  return { severity: 'warning', code: 'A64-E0117', text };
}

export function sysregRefused(name: string, write: boolean): Message {
  return error('A64-E0119', `system register '${name}' cannot be ${write ? 'written' : 'read'}`);
}

/** As GNU as: a warning. `size` in bytes. */
export function literalTruncated(value: bigint | number, size: number): Message {
  const text = `value ${value < 0 ? value : `0x${value.toString(16)}`} does not fit the ${size} bytes of the literal and is truncated`;
  return { severity: 'warning', code: 'A64-E0120', text };
}

/** As GNU as: a warning. */
export function unpredictable(what: string): Message {
  return { severity: 'warning', code: 'A64-E0118', text: `unpredictable: ${what}` };
}
