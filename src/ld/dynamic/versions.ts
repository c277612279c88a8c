/**
 * Symbol versions: the nodes of VERSION and --version-script ("ld" manual, "VERSION Command"; gABI extensions of the LSB, "Symbol Versioning").
 *
 * Enters: nodes and symbols. Leaves: for each symbol its version index, or that it is local to the output; the contents of
 * .gnu.version_d. Index 0 is local, 1 the base version (the output's own name), nodes count from 2.
 */
import type { LinkContext } from '../context.ts';
import type { GlobalSymbol } from '../model.ts';
import type * as ast from '../script/ast.ts';
import { hasWildcard, matcher } from '../wildcard.ts';

export const VERSION_LOCAL = 0;
export const VERSION_BASE = 1;
/** In .gnu.version: not the default of its name (`name@VERSION`). */
export const VERSION_HIDDEN = 0x8000;

export interface Verdict {
  readonly local: boolean;
  readonly version: number;
}

interface Rule {
  readonly verdict: Verdict;
  readonly test: (name: string) => boolean;
}

/** Finds the node that speaks of a name. A name without wildcards goes before one with, and `*` comes last. */
export class VersionRules {
  readonly #literal = new Map<string, Verdict>();
  readonly #patterns: Rule[] = [];
  #rest: Verdict | undefined;
  /** Nodes with names, in order; node i has index i + 2. */
  readonly named: readonly ast.VersionNode[];

  constructor(nodes: readonly ast.VersionNode[]) {
    this.named = nodes.filter((node) => node.name !== '');
    for (const node of nodes) {
      const version = node.name === '' ? VERSION_BASE : this.named.indexOf(node) + 2;
      this.#add(node.global, { local: false, version });
      this.#add(node.local, { local: true, version: VERSION_LOCAL });
    }
  }

  #add(patterns: readonly ast.VersionPattern[], verdict: Verdict): void {
    for (const { pattern, literal } of patterns) {
      if (literal || !hasWildcard(pattern)) {
        if (!this.#literal.has(pattern)) this.#literal.set(pattern, verdict);
      } else if (pattern === '*') {
        if (!this.#rest || (this.#rest.local && !verdict.local)) this.#rest = verdict;
      } else this.#patterns.push({ verdict, test: matcher(pattern) });
    }
  }

  find(name: string): Verdict | undefined {
    return this.#literal.get(name) ?? this.#patterns.find((rule) => rule.test(name))?.verdict ?? this.#rest;
  }

  /** The index of a node by name; undefined when there is none. */
  index(name: string): number | undefined {
    const at = this.named.findIndex((node) => node.name === name);
    return at < 0 ? undefined : at + 2;
  }
}

/** `name@VERSION` or `name@@VERSION` split; undefined for a plain name. */
export function splitVersion(
  name: string,
): { readonly name: string; readonly version: string; readonly hidden: boolean } | undefined {
  const at = name.indexOf('@');
  if (at <= 0) return undefined;
  const isDefault = name[at + 1] === '@';
  return { name: name.slice(0, at), version: name.slice(at + (isDefault ? 2 : 1)), hidden: !isDefault };
}

/** The name under which the loader knows a symbol. */
export function dynamicName(context: LinkContext, symbol: GlobalSymbol): string {
  const name = context.symbols.nameOf(symbol);
  return splitVersion(name)?.name ?? name;
}

/** The hash of .hash and of version names (gABI, "Hash Table"). */
export function sysvHash(name: string): number {
  let h = 0;
  for (let i = 0; i < name.length; i++) {
    h = (Math.imul(h, 16) + name.charCodeAt(i)) >>> 0;
    const top = h & 0xf0000000;
    if (top !== 0) h ^= top >>> 24;
    h = (h & 0x0fffffff) >>> 0;
  }
  return h;
}

const VERDEF = 20;
const VERDAUX = 8;
export const VER_FLG_BASE = 1;
const VER_FLG_WEAK = 2;

/** Size of .gnu.version_d in bytes. */
export function versionDefinitionsSize(named: readonly ast.VersionNode[]): number {
  return named.reduce((sum, node) => sum + VERDEF + VERDAUX * (1 + node.parents.length), VERDEF + VERDAUX);
}

/** Write .gnu.version_d: the base, then each node with its parents' names. `offsetOf` gives places in .dynstr. */
export function writeVersionDefinitions(
  named: readonly ast.VersionNode[],
  base: string,
  offsetOf: (name: string) => number,
  into: Uint8Array,
  little: boolean,
): void {
  const data = new DataView(into.buffer, into.byteOffset, into.byteLength);
  let at = 0;
  const entry = (index: number, flags: number, names: readonly string[], last: boolean): void => {
    const size = VERDEF + VERDAUX * names.length;
    [1, flags, index, names.length].forEach((half, i) => {
      data.setUint16(at + 2 * i, half, little);
    });
    data.setUint32(at + 8, sysvHash(names[0] ?? ''), little);
    data.setUint32(at + 12, VERDEF, little);
    data.setUint32(at + 16, last ? 0 : size, little);
    names.forEach((name, i) => {
      data.setUint32(at + VERDEF + VERDAUX * i, offsetOf(name), little);
      data.setUint32(at + VERDEF + VERDAUX * i + 4, i + 1 < names.length ? VERDAUX : 0, little);
    });
    at += size;
  };
  entry(VERSION_BASE, VER_FLG_BASE, [base], named.length === 0);
  named.forEach((node, i) => {
    const empty = node.global.length === 0 && node.local.length === 0;
    entry(i + 2, empty ? VER_FLG_WEAK : 0, [node.name, ...node.parents], i + 1 === named.length);
  });
}
