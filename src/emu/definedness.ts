/**
 * Values that nothing has defined (class 13), followed through registers and memory.
 *
 * Enters: blocks that read a register, or flags, or memory, without a defined value; they are executed one instruction at a time by
 * `step`. Leaves: an observation when such a value decides something (an address, a branch, a system register): saving and
 * restoring it decides nothing. While everything a block reads is defined, none of this runs.
 */
import type { Site } from './api.ts';
import type { Block } from './blocks.ts';
import { SLOT } from './cpu-state.ts';
import type { Dependencies, Source, Use } from './dependencies.ts';
import type { Engine } from './engine.ts';

/** Thrown by a load of undefined bytes outside `step`: the instruction is to be executed again by `step`. */
export const RETRACE = { retrace: true } as const;

const FLAGS = 32;

function registerName(n: number): string {
  return n === FLAGS ? 'NZCV' : n === 31 ? 'SP' : `X${n}`;
}

export class Definedness {
  /** An instruction is being followed: loads note, stores mark. */
  following = false;
  /** Elements that the instruction stores and that have no defined value: bits 0 and 1. */
  storeUndefined = 0;
  /** For each register and the flags: the load that brought its undefined value, if one did. */
  private readonly origins: (Site | undefined)[] = new Array(33).fill(undefined);
  private readonly e: Engine;

  constructor(engine: Engine) {
    this.e = engine;
  }

  /** Whether the block needs `step`. */
  concerns(block: Block): boolean {
    const { r } = this.e.cpu;
    return ((r[SLOT.undefined] as number) & block.reads) !== 0 || (r[SLOT.undefinedFlags] !== 0 && block.readsFlags);
  }

  /** What `count` instructions of the block have written is defined now. */
  noteWrites(block: Block, count: number): void {
    const { r } = this.e.cpu;
    if (r[SLOT.undefined] === 0 && r[SLOT.undefinedFlags] === 0) return;
    if (count >= block.count) {
      r[SLOT.undefined] = (r[SLOT.undefined] as number) & ~block.writes;
      if (block.setsFlags) r[SLOT.undefinedFlags] = 0;
      return;
    }
    for (let i = 0; i < count; i++) {
      const d = block.dependencies[i] as Dependencies;
      r[SLOT.undefined] = (r[SLOT.undefined] as number) & ~d.writes;
      if (d.setsFlags !== undefined) r[SLOT.undefinedFlags] = 0;
    }
  }

  private tainted(source: Source, mask: number, flags: boolean): boolean {
    return (source.registers & mask) !== 0 || (source.flags && flags);
  }

  private originOf(source: Source, mask: number): number {
    const hit = source.registers & mask;
    return hit === 0 ? FLAGS : 31 - Math.clz32(hit & -hit);
  }

  /** Executes a block of one instruction; `run` does it. */
  step(block: Block, run: () => void): void {
    const { r } = this.e.cpu;
    const d = block.dependencies[0] as Dependencies;
    for (const { use, source } of d.uses) this.checkUse(use, source);
    const mask = r[SLOT.undefined] as number;
    const flags = r[SLOT.undefinedFlags] !== 0;
    const site = this.e.siteAt(block);
    this.following = true;
    d.stores.forEach((source, element) => {
      if (this.tainted(source, mask, flags)) this.storeUndefined |= 1 << element;
    });
    if (this.storeUndefined !== 0) this.e.mmu.tlb.fill(-1);
    r[SLOT.undefinedLoad] = 0;
    try {
      run();
    } finally {
      this.following = false;
      this.storeUndefined = 0;
    }
    this.settle(d, mask, flags, site);
  }

  private settle(d: Dependencies, mask: number, flags: boolean, site: Site): void {
    const { r } = this.e.cpu;
    const loaded = r[SLOT.undefinedLoad] as number;
    for (const { register, source } of d.sets) {
      const bad = this.tainted(source, mask, flags) || (source.memory & loaded) !== 0;
      const bit = 1 << register;
      r[SLOT.undefined] = bad ? (r[SLOT.undefined] as number) | bit : (r[SLOT.undefined] as number) & ~bit;
      if (bad)
        this.origins[register] = (source.memory & loaded) !== 0 ? site : this.origins[this.originOf(source, mask)];
    }
    if (d.setsFlags === undefined) return;
    const bad = this.tainted(d.setsFlags, mask, flags);
    r[SLOT.undefinedFlags] = bad ? 1 : 0;
    if (bad) this.origins[FLAGS] = this.origins[this.originOf(d.setsFlags, mask)];
  }

  /** Reports the use of an undefined value once, and takes it for defined from then on. */
  private checkUse(use: Use, source: Source): void {
    const { r } = this.e.cpu;
    const mask = r[SLOT.undefined] as number;
    const flags = r[SLOT.undefinedFlags] !== 0;
    if (!this.tainted(source, mask, flags)) return;
    const n = this.originOf(source, mask);
    const origin = this.origins[n];
    const { log } = this.e;
    if (origin !== undefined) log.report('undefined-memory', this.e.site(), { use }, { cause: origin });
    else log.report('undefined-register', this.e.site(), { register: registerName(n), use });
    if (n === FLAGS) r[SLOT.undefinedFlags] = 0;
    else r[SLOT.undefined] = mask & ~source.registers;
  }
}
