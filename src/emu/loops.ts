/**
 * Loops that end only on equality (class 15): which branches deserve a check at run time.
 *
 * Enters: the instructions of a block with their dependency records. Leaves: for a backward B.NE or CBNZ at its end, what to watch:
 * the last comparison, when one side steps by addition (or writeback) in the block and neither comes from memory; or the register that
 * counts down. Generated code then notices when the order of the two sides turns round without their having been equal.
 */
import type { Fields } from '../isa/ir.ts';
import type { Dependencies } from './dependencies.ts';

export interface BlockInstruction {
  readonly mnemonic: string;
  readonly fields: Fields;
  readonly dependencies: Dependencies;
}

/** 'flags': the operands of the subtraction that set the flags; a number: that register against zero. */
export type LoopCheck = 'flags' | number | undefined;

/** Registers that the block steps: `add`, `sub` or an access with writeback, of the register itself. */
function stepped(block: readonly BlockInstruction[]): number {
  let mask = 0;
  for (const { mnemonic, dependencies } of block) {
    if (!/^(add|sub|adds|subs|ld|st)/.test(mnemonic)) continue;
    for (const set of dependencies.sets) {
      if (set.source.memory === 0 && (set.source.registers & (1 << set.register)) !== 0) mask |= 1 << set.register;
    }
  }
  return mask;
}

function fromMemory(block: readonly BlockInstruction[]): number {
  let mask = 0;
  for (const { dependencies } of block)
    for (const set of dependencies.sets) if (set.source.memory !== 0) mask |= 1 << set.register;
  return mask;
}

/**
 * What to watch at a forward B.EQ or CBZ that is the only way out of a loop: `before` are the block's instructions up to it,
 * `body` those from there to the unconditional branch back.
 */
export function exitCheck(before: readonly BlockInstruction[], body: readonly BlockInstruction[]): LoopCheck {
  const last = before[before.length - 1];
  const whole = [...before, ...body];
  const steps = stepped(whole);
  const loads = fromMemory(whole);
  if (last?.mnemonic === 'cbz') {
    const register = last.fields.Rt ?? 31;
    return register < 31 && (steps & ~loads & (1 << register)) !== 0 ? register : undefined;
  }
  if (last?.mnemonic !== 'b.eq') return undefined;
  const compare = before.findLast((i) => i.dependencies.setsFlags !== undefined);
  const source = compare?.dependencies.setsFlags;
  if (source === undefined || compare?.mnemonic !== 'subs' || source.memory !== 0) return undefined;
  return (source.registers & loads) === 0 && (source.registers & steps) !== 0 ? 'flags' : undefined;
}

/** What to watch at the branch that ends the block. `backward`: it goes to its own or a lower address. */
export function loopCheck(block: readonly BlockInstruction[], backward: boolean): LoopCheck {
  const last = block[block.length - 1];
  if (last === undefined || !backward) return undefined;
  const steps = stepped(block);
  const loads = fromMemory(block);
  if (last.mnemonic === 'cbnz') {
    const register = last.fields.Rt ?? 31;
    return register < 31 && (steps & (1 << register)) !== 0 && (loads & (1 << register)) === 0 ? register : undefined;
  }
  if (last.mnemonic !== 'b.ne') return undefined;
  for (let i = block.length - 2; i >= 0; i--) {
    const source = block[i]?.dependencies.setsFlags;
    if (source === undefined) continue;
    const compares = block[i]?.mnemonic === 'subs' && source.memory === 0 && (source.registers & loads) === 0;
    return compares && (source.registers & steps) !== 0 ? 'flags' : undefined;
  }
  return undefined;
}
