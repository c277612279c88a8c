/**
 * What blocks in WebAssembly call: the names and types of their imports, in the order of their function indices.
 *
 * Parameters are int32, results too. 64-bit values go through AT.arguments, results that are wide through the mailbox of CpuState
 * (SLOT.out). The last parameter of most is the index of the calling instruction in its block; PC has been stored before the call.
 */
import { type FunctionType, TYPE, type ValueType } from './encoder.ts';

/** Number of parameters, and of results. */
const SHAPES = {
  load: [5, 0],
  store: [5, 0],
  loadPair: [5, 0],
  storePair: [5, 0],
  storeExclusive: [6, 1],
  clearExclusive: [0, 0],
  atomic: [6, 0],
  compareSwap: [6, 0],
  spAlignment: [1, 0],
  floatAccess: [1, 0],
  crc32: [5, 1],
  readSystemRegister: [2, 0],
  writeSystemRegister: [4, 0],
  writePstateField: [4, 0],
  barrier: [3, 0],
  systemOperation: [5, 0],
  hint: [2, 0],
  exceptionInstruction: [3, 0],
  exceptionReturn: [2, 0],
  undefinedInstruction: [2, 0],
  notModelled: [2, 0],
} as const;

export type HostCallName = keyof typeof SHAPES;

/** The functions behind the names. */
export type HostCalls = Readonly<Record<HostCallName, (...values: number[]) => unknown>>;

const NAMES = Object.keys(SHAPES) as readonly HostCallName[];

/** Function index of an import. */
export function hostCallIndex(name: HostCallName): number {
  return NAMES.indexOf(name);
}

const words = (count: number): ValueType[] => new Array<ValueType>(count).fill(TYPE.i32);

/** Type 0: () → (); then one for each import. */
export const HOST_TYPES: readonly FunctionType[] = [
  { parameters: [], results: [] },
  ...Object.values(SHAPES).map(([parameters, results]) => ({ parameters: words(parameters), results: words(results) })),
];

export const HOST_IMPORTS = NAMES.map((name, i) => ({ name, type: i + 1 }));
