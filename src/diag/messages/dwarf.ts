/** Message texts of the DWARF reader (A64-E0650 to A64-E0699). */
import type { Message } from '../diagnostic.ts';

function error(code: string, text: string, hint?: string): Message {
  return hint === undefined ? { severity: 'error', code, text } : { severity: 'error', code, text, hint };
}

export const truncated = (section: string, offset: number, wanted: number, size: number): Message =>
  error('A64-E0650', `${section}: truncated: ${wanted} bytes wanted at offset ${offset}, the section has ${size}`);

export const compressed = (section: string): Message =>
  error(
    'A64-E0651',
    `${section}: the section is compressed`,
    "'objcopy --decompress-debug-sections' makes a readable copy",
  );

export const noDebugInfo = (section: string): Message =>
  error('A64-E0652', `there is no ${section} section`, 'compile with -g');

export const version = (section: string, offset: number, found: number, low: number, high: number): Message =>
  error('A64-E0653', `${section}: unit at offset ${offset}: version ${found} is not in [${low}, ${high}]`);

export const unknownForm = (offset: number, form: number): Message =>
  error('A64-E0654', `.debug_info: offset ${offset}: form 0x${form.toString(16)} is not known`);

export const unknownAbbreviation = (offset: number, code: number): Message =>
  error('A64-E0655', `.debug_info: offset ${offset}: abbreviation ${code} is not defined`);

export const badOffset = (section: string, offset: number, size: number): Message =>
  error('A64-E0656', `${section}: offset ${offset} is not in [0, ${size}]`);

export const badLineHeader = (offset: number, what: string): Message =>
  error('A64-E0657', `.debug_line: unit at offset ${offset}: ${what}`);

export const addressSize = (section: string, offset: number, size: number): Message =>
  error('A64-E0658', `${section}: unit at offset ${offset}: address size ${size} is not 4 or 8`);

export const badReference = (offset: number, target: number): Message =>
  error('A64-E0659', `.debug_info: offset ${offset}: the reference to ${target} leads to no entry`);

export const unsupportedRelocation = (section: string, offset: number, type: number): Message =>
  error('A64-E0660', `${section}: offset ${offset}: relocation type ${type} is none of a debug section`);

export const truncatedFile = (file: string, what: string, wanted: number, size: number): Message =>
  error('A64-E0661', `${file}: truncated: ${what} ends at ${wanted}, the file has ${size} bytes`);

export const wrongMachine = (file: string, machine: number): Message =>
  error('A64-E0662', `${file}: machine ${machine} is not 183 (AArch64)`);

export const badBtf = (what: string): Message => error('A64-E0663', `.BTF: ${what}`);
