/**
 * Map files: what went where and why, as text in the layout of GNU ld's -Map, and as JSON.
 *
 * The text: members taken from archives, discarded sections, regions, then the script with the address of everything. In
 * the JSON each input section tells the pattern (with its place in the script) that took it, or that it is an orphan.
 */
import type { Node } from '../expr/node.ts';
import { addressOf } from './addresses.ts';
import type { LinkContext } from './context.ts';
import { evaluate } from './evaluate.ts';
import {
  F,
  type Gap,
  type GlobalSymbol,
  type InputSection,
  KIND,
  type MemoryRegion,
  OutputSection,
  type Piece,
  type Statement,
} from './model.ts';
import { WRITABLE } from './regions.ts';
import { LayoutScope } from './scope.ts';
import type * as ast from './script/ast.ts';

const COLUMN = 16;
const address = (value: bigint): string => `0x${value.toString(16).padStart(16, '0')}`;
const size = (value: number | bigint): string => `0x${value.toString(16)}`.padStart(11);

class MapWriter {
  readonly #context: LinkContext;
  readonly #lines: string[] = [];
  #gaps: Gap[] = [];
  readonly #symbolsOf = new Map<InputSection, GlobalSymbol[]>();

  constructor(context: LinkContext) {
    this.#context = context;
    for (const symbol of context.symbols.all) {
      if (!symbol?.isDefined || !symbol.section || symbol.section instanceof OutputSection) continue;
      const list = this.#symbolsOf.get(symbol.section);
      if (list) list.push(symbol);
      else this.#symbolsOf.set(symbol.section, [symbol]);
    }
  }

  text(): string {
    this.#archives();
    this.#discarded();
    this.#regions();
    this.#line('Linker script and memory map', '');
    const { statements, files, options, bigEndian } = this.#context;
    // Orphans at the end come behind the inputs.
    const end = 1 + statements.findLastIndex((s) => s.kind !== 'section' || !s.section.orphan);
    for (const statement of statements.slice(0, end)) this.#statement(statement);
    for (const file of files) this.#line(`LOAD ${file.title}`);
    this.#line(`OUTPUT(${options.output} elf64-${bigEndian ? 'big' : 'little'}aarch64)`, 'LOAD linker stubs');
    for (const statement of statements.slice(end)) this.#statement(statement);
    return `${this.#lines.join('\n')}\n`;
  }

