/**
 * String tables in binutils' order: strings keep the order in which they were added, except that a string which ends another
 * one shares its bytes.
 *
 * Enters: strings, by `add`. Leaves: after `finish`, offsets and bytes. gABI, "String Table".
 */
export class StringTable {
  readonly #ids = new Map<string, number>();
  readonly #strings: string[] = [];
  #offsets = new Int32Array(0);
  #size = 1;

  /** Add a string (once) and return its id. The empty string is id 0 of every table, at offset 0. */
  add(text: string): number {
    if (this.#strings.length === 0) {
      this.#strings.push('');
      this.#ids.set('', 0);
    }
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#strings.length;
    this.#strings.push(text);
    this.#ids.set(text, id);
    return id;
  }

  /** Decide all offsets. */
  finish(): void {
    const count = this.#strings.length;
    this.#offsets = new Int32Array(count);
    const hosts = suffixHosts(this.#strings);
    let at = 1;
    for (let id = 1; id < count; id++) {
      if (hosts[id] !== id) continue;
      this.#offsets[id] = at;
      at += (this.#strings[id] ?? '').length + 1;
    }
    for (let id = 1; id < count; id++) {
      const host = hosts[id] ?? id;
      if (host === id) continue;
      const hostLength = (this.#strings[host] ?? '').length;
      this.#offsets[id] = (this.#offsets[host] ?? 0) + hostLength - (this.#strings[id] ?? '').length;
    }
    this.#size = at;
  }

  offset(id: number): number {
    return this.#offsets[id] ?? 0;
  }

  bytes(): Uint8Array {
    const out = new Uint8Array(this.#size);
    for (let id = 1; id < this.#strings.length; id++) {
      const text = this.#strings[id] ?? '';
      const at = this.#offsets[id] ?? 0;
      for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
    }
    return out;
  }
}

/** For each string the id of the longest one that ends with it (its own id when none does). */
function suffixHosts(strings: readonly string[]): Int32Array {
  const hosts = new Int32Array(strings.length);
  const order = Array.from(strings.keys()).slice(1);
  order.sort((a, b) => compareReversed(strings[a] ?? '', strings[b] ?? ''));
  let host = -1;
  for (let k = order.length - 1; k >= 0; k--) {
    const id = order[k] as number;
    if (host >= 0 && (strings[host] ?? '').endsWith(strings[id] ?? '')) hosts[id] = host;
    else {
      hosts[id] = id;
      host = id;
    }
  }
  return hosts;
}

/** Order by the last character, then the one before it, and so on. */
function compareReversed(a: string, b: string): number {
  let i = a.length;
  let k = b.length;
  while (i > 0 && k > 0) {
    const d = a.charCodeAt(--i) - b.charCodeAt(--k);
    if (d !== 0) return d;
  }
  return i - k;
}
