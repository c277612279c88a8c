/**
 * Which memory accesses of a block need one look-up between them.
 *
 * Enters: the accesses of a block whose addresses are a register's value at its start plus a constant. Leaves: groups by register and
 * direction. When the software TLB has the page of a whole group, the block runs in a version that does not ask again.
 */

export interface Access {
  /** Register at the block's start (31: SP). */
  readonly root: number;
  readonly offset: number;
  readonly bytes: number;
  /** The address must be a multiple of it. */
  readonly alignment: number;
  readonly write: boolean;
}

export interface Group {
  readonly root: number;
  readonly write: boolean;
  /** First byte, from the register's value; bytes up to the last. */
  readonly first: number;
  readonly span: number;
  readonly alignment: number;
}

/** A second version must save at least so many look-ups. */
const WORTH = 2;
const PAGE = 4096;

const keyOf = ({ root, write }: { readonly root: number; readonly write: boolean }): number =>
  2 * root + (write ? 1 : 0);

function groupOf(list: readonly Access[]): Group | undefined {
  const [one] = list;
  if (one === undefined) return undefined;
  const first = Math.min(...list.map((a) => a.offset));
  const last = Math.max(...list.map((a) => a.offset + a.bytes));
  const alignment = Math.max(...list.map((a) => a.alignment));
  const span = Math.ceil((last - first) / alignment) * alignment;
  const regular = list.every((a) => (a.offset - first) % a.alignment === 0);
  return regular && span <= PAGE ? { root: one.root, write: one.write, first, span, alignment } : undefined;
}

/** Groups by register and direction (see `find`); empty where a second version of the block is not worth it. */
export class Groups {
  readonly list: readonly Group[];
  private readonly byKey = new Map<number, Group>();

  constructor(accesses: readonly Access[]) {
    const lists = new Map<number, Access[]>();
    for (const access of accesses) {
      const list = lists.get(keyOf(access));
      if (list === undefined) lists.set(keyOf(access), [access]);
      else list.push(access);
    }
    let saved = 0;
    for (const [key, list] of lists) {
      const group = groupOf(list);
      if (group === undefined || list.length < 2) continue;
      this.byKey.set(key, group);
      saved += list.length - 1;
    }
    this.list = saved >= WORTH ? [...this.byKey.values()] : [];
  }

  find(access: Access): Group | undefined {
    return this.byKey.get(keyOf(access));
  }
}