  #statement(statement: Statement): void {
    if (statement.kind === 'section') this.#section(statement.section);
    else if (statement.kind === 'assign') this.#assignment(statement.command, undefined);
    else this.#assertion(statement.command);
  }

  #line(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  /** A name in the first column; long ones get a line of their own. */
  #named(name: string, rest: string): void {
    if (name.length >= COLUMN - 1) this.#line(name, ' '.repeat(COLUMN) + rest);
    else this.#line(name.padEnd(COLUMN) + rest);
  }

  /** A blank line stands before it even at the start. */
  #head(title: string): void {
    if (this.#lines.length === 0) this.#line('');
    this.#line(title, '');
  }

  #archives(): void {
    const taken = this.#context.files.filter((f) => f.reason !== '');
    if (taken.length === 0) return;
    this.#line('Archive member included to satisfy reference by file (symbol)', '');
    for (const file of taken) {
      const { title } = file;
      if (title.length >= 29) this.#line(title, ' '.repeat(30) + file.reason);
      else this.#line(title.padEnd(30) + file.reason);
    }
    this.#line('');
  }

  #discarded(): void {
    const gone = this.#context.files.flatMap((f) =>
      f.sections.filter((s) => s !== undefined && s.discarded !== '' && s.discarded !== 'merged'),
    );
    if (gone.length === 0) return;
    this.#head('Discarded input sections');
    for (const section of gone)
      if (section) this.#named(` ${section.name}`, `${address(0n)}${size(section.rawSize)} ${section.file.title}`);
    this.#line('');
  }

  #regions(): void {
    this.#head('Memory Configuration');
    this.#line('Name             Origin             Length             Attributes');
    for (const region of new Set(this.#context.regions.values()))
      if (!region.isDefault)
        this.#line(
          `${region.name.padEnd(16)} ${address(region.origin)} ${address(region.length)}${attributes(region)}`,
        );
    this.#line(`*default*        ${address(0n)} 0xffffffffffffffff`, '');
  }

  #section(section: OutputSection): void {
    this.#line('');
    if (section.name === '/DISCARD/') this.#line(section.name);
    else if (!section.exists) this.#line(section.name);
    else {
      const load = section.lma !== section.vma ? ` load address ${address(section.lma)}` : '';
      this.#named(section.name, `${address(section.vma)}${size(section.size)}${load}`);
    }
    this.#gaps = section.exists && !section.removed ? [...section.gaps] : [];
    for (const piece of section.pieces) this.#piece(piece, section);
    this.#fill(section, section.size);
  }

  /** Where an assignment to dot left it in the section; 0 where that is not kept. */
  #offsetOf(command: ast.Assignment, { vma }: OutputSection): number {
    const dot = this.#context.dots.get(command);
    return dot === undefined ? 0 : Number(dot - vma);
  }

  /** The gaps before `offset` that were not shown yet. */
  #fill({ vma }: OutputSection, offset: number): void {
    for (let gap = this.#gaps[0]; gap && gap.offset < offset; gap = this.#gaps[0]) {
      this.#line(` *fill*         ${address(vma + BigInt(gap.offset))}${size(gap.size)} ${fillText(gap.fill)}`);
      this.#gaps.shift();
    }
  }

  #piece(piece: Piece, section: OutputSection): void {
    switch (piece.kind) {
      case 'input':
        this.#input(piece.section);
        return;
      case 'pattern':
        this.#line(` ${describePattern(piece.command)}`);
        for (const inner of piece.pieces) if (inner.kind === 'input') this.#input(inner.section);
        return;
      case 'assign':
        this.#assignment(piece.command, section);
        if (piece.command.name === '.') this.#fill(section, this.#offsetOf(piece.command, section));
        return;
      case 'assert':
        this.#assertion(piece.command);
        return;
      case 'data': {
        this.#fill(section, piece.offset);
        const { node } = piece.command.value;
        const text = constantOf(node) === undefined ? ` ${printNode(node)}` : '';
        const word =
          { 1: 'BYTE', 2: 'SHORT', 4: 'LONG', 8: piece.command.signed ? 'SQUAD' : 'QUAD' }[piece.command.size] ?? '';
        this.#line(
          `${' '.repeat(COLUMN)}${address(section.vma + BigInt(piece.offset))}${size(piece.command.size)} ${word} 0x${piece.value.toString(16)}${text}`,
        );
        return;
      }
      case 'fill':
        this.#line(` FILL mask 0x${[...(piece.pattern ?? [])].map((b) => b.toString(16).padStart(2, '0')).join('')}`);
        return;
      default:
    }
  }

  #input(section: InputSection): void {
    const { output } = section;
    if (!output || (section.discarded !== '' && section.discarded !== 'merged')) return;
    if (section.discarded === '') this.#fill(output, section.offset);
    this.#named(
      ` ${section.name}`,
      `${address(output.vma + BigInt(section.offset))}${size(section.size)} ${section.file.title}`,
    );
    if (section.size !== section.rawSize)
      this.#line(`${' '.repeat(40)}${`0x${section.rawSize.toString(16)}`.padStart(5)} (size before relaxing)`);
    const symbols = (this.#symbolsOf.get(section) ?? []).map((s) => ({
      name: this.#context.symbols.nameOf(s),
      at: addressOf(s) ?? 0n,
    }));
    symbols.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.name < b.name ? -1 : 1));
    for (const { name, at } of symbols) this.#line(`${' '.repeat(COLUMN)}${address(at)}${' '.repeat(16)}${name}`);
  }

  #assignment(command: ast.Assignment, section: OutputSection | undefined): void {
    const symbol = command.name === '.' ? undefined : this.#context.symbols.find(command.name);
    const text = assignmentText(command);
    if (command.provide && symbol?.script !== command) {
      this.#line(`${' '.repeat(COLUMN)}[!provide]${' '.repeat(24)}${text}`);
      return;
    }
    const value = symbol ? addressOf(symbol) : this.#dotAfter(command, section);
    this.#line(`${' '.repeat(COLUMN)}${address(value ?? 0n)}${' '.repeat(16)}${text}`);
  }

  /** Where an assignment to dot went; not kept by layout, so evaluated again where that needs no dot. */
  #dotAfter(command: ast.Assignment, section: OutputSection | undefined): bigint | undefined {
    const scope = new LayoutScope(this.#context).at(
      this.#context.dots.get(command) ?? section?.vma ?? 0n,
      section ?? 'abs',
    );
    const known = this.#context.dots.get(command);
    if (known !== undefined) return known;
    const value = evaluate(command.value, scope);
    return value && (value.section instanceof OutputSection ? value.section.vma + value.value : value.value);
  }

  #assertion(command: ast.Assertion): void {
    this.#line(
      `${' '.repeat(COLUMN)}${address(1n)}${' '.repeat(16)}ASSERT (${printNode(command.condition.node)}, ${command.message})`,
    );
  }
}

