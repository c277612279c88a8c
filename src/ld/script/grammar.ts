/**
 * The grammar of linker scripts, in chevrotain, over the tokens of lexer.ts; expressions are those of src/expr.
 *
 *     script      = { top | statement | ";" }
 *     statement   = assignment ";" | PROVIDE… "(" NAME "=" expr ")" | ASSERT "(" expr "," STRING ")"
 *     section     = NAME [ expr ] [ "(" TYPE ")" ] ":" [ AT | ALIGN | SUBALIGN … ] "{" body "}" [ ">" region ] { ":" phdr } [ "=" fill ]
 *     body        = { statement | input | BYTE… "(" expr ")" | FILL… | ASCIZ STRING | INCLUDE NAME | ";" }
 *     input       = [ INPUT_SECTION_FLAGS… ] ( files [ "(" patterns ")" ] | KEEP "(" input ")" )
 *
 * ("ld" manual, chapter "Linker Scripts".) The parser tells the scanner its mode, one token ahead; rules therefore set
 * the mode before they look. Only parse.ts imports this file: chevrotain loads when the first script needs it.
 */
import type { ILookaheadStrategy, IToken, TokenType } from 'chevrotain';
import { EOF } from 'chevrotain';
import { provideDot } from '../../diag/messages/ld.ts';
import { LD } from '../../expr/dialect.ts';
import { ExpressionRules, type OurToken, TYPES } from '../../expr/grammar.ts';
import type { Node } from '../../expr/node.ts';
import type * as ast from './ast.ts';
import { emptyScript } from './ast.ts';
import { ALL_TOKENS, K, type Mode, ScriptLexer, T } from './lexer.ts';

/** Where included scripts come from; undefined when the file is missing. */
export interface Includes {
  open(name: string, at: number, script: ast.ScriptText): ast.ScriptText | undefined;
  syntax(script: ast.ScriptText, at: number, length: number, text: string): void;
}

const NO_SCRIPT: ast.ScriptText = { name: '', text: '', base: -1 };
const k = (name: string): TokenType => K[name] as TokenType;

interface Saved {
  readonly lexer: ScriptLexer;
  readonly script: ast.ScriptText;
}

export class ScriptRules extends ExpressionRules {
  lexer = new ScriptLexer('');
  text: ast.ScriptText = NO_SCRIPT;
  script = emptyScript();
  includes: Includes | undefined;
  depth = 0;

  constructor(analysis: ILookaheadStrategy | undefined) {
    super(ALL_TOKENS, analysis);
    this.dialect = LD;
  }

  // The scanner stands where chevrotain keeps its token vector.
  override LA(howMuch: number): IToken {
    return howMuch <= 0 ? (this.lexer.last ?? this.lexer.peek()) : this.lexer.peek();
  }
  override LA_FAST(howMuch: number): IToken {
    return this.LA(howMuch);
  }
  protected consumeToken(): void {
    this.lexer.take();
  }
  protected override SKIP_TOKEN(): IToken {
    this.lexer.take();
    return this.lexer.peek();
  }
  protected getLexerPosition(): number {
    return this.lexer.offset;
  }
  protected resetLexerState(): void {}

  enter(mode: Mode): Mode {
    const before = this.lexer.mode;
    this.lexer.mode = mode;
    return before;
  }

  /** Reads on in an included file; `leave` comes back. */
  includeFile(token: IToken): Saved {
    const saved = { lexer: this.lexer, script: this.text };
    const found = this.includes?.open(token.image, token.startOffset, this.text);
    this.text = found ?? { ...this.text, text: '' };
    this.lexer = new ScriptLexer(this.text.text);
    this.lexer.mode = saved.lexer.mode;
    return saved;
  }

  leave(saved: Saved): void {
    const rest = this.lexer.peek();
    if (rest.tokenType !== EOF)
      this.includes?.syntax(this.text, rest.startOffset, rest.image.length, `unexpected '${rest.image}'`);
    this.lexer = saved.lexer;
    this.text = saved.script;
  }

  readonly name = this.RULE(
    'name',
    (): OurToken =>
      this.OR([
        { ALT: () => this.CONSUME(T.word) },
        { ALT: () => this.CONSUME(T.string) },
        { ALT: () => this.CONSUME(TYPES.name) },
      ]) as OurToken,
  );

  readonly scriptExpression = this.RULE('scriptExpression', (): ast.Expression => {
    const before = this.enter('expression');
    const header = this.lexer.header;
    if (header === 'after') this.lexer.header = 'no';
    const at = this.LA(1).startOffset;
    const node: Node = this.SUBRULE(this.expression);
    const end = (this.lexer.last?.endOffset ?? 0) + 1;
    this.lexer.header = header;
    this.enter(before);
    return { node, script: this.text, at, end };
  });

