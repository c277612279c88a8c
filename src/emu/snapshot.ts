/**
 * Snapshot and restore: everything the guest can see, and everything the model knows.
 *
 * Enters: a machine between two instructions. Leaves: a Snapshot that can be restored into the same machine any number of times. Memory
 * is kept by 4 KiB pages that somebody has touched. Devices other than the timer keep their state: they are outside.
 */
import type { CpuState } from './cpu-state.ts';
import type { Engine } from './engine.ts';

export interface Snapshot {
  readonly pages: ReadonlyMap<
    number,
    { readonly bytes: Uint8Array; readonly state: Int32Array; readonly writer: Int32Array }
  >;
  readonly lines: ReturnType<Engine['lines']['save']>;
  readonly cpu: ReturnType<CpuState['save']>;
  readonly sysregs: ReturnType<Engine['sysregs']['save']>;
  readonly mmu: ReturnType<Engine['mmu']['save']>;
  readonly undefinedBits: ReturnType<Engine['definedness']['save']>;
  readonly steps: number;
  readonly observations: number;
  /** What puts each device back. */
  readonly devices: readonly ((() => void) | undefined)[];
}

const PAGE = 4096;

/** Whether a page may hold anything: by its lines' states where the model keeps them. */
function touched({ lines, modelled }: Engine, page: number, per: number): boolean {
  if (lines.state.subarray(page * per, (page + 1) * per).some((s) => s !== 0)) return true;
  const first = (page * PAGE) >>> 2;
  return !modelled && lines.i32.subarray(first, first + (PAGE >>> 2)).some((word) => word !== 0);
}

/** Copies the state of the machine. */
export function takeSnapshot(engine: Engine): Snapshot {
  const { lines } = engine;
  const per = PAGE >>> lines.shift || 1;
  const pages = new Map<number, { bytes: Uint8Array; state: Int32Array; writer: Int32Array }>();
  for (let page = 0; page * PAGE < lines.size; page++) {
    const first = page * per;
    if (!touched(engine, page, per)) continue;
    pages.set(page, {
      bytes: lines.u8.slice(page * PAGE, (page + 1) * PAGE),
      state: lines.state.slice(first, first + per),
      writer: lines.writer.slice(first, first + per),
    });
  }
  return {
    pages,
    lines: lines.save(),
    cpu: engine.cpu.save(),
    sysregs: engine.sysregs.save(),
    mmu: engine.mmu.save(),
    undefinedBits: engine.definedness.save(),
    steps: engine.steps,
    observations: engine.log.list.length,
    devices: [...engine.bus.devices, ...engine.system.registerDevices].map((d) => d.save?.()),
  };
}

/** Puts the machine back. Observations made since are dropped. */
export function restoreSnapshot(engine: Engine, snapshot: Snapshot): void {
  const { lines } = engine;
  const per = PAGE >>> lines.shift || 1;
  engine.blocks.clear();
  for (let page = 0; page * PAGE < lines.size; page++) {
    const saved = snapshot.pages.get(page);
    const first = page * per;
    if (saved !== undefined) {
      lines.u8.set(saved.bytes, page * PAGE);
      lines.state.set(saved.state, first);
      lines.writer.set(saved.writer, first);
    } else if (touched(engine, page, per)) {
      lines.u8.fill(0, page * PAGE, (page + 1) * PAGE);
      lines.state.fill(0, first, first + per);
    }
  }
  lines.restore(snapshot.lines);
  engine.cpu.restore(snapshot.cpu);
  engine.sysregs.restore(snapshot.sysregs);
  engine.mmu.restore(snapshot.mmu);
  for (const putBack of snapshot.devices) putBack?.();
  engine.definedness.restore(snapshot.undefinedBits);
  engine.rewindTo(snapshot.steps);
  engine.interruptsChanged();
  engine.log.truncate(snapshot.observations);
  // code marks in the restored states belong to blocks that are gone: harmless, the next store clears them
}
