/**
 * Macro definitions, and how a body becomes text: `.macro`, `.irp`, `.irpc`, `.rept`, in ordinary and in `.altmacro` mode.
 *
 * A body is cut once, on first use in a mode, into literal text and slots (parameter, invocation number); expanding is
 * joining. `as` manual, ".macro": `\name` substitutes, `\name\()text` separates, `\@` counts invocations; ".altmacro": `name` and
 * `&name` substitute too, `LOCAL name` makes a fresh label.
 */
import type { Pos } from '../diag/diagnostic.ts';
import { NO_POS } from '../diag/diagnostic.ts';
import type { Segments } from '../text/source-map.ts';
import { isBlank } from './chars.ts';
import { nameAt, skipBlanks, skipComma } from './macro-arguments.ts';
import type { Replay } from './replay.ts';
import type { ScrubMap } from './scrub.ts';
import { scrub } from './scrub.ts';

export interface Parameter {
  readonly name: string;
  readonly fallback: string;
  readonly required: boolean;
  readonly vararg: boolean;
}

/** Literal text, or a slot: the number of a parameter, COUNTER, or LOCAL + the number of a local label. */
type Piece = string | number;
const COUNTER = -1;
const LOCAL = 1 << 20;

export interface Template {
  readonly pieces: readonly Piece[];
  /** Offset of each piece in the body. */
  readonly offsets: readonly number[];
  readonly locals: number;
  /** Whether `\@` stands in it: then no two expansions are alike. */
  readonly counted: boolean;
  readonly unclosed: boolean;
  /** A name that LOCAL gives although a parameter, or another local name, has it; or ''. */
  readonly repeated: string;
}

/** The text between a macro or loop directive and its end, scrubbed, with a way back to where it was written. */
export class Body {
  readonly text: string;
  readonly #source: string;
  readonly #start: number;
  readonly #end: number;
  /** Offset of source[0] in the whole text that it is a piece of. */
  readonly #shift: number;
  #templates: (Template | undefined)[] = [undefined, undefined];

  constructor(source: string, start: number, end: number, shift = 0, text = scrub(source, start, end)) {
    this.#source = source;
    this.#start = start;
    this.#end = end;
    this.#shift = shift;
    this.text = text;
  }