function attributes({ wants, refuses }: MemoryRegion): string {
  const letters = (flags: number): string =>
    (flags & F.alloc ? 'a' : '') +
    (flags & F.code ? 'x' : '') +
    (flags & F.readonly ? 'r' : '') +
    (flags & WRITABLE ? 'w' : '') +
    (flags & F.load ? 'l' : '');
  const [wanted, refused] = [letters(wants), letters(refuses)];
  return (wanted === '' ? '' : ` ${wanted}`) + (refused === '' ? '' : `${wanted === '' ? ' ' : ''}!${refused}`);
}

function fillText(fill: Uint8Array | undefined): string {
  return fill ? [...fill].map((b) => b.toString(16).padStart(2, '0')).join('') : '';
}

function assignmentText(command: ast.Assignment): string {
  const op = command.op;
  const right =
    op === '='
      ? printNode(command.value.node)
      : `(${command.name} ${op.slice(0, -1)} ${printNode(command.value.node)})`;
  const text = `${command.name} = ${right}`;
  return command.provide ? `PROVIDE (${text})` : text;
}

export function describePattern(pattern: ast.InputPattern): string {
  const sections = pattern.sections.map((s) => {
    const excluded = s.exclude.length > 0 ? `EXCLUDE_FILE(${s.exclude.join(' ')}) ` : '';
    const name =
      s.sort === 'none' || s.sort === 'unsorted'
        ? s.sort === 'none'
          ? s.name
          : `SORT_NONE(${s.name})`
        : s.sort
            .split('-')
            .reduceRight(
              (inner, key) =>
                `SORT_BY_${{ name: 'NAME', alignment: 'ALIGNMENT', init: 'INIT_PRIORITY' }[key] ?? 'NAME'}(${inner})`,
              s.name,
            );
    return excluded + name;
  });
  const list = sections.length > 0 ? `(${sections.join(' ')})` : '';
  const file = pattern.sortFiles ? `SORT_BY_NAME(${pattern.file})` : pattern.file;
  const text = `${pattern.excludeFiles.length > 0 ? `EXCLUDE_FILE(${pattern.excludeFiles.join(' ')}) ` : ''}${file}${list}`;
  return text;
}

const MASK = (1n << 64n) - 1n;

