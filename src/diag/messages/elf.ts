/**
 * Message texts of the ELF and archive readers (A64-E0600 and up).
 *
 * A binary has no lines: the text opens with the file's name and says which table and which entry, the value found and
 * what is permitted.
 */
import type { Message } from '../diagnostic.ts';

const error = (code: string, text: string): Message => ({ severity: 'error', code, text });
const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

export const notElf = (file: string): Message =>
  error('A64-E0600', `${file}: not an ELF file (no \\x7fELF at its start)`);

export const truncated = (file: string, what: string, end: number | bigint, size: number): Message =>
  error('A64-E0601', `${file}: ${what} ends at ${hex(end)}, after the file's end at ${hex(size)}`);

export const wrongField = (
  file: string,
  where: string,
  field: string,
  value: number | bigint,
  allowed: string,
): Message => error('A64-E0602', `${file}: ${where}: ${field} is ${hex(value)}, must be ${allowed}`);

export const badName = (file: string, where: string, offset: number, size: number): Message =>
  error('A64-E0603', `${file}: ${where}: name offset ${hex(offset)} is not in [0, ${hex(size)})`);

export const badString = (file: string, where: string): Message =>
  error('A64-E0604', `${file}: ${where}: the string table does not end in a zero byte`);

export const badSymbolIndex = (file: string, where: string, index: number, count: number): Message =>
  error('A64-E0605', `${file}: ${where}: symbol ${index} is not in [0, ${count - 1}]`);

export const badRelocOffset = (file: string, where: string, offset: bigint, size: number): Message =>
  error('A64-E0606', `${file}: ${where}: offset ${hex(offset)} lies outside its section of ${hex(size)} bytes`);

export const badGroup = (file: string, where: string, member: number): Message =>
  error('A64-E0607', `${file}: ${where}: member ${member} is not a section of the file`);

export const archiveMember = (file: string, at: number, what: string): Message =>
  error('A64-E0610', `${file}: archive member at ${hex(at)}: ${what}`);

export const archiveTruncated = (file: string, at: number, end: number, size: number): Message =>
  error('A64-E0611', `${file}: archive member at ${hex(at)} ends at ${hex(end)}, after the file's end at ${hex(size)}`);