  /** The same body where it stands once more, so many characters further on. */
  moved(by: number): Body {
    const made = new Body(this.#source, this.#start, this.#end, this.#shift + by, this.text);
    made.#templates = this.#templates;
    return made;
  }

  template(names: readonly string[], alternate: boolean): Template {
    const i = alternate ? 1 : 0;
    let made = this.#templates[i];
    if (!made) {
      made = new Cutter(this.text, names, alternate).cut();
      this.#templates[i] = made;
    }
    return made;
  }

  /** Segments of the body's own text; `base` is the Pos of the start of the whole text it was cut from. */
  segments(base: Pos): Segments {
    const map: ScrubMap = { starts: [], origins: [] };
    scrub(this.#source, this.#start, this.#end, map);
    const origins = map.origins.map((o) => (base === NO_POS ? NO_POS : base + this.#shift + o));
    return { starts: map.starts, origins, count: origins.length };
  }
}

/** Join a template with argument values. */
export function expand(template: Template, values: readonly string[], counter: number, firstLocal: number): string {
  const { pieces } = template;
  const out = new Array<string>(pieces.length);
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] as Piece;
    out[i] = typeof piece === 'string' ? piece : slotText(piece, values, counter, firstLocal);
  }
  return out.join('');
}

function slotText(slot: number, values: readonly string[], counter: number, firstLocal: number): string {
  if (slot === COUNTER) return String(counter);
  if (slot >= LOCAL) return `.LL${(firstLocal + slot - LOCAL).toString(16).padStart(4, '0')}`;
  return values[slot] ?? '';
}

/** Segments of an expansion: literal pieces map into the definition, what stands for a parameter to the parameter. */
export function expansionSegments(
  body: Body,
  base: Pos,
  template: Template,
  values: readonly string[],
  counter: number,
  firstLocal: number,
): Segments {
  const own = body.segments(base);
  const starts: number[] = [];
  const origins: number[] = [];
  const points: number[] = [];
  let at = 0;
  template.pieces.forEach((piece, i) => {
    if (typeof piece === 'string') {
      const from = template.offsets[i] ?? 0;
      for (let k = 0; k < own.count; k++) {
        const start = own.starts[k] ?? 0;
        const next = k + 1 < own.count ? (own.starts[k + 1] ?? 0) : Number.POSITIVE_INFINITY;
        if (next <= from || start >= from + piece.length) continue;
        const cut = Math.max(start, from);
        starts.push(at + cut - from);
        origins.push((own.origins[k] ?? 0) + cut - start);
        points.push(0);
      }
      at += piece.length;
    } else {
      const from = template.offsets[i] ?? 0;
      let k = own.count - 1;
      while (k > 0 && (own.starts[k] ?? 0) > from) k--;
      starts.push(at);
      origins.push(
        (own.origins[k] ?? NO_POS) === NO_POS ? NO_POS : (own.origins[k] ?? 0) + from - (own.starts[k] ?? 0),
      );
      points.push(1);
      at += slotText(piece, values, counter, firstLocal).length;
    }
  });
  return { starts, origins, points, count: starts.length };
}

const MARKS = /[\\&]/g;

/** Cuts a body into pieces. */
class Cutter {
  readonly #pieces: Piece[] = [];
  readonly #offsets: number[] = [];
  readonly #slots = new Map<string, number>();
  readonly #body: string;
  readonly #alternate: boolean;
  #literal = '';
  #literalAt = 0;
  #locals = 0;
  #unclosed = false;
  #repeated = '';

  constructor(body: string, names: readonly string[], alternate: boolean) {
    this.#body = body;
    this.#alternate = alternate;
    names.forEach((name, i) => {
      this.#slots.set(name, i);
    });
  }

  cut(): Template {
    const body = this.#body;
    let quoted = false;
    let at = 0;
    while (at < body.length) {
      const c = body.charCodeAt(at);
      if (c === 92) at = this.#backslash(at);
      else if (c === 38) at = this.#ampersand(at);
      else if (this.#alternate && nameAt(body, at) !== '') at = this.#bareName(at, quoted);
      else if (!this.#alternate) {
        // only these mean anything
        MARKS.lastIndex = at;
        const end = MARKS.exec(body)?.index ?? body.length;
        this.#text(body.slice(at, end), at);
        at = end;
      } else {
        if (c === 34) quoted = !quoted;
        this.#text(body.charAt(at), at);
        at++;
      }
    }
    this.#endLiteral();
    return {
      pieces: this.#pieces,
      offsets: this.#offsets,
      locals: this.#locals,
      counted: this.#pieces.includes(COUNTER),
      unclosed: this.#unclosed,
      repeated: this.#repeated,
    };
  }

  #text(text: string, at: number): void {
    if (this.#literal !== '' && this.#literalAt + this.#literal.length !== at) this.#endLiteral();
    if (this.#literal === '') this.#literalAt = at;
    this.#literal += text;
  }

  #endLiteral(): void {
    if (this.#literal === '') return;
    this.#pieces.push(this.#literal);
    this.#offsets.push(this.#literalAt);
    this.#literal = '';
  }

  #slot(slot: number, at: number): void {
    this.#endLiteral();
    this.#pieces.push(slot);
    this.#offsets.push(at);
  }

  #backslash(at: number): number {
    const body = this.#body;
    const next = body.charAt(at + 1);
    if (next === '(') {
      const close = body.indexOf(')', at + 2);
      if (close < 0) this.#unclosed = true;
      const to = close < 0 ? body.length : close;
      if (to > at + 2) this.#text(body.slice(at + 2, to), at + 2);
      return close < 0 ? to : to + 1;
    }
    if (next === '@') {
      this.#slot(COUNTER, at);
      return at + 2;
    }
    if (next === '&') {
      this.#text('\\&', at);
      return at + 2;
    }
    const name = nameAt(body, at + 1);
    const to = this.#pastAmpersand(at + 1 + name.length);
    const slot = this.#slots.get(name);
    const end = body.charAt(to) === "'" && name !== '' ? to + 1 : to;
    if (slot === undefined) this.#text(`\\${name}`, at);
    else this.#slot(slot, at);
    return end;
  }

  #ampersand(at: number): number {
    const body = this.#body;
    const name = nameAt(body, at + 1);
    const slot = this.#slots.get(name);
    const nameEnd = at + 1 + name.length;
    const named = this.#pastAmpersand(nameEnd);
    const to = body.charAt(named) === '&' ? named + 1 : named;
    if (slot === undefined) this.#text(body.slice(at, this.#alternate ? named : to), at);
    else this.#slot(slot, at);
    return to;
  }

  /** After a name one `&` goes in the alternate language: it only says where the name ends. */
  #pastAmpersand(at: number): number {
    return this.#alternate && this.#body.charAt(at) === '&' ? at + 1 : at;
  }