/** An expression as GNU ld prints it: constant parts folded, everything in parentheses. */
export function printNode(node: Node): string {
  const constant = constantOf(node);
  if (constant !== undefined) return `0x${(constant & MASK).toString(16)}`;
  switch (node.kind) {
    case 'name':
      return node.name;
    case 'unary':
      return `${node.op} ${printNode(node.operand)}`;
    case 'binary':
      return `(${printNode(node.left)} ${node.op} ${printNode(node.right)})`;
    case 'conditional':
      return `${printNode(node.condition)}?${printNode(node.then)}:${printNode(node.otherwise)}`;
    case 'call':
      return `${node.name} (${node.args.map(printNode).join(', ')})`;
    default:
      return '';
  }
}

function constantOf(node: Node): bigint | undefined {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'unary': {
      const value = constantOf(node.operand);
      return value === undefined
        ? undefined
        : node.op === '-'
          ? -value
          : node.op === '~'
            ? ~value
            : node.op === '!'
              ? BigInt(value === 0n)
              : value;
    }
    case 'binary': {
      const [a, b] = [constantOf(node.left), constantOf(node.right)];
      return a === undefined || b === undefined ? undefined : fold(node.op, a & MASK, b & MASK);
    }
    default:
      return undefined;
  }
}

function fold(op: string, a: bigint, b: bigint): bigint | undefined {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : BigInt.asIntN(64, a) / BigInt.asIntN(64, b);
    case '%':
      return b === 0n ? undefined : BigInt.asIntN(64, a) % BigInt.asIntN(64, b);
    case '<<':
      return b > 63n ? 0n : a << b;
    case '>>':
      return b > 63n ? 0n : a >> b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '==':
      return BigInt(a === b);
    case '!=':
      return BigInt(a !== b);
    case '<':
      return BigInt(a < b);
    case '>':
      return BigInt(a > b);
    case '<=':
      return BigInt(a <= b);
    case '>=':
      return BigInt(a >= b);
    case '&&':
      return BigInt(a !== 0n && b !== 0n);
    default:
      return BigInt(a !== 0n || b !== 0n);
  }
}

export function mapText(context: LinkContext): string {
  return new MapWriter(context).text();
}

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

/** Where a pattern stands, and what it says. */
function why(context: LinkContext, section: InputSection): { pattern?: string; place?: string; reason?: string } {
  if (!section.why)
    return { reason: section.flags & F.linkerCreated ? 'made by the linker' : 'no pattern of the script matches it' };
  const { script, at } = section.why;
  const place = context.sourceMap.locate(script.base + at)?.place;
  return {
    pattern: describePattern(section.why),
    ...(place ? { place: `${place.file}:${place.line}:${place.column}` } : {}),
  };
}

/** The same as data: {sections: [{name, address, size, inputs: [{file, section, address, size, pattern, place}]}], discarded, symbols}. */
export function mapJson(context: LinkContext): string {
  const sections = context.outputs
    .filter((s) => s.index > 0)
    .map((s) => ({
      name: s.name,
      address: hex(s.vma),
      loadAddress: hex(s.lma),
      size: s.size,
      orphan: s.orphan,
      inputs: s.inputs.map((input) => ({
        file: input.file.title,
        section: input.name,
        address: hex(s.vma + BigInt(input.offset)),
        size: input.size,
        ...why(context, input),
      })),
    }));
  const discarded = context.files.flatMap((f) =>
    f.sections.flatMap((s) =>
      s && s.discarded !== '' && s.discarded !== 'merged'
        ? [{ file: f.title, section: s.name, size: s.rawSize, cause: s.discarded }]
        : [],
    ),
  );
  const symbols = context.symbols.all.flatMap((s) => {
    const value = s?.kind === KIND.fresh ? undefined : s && addressOf(s);
    return s && value !== undefined
      ? [{ name: context.symbols.nameOf(s), address: hex(value), size: Number(s.size) }]
      : [];
  });
  return `${JSON.stringify({ sections, discarded, symbols }, null, 1)}\n`;
}