  readonly inParentheses = this.RULE('inParentheses', (): ast.Expression => {
    this.CONSUME(TYPES.open);
    const value = this.SUBRULE(this.scriptExpression);
    this.CONSUME(TYPES.close);
    return value;
  });

  assignment(
    name: IToken | undefined,
    op: IToken,
    value: ast.Expression,
    provide = false,
    hidden = false,
  ): ast.Assignment {
    const at = name?.startOffset ?? 0;
    return { kind: 'assign', name: name?.image ?? '', op: op.image, value, provide, hidden, script: this.text, at };
  }

  readonly assignmentRest = this.RULE('assignmentRest', (name: IToken): ast.Assignment => {
    const op = this.CONSUME(T.assign);
    const value = this.SUBRULE(this.scriptExpression);
    this.OR([{ ALT: () => this.CONSUME(T.semicolon) }, { ALT: () => this.CONSUME(TYPES.comma) }]);
    return this.assignment(name, op, value);
  });

  /** PROVIDE, PROVIDE_HIDDEN, HIDDEN, ASSERT. */
  readonly keywordStatement = this.RULE(
    'keywordStatement',
    (): ast.Assignment | ast.Assertion =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(k('PROVIDE'));
            return this.SUBRULE(this.provided, { ARGS: [true, false] });
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('PROVIDE_HIDDEN'));
            return this.SUBRULE2(this.provided, { ARGS: [true, true] });
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('HIDDEN'));
            return this.SUBRULE3(this.provided, { ARGS: [false, true] });
          },
        },
        { ALT: () => this.SUBRULE(this.assertion) },
      ]) as ast.Assignment | ast.Assertion,
  );

  readonly provided = this.RULE('provided', (provide: boolean, hidden: boolean): ast.Assignment => {
    const before = this.enter('expression');
    this.CONSUME(TYPES.open);
    const name = this.CONSUME(TYPES.name);
    this.ACTION(() => {
      if (provide && name.image === '.') this.includes?.syntax(this.text, name.startOffset, 1, provideDot());
    });
    const op = this.CONSUME(T.assign);
    const value = this.SUBRULE(this.scriptExpression);
    this.CONSUME(TYPES.close);
    this.enter(before);
    return this.assignment(name, op, value, provide, hidden);
  });

  readonly assertion = this.RULE('assertion', (): ast.Assertion => {
    const start = this.CONSUME(k('ASSERT'));
    const before = this.enter('expression');
    this.CONSUME(TYPES.open);
    const condition = this.SUBRULE(this.scriptExpression);
    this.CONSUME(TYPES.comma);
    const message = this.CONSUME(TYPES.name);
    this.CONSUME(TYPES.close);
    this.enter(before);
    return { kind: 'assert', condition, message: message.image, script: this.text, at: start.startOffset };
  });

  // Inside an output section (mode 'wild').

  readonly body = this.RULE('body', (): ast.BodyCommand[] => {
    const out: ast.BodyCommand[] = [];
    this.MANY(() =>
      this.OR([
        { ALT: () => this.CONSUME(T.semicolon) },
        { ALT: () => out.push(this.SUBRULE(this.keywordStatement)) },
        { ALT: () => out.push(this.SUBRULE(this.dataCommand)) },
        { ALT: () => out.push(this.SUBRULE(this.inputCommand)) },
        { ALT: () => out.push(...list(this.SUBRULE(this.namedCommand))) },
        { ALT: () => out.push(...list(this.SUBRULE(this.includedBody))) },
      ]),
    );
    return out;
  });

  readonly includedBody = this.RULE('includedBody', (): ast.BodyCommand[] => {
    this.CONSUME(k('INCLUDE'));
    const saved = this.includeFile(this.SUBRULE(this.name));
    const out = this.SUBRULE(this.body);
    this.ACTION(() => this.leave(saved));
    return out;
  });

  readonly dataCommand = this.RULE('dataCommand', (): ast.BodyCommand => {
    const at = this.LA(1).startOffset;
    const data = (size: number, signed: boolean, value: ast.Expression): ast.DataCommand => ({
      kind: 'data',
      size,
      signed,
      value,
      at,
    });
    return this.OR([
      {
        ALT: () => {
          this.CONSUME(k('BYTE'));
          return data(1, false, this.SUBRULE(this.inParentheses));
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('SHORT'));
          return data(2, false, this.SUBRULE2(this.inParentheses));
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('LONG'));
          return data(4, false, this.SUBRULE3(this.inParentheses));
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('QUAD'));
          return data(8, false, this.SUBRULE4(this.inParentheses));
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('SQUAD'));
          return data(8, true, this.SUBRULE5(this.inParentheses));
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('FILL'));
          return { kind: 'fill', value: this.SUBRULE6(this.inParentheses), at };
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('ASCIZ'));
          return { kind: 'text', bytes: zeroTerminated(this.CONSUME(T.string).image), at };
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('LINKER_VERSION'));
          return { kind: 'text', bytes: new Uint8Array(0), at };
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('CONSTRUCTORS'));
          return { kind: 'constructors', at };
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('CREATE_OBJECT_SYMBOLS'));
          return { kind: 'create-object-symbols', at };
        },
      },
    ]) as ast.BodyCommand;
  });

  /** A line that opens with a name: an assignment, an input description, or a bare file. */
  readonly namedCommand = this.RULE('namedCommand', (): ast.BodyCommand[] => {
    const name = this.OR([{ ALT: () => this.CONSUME(T.word) }, { ALT: () => this.CONSUME(T.string) }]);
    return this.OR2([
      { ALT: () => [this.SUBRULE(this.assignmentRest, { ARGS: [name] })] },
      { ALT: () => [input(name.image, list(this.SUBRULE(this.patternList)), this.text, name.startOffset)] },
      { ALT: () => [input(name.image, [], this.text, name.startOffset)] },
    ]) as ast.BodyCommand[];
  });

  readonly inputCommand = this.RULE(
    'inputCommand',
    (): ast.BodyCommand =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(k('KEEP'));
            this.CONSUME(TYPES.open);
            const inner = this.SUBRULE(this.inputDescription);
            this.CONSUME(TYPES.close);
            return { ...inner, keep: true };
          },
        },
        { ALT: () => this.SUBRULE(this.specialInput) },
      ]) as ast.BodyCommand,
  );

  readonly inputDescription = this.RULE(
    'inputDescription',
    (): ast.InputPattern =>
      this.OR([
        {
          ALT: () => {
            const name = this.OR2([{ ALT: () => this.CONSUME(T.word) }, { ALT: () => this.CONSUME(T.string) }]);
            const sections = this.OPTION(() => this.SUBRULE(this.patternList)) ?? [];
            return input(name.image, sections, this.text, name.startOffset);
          },
        },
        { ALT: () => this.SUBRULE(this.specialInput) },
      ]) as ast.InputPattern,
  );

  /** An input description that opens with a keyword: flags, EXCLUDE_FILE, or sorted files. */
  readonly specialInput = this.RULE('specialInput', (): ast.InputPattern => {
    const at = this.LA(1).startOffset;
    const flags = { set: 0, clear: 0 };
    const files = this.OR([
      {
        ALT: () => {
          this.CONSUME(k('INPUT_SECTION_FLAGS'));
          this.SUBRULE(this.flagList, { ARGS: [flags] });
          return this.SUBRULE(this.filePattern);
        },
      },
      { ALT: () => this.SUBRULE(this.specialFiles) },
    ]) as Files;
    const sections = list(this.OPTION2(() => this.SUBRULE(this.patternList)));
    return {
      ...input(files?.file ?? '', sections, this.text, at),
      ...files,
      withFlags: flags.set,
      withoutFlags: flags.clear,
    };
  });

  readonly flagList = this.RULE('flagList', (flags: { set: number; clear: number }): void => {
    this.CONSUME(TYPES.open);
    const before = this.enter('expression');
    this.AT_LEAST_ONE(() => {
      let negated = false;
      this.MANY(() => {
        if (this.CONSUME(TYPES.operator).image === '!') negated = true;
      });
      const word = this.CONSUME(TYPES.name).image;
      this.ACTION(() => {
        if (negated) flags.clear |= FLAG_NAMES[word] ?? 0;
        else flags.set |= FLAG_NAMES[word] ?? 0;
      });
    });
    this.enter(before);
    this.CONSUME(TYPES.close);
  });

  readonly filePattern = this.RULE(
    'filePattern',
    (): Files =>
      this.OR([
        {
          ALT: () => ({
            file: this.SUBRULE(this.name)?.image,
            sortFiles: false,
            reverseFiles: false,
            excludeFiles: [],
          }),
        },
        { ALT: () => this.SUBRULE(this.specialFiles) },
      ]) as Files,
  );

  readonly specialFiles = this.RULE(
    'specialFiles',
    (): Files =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(k('EXCLUDE_FILE'));
            const excludeFiles = this.SUBRULE(this.nameList);
            return { ...this.SUBRULE(this.filePattern), excludeFiles };
          },
        },
        {
          ALT: () => {
            const reverse = this.SUBRULE(this.sortWord) === 'reverse';
            this.CONSUME(TYPES.open);
            const inner = this.OR2([
              { ALT: () => this.SUBRULE2(this.filePattern) },
              {
                ALT: () => {
                  this.CONSUME(k('CONSTRUCTORS'));
                  return { file: '', sortFiles: false, reverseFiles: false, excludeFiles: [] };
                },
              },
            ]) as Files;
            this.CONSUME(TYPES.close);
            return { ...inner, sortFiles: true, reverseFiles: reverse || (inner?.reverseFiles ?? false) };
          },
        },
      ]) as Files,
  );

  readonly sortWord = this.RULE(
    'sortWord',
    (): string =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(k('SORT'));
            return 'name';
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('SORT_BY_NAME'));
            return 'name';
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('SORT_BY_ALIGNMENT'));
            return 'alignment';
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('SORT_BY_INIT_PRIORITY'));
            return 'init';
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('SORT_NONE'));
            return 'none';
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('REVERSE'));
            return 'reverse';
          },
        },
      ]) as string,
  );

  readonly nameList = this.RULE('nameList', (): string[] => {
    const names: string[] = [];
    this.CONSUME(TYPES.open);
    this.AT_LEAST_ONE(() => names.push(...pieces(this.SUBRULE(this.name))));
    this.CONSUME(TYPES.close);
    return names;
  });

  readonly patternList = this.RULE('patternList', (): ast.SectionPattern[] => {
    const patterns: ast.SectionPattern[] = [];
    this.CONSUME(TYPES.open);
    this.MANY(() => patterns.push(...list(this.SUBRULE(this.sectionPattern))));
    this.CONSUME(TYPES.close);
    return patterns;
  });

  readonly sectionPattern = this.RULE(
    'sectionPattern',
    (): ast.SectionPattern[] =>
      this.OR([
        {
          ALT: () =>
            pieces(this.SUBRULE(this.name)).map((name) => ({
              name,
              sort: 'none' as ast.SortKey,
              reverse: false,
              exclude: [],
            })),
        },
        {
          ALT: () => {
            this.CONSUME(k('EXCLUDE_FILE'));
            const exclude = this.SUBRULE(this.nameList);
            const inner = this.SUBRULE(this.sectionPattern);
            return this.ACTION(() =>
              inner.map((p, i) => (i === 0 ? { ...p, exclude: [...exclude, ...p.exclude] } : p)),
            );
          },
        },
        {
          ALT: () => {
            const sort = this.SUBRULE(this.sortWord);
            this.CONSUME(TYPES.open);
            const inner = this.SUBRULE2(this.sectionPattern);
            this.CONSUME(TYPES.close);
            return this.ACTION(() => inner.map((p) => sorted(p, sort)));
          },
        },
      ]) as ast.SectionPattern[],
  );
}

