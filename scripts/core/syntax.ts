/**
 * Trees of the core's language: what the parser leaves and the emitter takes.
 *
 * Types are gone but for the kind of a value. Parentheses and `as` leave nothing.
 */
import type { Place } from './tokens.ts';

/** All values are i32; a boolean is 0 or 1. */
export type Kind = 'number' | 'boolean' | 'void';

/** What may stand to the left of `=`. */
export type Target = Name | Element;
interface Name extends Place {
  readonly is: 'name';
  readonly name: string;
}
/** `u8[index]`, `i32[index]`. */
export interface Element extends Place {
  readonly is: 'element';
  readonly array: string;
  readonly index: Expression;
}
export interface Call extends Place {
  readonly is: 'call';
  /** `f`, or `Math.imul` as one name. */
  readonly name: string;
  readonly values: readonly Expression[];
}
export interface Binary extends Place {
  readonly is: 'binary';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Conditional extends Place {
  readonly is: 'conditional';
  readonly test: Expression;
  readonly yes: Expression;
  readonly no: Expression;
}
export interface Assignment extends Place {
  readonly is: 'assignment';
  /** `+` of `+=`; nothing of `=`. */
  readonly operator: string;
  readonly target: Target;
  readonly value: Expression;
}
export interface Update extends Place {
  readonly is: 'update';
  readonly operator: '+' | '-';
  readonly prefix: boolean;
  readonly target: Target;
}
export interface Unary extends Place {
  readonly is: 'unary';
  readonly operator: string;
  readonly operand: Expression;
}
export type Expression =
  | Target
  | Call
  | Binary
  | Conditional
  | Assignment
  | Update
  | Unary
  | (Place & { readonly is: 'number'; readonly value: number })
  | (Place & { readonly is: 'boolean'; readonly value: boolean })
  | (Place & { readonly is: 'member'; readonly object: string; readonly name: string });

export interface Declaration extends Place {
  readonly is: 'declaration';
  readonly constant: boolean;
  readonly name: string;
  readonly kind: Kind | undefined;
  readonly value: Expression | undefined;
}
export interface Loop extends Place {
  readonly is: 'loop';
  readonly start: readonly Statement[];
  /** Nothing is `true`. */
  readonly test: Expression | undefined;
  /** The test comes after the body: do … while. */
  readonly testLast: boolean;
  readonly step: Expression | undefined;
  readonly body: Statement;
}
export interface Switch extends Place {
  readonly is: 'switch';
  readonly subject: Expression;
  /** A clause without a value is the default. */
  readonly clauses: readonly { readonly value: Expression | undefined; readonly body: readonly Statement[] }[];
}
export interface If extends Place {
  readonly is: 'if';
  readonly test: Expression;
  readonly yes: Statement;
  readonly no: Statement | undefined;
}
export interface Return extends Place {
  readonly is: 'return';
  readonly value: Expression | undefined;
}
export type Statement =
  | Declaration
  | Loop
  | Switch
  | If
  | Return
  | (Place & { readonly is: 'declarations'; readonly list: readonly Declaration[] })
  | (Place & { readonly is: 'expression'; readonly value: Expression })
  | (Place & { readonly is: 'block'; readonly body: readonly Statement[] })
  | (Place & { readonly is: 'labelled'; readonly label: string; readonly body: Statement })
  | (Place & { readonly is: 'break' | 'continue'; readonly label: string | undefined });

export interface Parameter {
  readonly name: string;
  readonly kind: Kind;
}
export interface FunctionItem extends Place {
  readonly is: 'function';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly result: Kind;
  readonly body: readonly Statement[];
}
/** What a module defines under one name, or finds under it elsewhere. */
export type Item =
  | FunctionItem
  | (Place & { readonly is: 'constant'; readonly value: Expression })
  | (Place & { readonly is: 'record'; readonly members: ReadonlyMap<string, Expression> })
  | (Place & { readonly is: 'global'; readonly name: string; readonly kind: Kind; readonly value: Expression })
  | (Place & { readonly is: 'import'; readonly from: string; readonly name: string });

export interface Module {
  readonly file: string;
  readonly items: ReadonlyMap<string, Item>;
  /** Names in this module by the names that others see. */
  readonly exports: ReadonlyMap<string, string>;
}
