/** Messages of kexec/ and verify/: A64-E0800 to A64-E0899. */
import type { Message } from '../diagnostic.ts';

function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

export function noSymbol(file: string, name: string): Message {
  return { severity: 'error', code: 'A64-E0800', text: `${file} does not define '${name}'` };
}

export function emptyBlob(file: string, start: bigint, end: bigint, entry: bigint): Message {
  return {
    severity: 'error',
    code: 'A64-E0801',
    text: `${file}: the entry ${hex(entry)} is not in the relocation code, [${hex(start)}, ${hex(end)})`,
  };
}

export function noBytes(file: string, start: bigint, end: bigint): Message {
  return { severity: 'error', code: 'A64-E0802', text: `${file} has no bytes at [${hex(start)}, ${hex(end)})` };
}

export function unreadable(path: string, why: string): Message {
  return { severity: 'error', code: 'A64-E0803', text: `cannot read ${path}: ${why}` };
}

export function outOfPages(what: string): Message {
  return { severity: 'error', code: 'A64-E0804', text: `the old kernel has no page left for ${what}` };
}

export function doesNotFit(why: string): Message {
  return { severity: 'error', code: 'A64-E0805', text: why };
}

export function noStructure(path: string): Message {
  return { severity: 'error', code: 'A64-E0806', text: `${path} exports no structure` };
}

export function unknownMember(path: string, name: string, known: readonly string[]): Message {
  return {
    severity: 'error',
    code: 'A64-E0807',
    text: `${path}: nothing is known that belongs into member '${name}'`,
    hint: `known names: ${known.join(', ')}; or export a function values(facts) that gives all members`,
  };
}

export function unwritable(path: string, why: string): Message {
  return { severity: 'error', code: 'A64-E0808', text: `cannot write ${path}: ${why}` };
}