  #bareName(at: number, quoted: boolean): number {
    const body = this.#body;
    const name = nameAt(body, at);
    const nameEnd = at + name.length;
    if (!quoted && /^local$/i.test(name) && isBlank(body.charCodeAt(nameEnd))) return this.#localNames(nameEnd);
    const slot = this.#slots.get(name);
    const to = this.#pastAmpersand(nameEnd);
    if (slot === undefined) {
      this.#text(name, at);
      return to;
    }
    this.#slot(slot, at);
    return to === nameEnd && body.charAt(to) === "'" ? to + 1 : to;
  }

  #localNames(at: number): number {
    const body = this.#body;
    let i = skipBlanks(body, at);
    while (i < body.length && body.charAt(i) !== '\n') {
      const name = nameAt(body, i);
      if (name === '') {
        i++;
        continue;
      }
      if (this.#slots.has(name)) this.#repeated ||= name;
      this.#slots.set(name, LOCAL + this.#locals++);
      i = skipComma(body, i + name.length);
    }
    return i;
  }
}

/** An expansion that depends on nothing but the arguments, kept for the next call with the same ones. */
export interface Kept {
  readonly values: readonly string[];
  /** The text, unless something in it counts. */
  readonly text: string | undefined;
  /** It is one in the alternate language. */
  readonly alternate: boolean;
  /** The words that it comes to, once it was read. */
  replay: Replay | undefined;
  /** It comes to more than words. */
  varies: boolean;
  /** The core was told of the call (known-macros.ts), and has it in this row, and the text at this address, unless that is 0. */
  isKnown: boolean;
  row: number;
  address: number;
}

export const keptText = (values: readonly string[], text: string | undefined, alternate = false): Kept => ({
  values,
  text,
  alternate,
  replay: undefined,
  varies: false,
  isKnown: false,
  row: 0,
  address: 0,
});

/** Calls kept for each definition. */
const KEPT_LIMIT = 4096;

/** What a definition says, wherever it stands. */
export class Definition {
  readonly name: string;
  readonly how: string;
  readonly parameters: readonly Parameter[];
  readonly names: readonly string[];
  /** As it was cut where the definition stood first, with its operands at this offset. */
  readonly body: Body;
  readonly at: number;
  /** An instruction has the same name. */
  readonly hides: boolean;
  /** Its row in the core (known-macros.ts); 0: it has none. */
  row = 0;
  readonly #kept = new Map<string, Kept>();
  readonly #alternate = new Map<string, Kept>();

  constructor(name: string, parameters: readonly Parameter[], body: Body, at: number, hides: boolean) {
    this.name = name;
    this.how = `in expansion of macro '${name}'`;
    this.parameters = parameters;
    this.names = parameters.map((p) => p.name);
    this.body = body;
    this.at = at;
    this.hides = hides;
  }

  kept(operands: string, alternate = false): Kept | undefined {
    return (alternate ? this.#alternate : this.#kept).get(operands);
  }

  keep(operands: string, kept: Kept): void {
    const known = kept.alternate ? this.#alternate : this.#kept;
    if (known.size >= KEPT_LIMIT) known.clear();
    known.set(operands, kept);
  }
}

/** A definition where it stands: with its operands at an offset in the text that `origin` says the place of. */
export class Macro {
  readonly definition: Definition;
  readonly at: number;
  readonly origin: () => Pos;

  constructor(definition: Definition, at: number, origin: () => Pos) {
    this.definition = definition;
    this.at = at;
    this.origin = origin;
  }

  get body(): Body {
    const { definition, at } = this;
    return at === definition.at ? definition.body : definition.body.moved(at - definition.at);
  }
}
