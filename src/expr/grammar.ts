/**
 * The expression grammar, in chevrotain, over the lexemes of scan.ts; one grammar, two dialects.
 *
 *     expression  = chain [ "?" expression ":" expression ]
 *     chain       = unary { OPERATOR unary }
 *     unary       = { PREFIX } primary
 *     primary     = NUMBER | LABEL | NAME [ "(" [ expression { "," expression } ] ")" ] | "(" expression ")"
 *
 * Chains are folded by the dialect's ranks (dialect.ts), since gas's and C's differ. Only lazy.ts imports this file:
 * loading chevrotain costs tens of milliseconds, and ordinary sources never need it.
 */
import type { ILookaheadStrategy, IToken, TokenType } from 'chevrotain';
import { createToken, EOF } from 'chevrotain';
import type { Dialect } from './dialect.ts';
import { LOOKAHEAD } from './lookahead.ts';
import type { Node, Parsed } from './node.ts';
import { PreparedParser } from './prepared.ts';
import type { Lexeme, LexemeKind } from './scan.ts';

const token = (name: string, label: string): TokenType => createToken({ name, label });
/** The token types of expressions; the linker's script grammar shares them. */
export const TYPES: Readonly<Record<LexemeKind, TokenType>> = {
  number: token('Number', 'a number'),
  name: token('Name', 'a name'),
  label: token('Label', 'a local label'),
  operator: token('Operator', 'an operator'),
  open: token('Open', "'('"),
  close: token('Close', "')'"),
  comma: token('Comma', "','"),
  question: token('Question', "'?'"),
  colon: token('Colon', "':'"),
};

export interface OurToken extends IToken {
  lexeme: Lexeme;
}

/** The rules alone; a grammar that embeds expressions (linker scripts) extends this class with its own tokens and rules. */
export class ExpressionRules extends PreparedParser {
  dialect: Dialect | undefined;

  constructor(more: readonly TokenType[], analysis: ILookaheadStrategy | undefined) {
    super([...Object.values(TYPES), ...more], analysis);
  }

  readonly expression = this.RULE('expression', (): Node => {
    const condition = this.SUBRULE(this.chain);
    return (
      this.OPTION(() => {
        const question = this.CONSUME(TYPES.question);
        const then = this.SUBRULE(this.expression);
        this.CONSUME(TYPES.colon);
        const otherwise = this.SUBRULE2(this.expression);
        return { kind: 'conditional', condition, then, otherwise, at: question.startOffset } satisfies Node;
      }) ?? condition
    );
  });

  readonly chain = this.RULE('chain', (): Node => {
    const operands = [this.SUBRULE(this.unary)];
    const operators: IToken[] = [];
    this.MANY(() => {
      operators.push(this.CONSUME(TYPES.operator));
      operands.push(this.SUBRULE2(this.unary));
    });
    return this.ACTION(() => fold(operands, operators, this.dialect?.binary ?? {}));
  });

  readonly unary = this.RULE('unary', (): Node => {
    const prefixes: IToken[] = [];
    this.MANY(() => {
      prefixes.push(this.CONSUME(TYPES.operator));
    });
    const primary = this.SUBRULE(this.primary);
    return prefixes.reduceRight<Node>(
      (operand, p) => ({ kind: 'unary', op: p.image, operand, at: p.startOffset }),
      primary,
    );
  });

  readonly primary = this.RULE(
    'primary',
    (): Node =>
      this.OR([
        { ALT: () => literal(this.CONSUME(TYPES.number)) },
        { ALT: () => label(this.CONSUME(TYPES.label)) },
        { ALT: () => this.SUBRULE(this.nameOrCall) },
        {
          ALT: () => {
            this.CONSUME(TYPES.open);
            const inner = this.SUBRULE(this.expression);
            this.CONSUME(TYPES.close);
            return inner;
          },
        },
      ]),
  );

  readonly nameOrCall = this.RULE('nameOrCall', (): Node => {
    const name = this.CONSUME(TYPES.name);
    const args: Node[] = [];
    const called = this.OPTION({
      GATE: () => this.dialect?.calls === true,
      DEF: () => {
        this.CONSUME(TYPES.open);
        this.MANY_SEP({ SEP: TYPES.comma, DEF: () => args.push(this.SUBRULE(this.expression)) });
        this.CONSUME(TYPES.close);
        return true;
      },
    });
    const at = name.startOffset;
    return called ? { kind: 'call', name: name.image, args, at } : { kind: 'name', name: name.image, at };
  });
}

/** `analysis` is given where the look-ahead is to be worked out anew (render-lookahead.ts). */
export class ExpressionParser extends ExpressionRules {
  constructor(analysis?: ILookaheadStrategy) {
    super([], analysis);
    this.begin(LOOKAHEAD);
  }
}

function literal(t: IToken): Node {
  const { lexeme } = t as OurToken;
  return { kind: 'literal', value: lexeme?.value ?? 0n, at: t.startOffset };
}

function label(t: IToken): Node {
  const { lexeme } = t as OurToken;
  return { kind: 'label', number: Number(lexeme?.value ?? 0n), forward: t.image.endsWith('f'), at: t.startOffset };
}

/** Fold operands and operators into a tree by rank, all operators associating to the left. */
function fold(operands: Node[], operators: readonly IToken[], ranks: Readonly<Record<string, number>>): Node {
  let next = 0;
  const climb = (floor: number): Node => {
    let left = operands[next] as Node;
    for (;;) {
      const operator = operators[next];
      const rank = operator ? (ranks[operator.image] ?? 0) : 0;
      if (!operator || rank <= floor) return left;
      next++;
      const right = climb(rank);
      left = { kind: 'binary', op: operator.image, left, right, at: operator.startOffset };
    }
  };
  return climb(0);
}

let shared: ExpressionParser | undefined;

/** Parse lexemes into a tree. `textEnd` is where an error at the end of the text points. */
export function parseLexemes(lexemes: readonly Lexeme[], dialect: Dialect, textEnd: number): Parsed {
  shared ??= new ExpressionParser();
  shared.dialect = dialect;
  shared.input = lexemes.map(toToken);
  const node = shared.expression();
  const error = shared.errors[0];
  if (!error) return { node, end: lexemes.at(-1)?.end ?? textEnd };
  const found = error.token.tokenType === EOF ? undefined : (error.token as OurToken);
  const at = found?.startOffset ?? lexemes.at(-1)?.end ?? textEnd;
  return { error: found ? `unexpected '${found.image}' in expression` : 'expression ends too early', at };
}

function toToken(lexeme: Lexeme): IToken {
  const type = TYPES[lexeme.kind];
  const made: Partial<OurToken> = {
    image: lexeme.text,
    startOffset: lexeme.at,
    endOffset: lexeme.end - 1,
    tokenTypeIdx: type.tokenTypeIdx ?? 0,
    tokenType: type,
    lexeme,
  };
  return made as IToken;
}
