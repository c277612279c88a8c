/** Messages of `a64as run` and `a64as ptdump`: A64-E0850 to A64-E0869. */
import type { Message } from '../diagnostic.ts';

const error = (code: string, text: string): Message => ({ severity: 'error', code, text });
const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

export const cannotRead = (path: string, why: string): Message => error('A64-E0850', `cannot read ${path}: ${why}`);
export const wrongMachine = (path: string, machine: number): Message =>
  error('A64-E0851', `${path} is for machine ${machine}, not AArch64 (183)`);
export const notLoadable = (path: string): Message =>
  error('A64-E0852', `${path} is neither an ELF file nor an arm64 Image`);
export const notExecutable = (path: string): Message =>
  error('A64-E0853', `${path} has no segment to load: it is an object file, link it first`);
export const overlapping = (path: string, a: bigint, b: bigint): Message =>
  error('A64-E0854', `${path}: the segments at ${hex(a)} and ${hex(b)} overlap`);
export const outsideRam = (what: string): Message => error('A64-E0855', what);
export const truncated = (path: string, at: bigint): Message =>
  error('A64-E0856', `${path}: the segment at ${hex(at)} lies past the end of the file`);
export const badElf = (path: string, why: string): Message => error('A64-E0857', `${path}: ${why}`);
export const emptyImage = (path: string): Message => error('A64-E0858', `${path} is empty`);
export const notReached = (at: bigint, steps: number): Message =>
  error('A64-E0859', `${hex(at)} was not reached in ${steps} instructions`);
export const fileLarger = (path: string, at: bigint): Message =>
  error('A64-E0860', `${path}: the segment at ${hex(at)} has more bytes in the file than in memory`);
export const entryOutside = (path: string, entry: bigint): Message =>
  error('A64-E0861', `${path}: the entry ${hex(entry)} lies in none of the segments`);