/** While chevrotain records the grammar, rules return a stand-in that is no list. */
export function list<X>(made: readonly X[] | undefined): readonly X[] {
  return Array.isArray(made) ? made : [];
}

interface Files {
  file: string;
  sortFiles: boolean;
  reverseFiles: boolean;
  excludeFiles: readonly string[];
}

/** Commas stick to names in pattern lists: `.text, .data` and `.text,.data` are two. */
function pieces(token: OurToken): string[] {
  return token?.tokenType === T.string
    ? [token.image]
    : (token?.image ?? '').split(',').filter((piece) => piece !== '');
}

/** `SORT_BY_NAME(SORT_BY_ALIGNMENT(x))` sorts by name, then by alignment. */
function sorted(pattern: ast.SectionPattern, outer: string): ast.SectionPattern {
  if (outer === 'reverse')
    return { ...pattern, reverse: !pattern.reverse, sort: pattern.sort === 'none' ? 'name' : pattern.sort };
  if (outer === 'none') return { ...pattern, sort: 'unsorted' };
  const key =
    pattern.sort === 'none' || pattern.sort === 'unsorted' || outer === 'init' ? outer : `${outer}-${pattern.sort}`;
  return { ...pattern, sort: key as ast.SortKey };
}

function input(
  file: string,
  sections: readonly ast.SectionPattern[],
  script: ast.ScriptText,
  at: number,
): ast.InputPattern {
  return {
    kind: 'input',
    file,
    sortFiles: false,
    reverseFiles: false,
    excludeFiles: [],
    sections,
    keep: false,
    withFlags: 0,
    withoutFlags: 0,
    script,
    at,
  };
}

function zeroTerminated(text: string): Uint8Array {
  return Uint8Array.from([...text].map((c) => c.charCodeAt(0) & 255).concat(0));
}

const FLAG_NAMES: Readonly<Record<string, number>> = {
  SHF_WRITE: 1,
  SHF_ALLOC: 2,
  SHF_EXECINSTR: 4,
  SHF_MERGE: 0x10,
  SHF_STRINGS: 0x20,
  SHF_INFO_LINK: 0x40,
  SHF_LINK_ORDER: 0x80,
  SHF_OS_NONCONFORMING: 0x100,
  SHF_GROUP: 0x200,
  SHF_TLS: 0x400,
  SHF_COMPRESSED: 0x800,
};
