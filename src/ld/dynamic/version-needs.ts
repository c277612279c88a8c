/**
 * .gnu.version_r: the versions of libraries' symbols that the output was linked against (LSB, "Version Requirements").
 *
 * Enters: the dynamic symbols, in the table's order. Leaves: for each symbol of a versioned library its version index, counted on behind the output's
 * own versions; the section's contents. GNU ld puts each new file, and each new version of a file, before those that it has.
 */
import { sysvHash, VER_FLG_BASE } from './versions.ts';

export interface NeededVersion {
  readonly name: string;
  readonly flags: number;
  readonly index: number;
}

/** What of a dynamic symbol counts here. */
export interface VersionedSymbol {
  readonly library:
    | {
        readonly library: { readonly soname: string };
        readonly version: { readonly name: string; readonly flags: number } | undefined;
      }
    | undefined;
  /** Its index in .gnu.version. */
  version: number;
}

export interface VersionNeed {
  readonly soname: string;
  readonly versions: NeededVersion[];
}

const VERNEED = 16;
const VERNAUX = 16;

/** A C library that has this version applies .relr.dyn; the dynamic linker refuses a program that has the one and does not ask for the other. */
const RELR_VERSION = 'GLIBC_ABI_DT_RELR';

/** Number the versions that `symbols` need; `next` is the first free index. `relr`: the output has .relr.dyn. */
export function planVersionNeeds(symbols: readonly VersionedSymbol[], next: number, relr: boolean): VersionNeed[] {
  const needs: VersionNeed[] = [];
  let index = next;
  for (const symbol of symbols) {
    const version = symbol.library?.version;
    if (!symbol.library || !version || version.flags & VER_FLG_BASE) continue;
    const { soname } = symbol.library.library;
    let need = needs.find((n) => n.soname === soname);
    if (!need) {
      need = { soname, versions: [] };
      needs.unshift(need);
    }
    let known = need.versions.find((v) => v.name === version.name);
    if (!known) {
      known = { name: version.name, flags: version.flags, index: index++ };
      need.versions.unshift(known);
    }
    symbol.version = known.index;
  }
  const glibc = relr
    ? needs.find(({ versions }) => versions.some(({ name }) => name.startsWith('GLIBC_2.')))
    : undefined;
  glibc?.versions.unshift({ name: RELR_VERSION, flags: 0, index });
  return needs;
}

/** Size of .gnu.version_r in bytes. */
export const versionNeedsSize = (needs: readonly VersionNeed[]): number =>
  needs.reduce((sum, { versions }) => sum + VERNEED + VERNAUX * versions.length, 0);

/** Write .gnu.version_r. `offsetOf` gives places in .dynstr. */
export function writeVersionNeeds(
  needs: readonly VersionNeed[],
  offsetOf: (name: string) => number,
  into: Uint8Array,
  little: boolean,
): void {
  const data = new DataView(into.buffer, into.byteOffset, into.byteLength);
  let at = 0;
  needs.forEach(({ soname, versions }, i) => {
    const size = VERNEED + VERNAUX * versions.length;
    data.setUint16(at, 1, little);
    data.setUint16(at + 2, versions.length, little);
    [offsetOf(soname), VERNEED, i + 1 < needs.length ? size : 0].forEach((word, k) => {
      data.setUint32(at + 4 + 4 * k, word, little);
    });
    versions.forEach(({ name, flags, index }, k) => {
      const aux = at + VERNEED + VERNAUX * k;
      data.setUint32(aux, sysvHash(name), little);
      data.setUint16(aux + 4, flags, little);
      data.setUint16(aux + 6, index, little);
      data.setUint32(aux + 8, offsetOf(name), little);
      data.setUint32(aux + 12, k + 1 < versions.length ? VERNAUX : 0, little);
    });
    at += size;
  });
}
