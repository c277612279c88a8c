/**
 * The types of schemas: what a member reads as, and which paths exist, so that a wrong member name does not compile.
 *
 * A schema is an object from member names to types or to types with attributes (define.ts). From it follow `View` (an
 * object with one accessor a member; numbers up to 32 bits are `number`, wider ones and pointers `bigint`), `Init` (the
 * values to write) and `CheckPath` (a member path such as `segment[3].mem`). Members of anonymous structures and unions are
 * seen through; members with a CONFIG condition read `undefined` where they do not exist.
 */
import type { ArrayType, CType, EnumType, PointerType, RecordType, Scalar } from './model.ts';

/** A structure or union that knows its schema. `M` exists only in the type. */
export interface TypedRecord<M> extends RecordType {
  readonly schema?: M;
}

/** A type with what C writes beside it in a member declaration. `A` and `W`: anonymous, conditional. */
export interface Declared<T, A extends boolean = boolean, W extends boolean = boolean> {
  readonly kind: 'declared';
  readonly type: T;
  readonly width?: number;
  readonly align?: number;
  readonly packed?: boolean;
  readonly anonymous: A;
  /** C's name, where the key is another. */
  readonly name?: string;
  readonly when?: string;
  readonly conditional?: W;
}

export type Schema = Readonly<Record<string, CType | Declared<CType>>>;

/** Elements of an array member. */
export interface ArrayView<V, I = V> {
  readonly length: number;
  /** Throws SchemaError outside [0, length). */
  at(index: number): V;
  set(index: number, value: I): void;
  [Symbol.iterator](): Iterator<V>;
}

type TypeOf<D> = D extends Declared<infer T> ? T : D;

export type ValueOf<T> =
  T extends Scalar<infer V>
    ? V
    : T extends EnumType
      ? number
      : T extends PointerType
        ? bigint
        : T extends TypedRecord<infer M>
          ? View<M>
          : T extends ArrayType<infer E>
            ? ArrayView<ValueOf<E>, InitOf<E>>
            : never;

/** What may be written: aggregates from plain objects and arrays. */
export type InitOf<T> =
  T extends TypedRecord<infer M>
    ? Init<M>
    : T extends ArrayType<infer E>
      ? readonly InitOf<E>[] | Uint8Array | string
      : T extends EnumType | PointerType
        ? number | bigint
        : T extends Scalar<infer V>
          ? V extends bigint
            ? bigint | number
            : V
          : never;

type IsAggregate<D> = TypeOf<D> extends RecordType | ArrayType<unknown> ? true : false;
type IsAnonymous<D> = D extends Declared<CType, infer A> ? A : false;
type Maybe<D, V> = D extends Declared<CType, boolean, infer W> ? (W extends true ? V | undefined : V) : V;

/** All names that are in scope in a schema, with their declarations. */
export type Flat<M> = { [K in keyof M as IsAnonymous<M[K]> extends true ? never : K]: M[K] } & AnonymousParts<M>;

type AnonymousParts<M> = UnionToIntersection<
  {
    [K in keyof M]: IsAnonymous<M[K]> extends true
      ? TypeOf<M[K]> extends TypedRecord<infer N>
        ? Flat<N>
        : object
      : object;
  }[keyof M]
>;
type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;

export type View<M> = ViewOfFlat<Flat<M>>;
type ViewOfFlat<F> = {
  -readonly [K in keyof F as IsAggregate<F[K]> extends true ? never : K]: Maybe<F[K], ValueOf<TypeOf<F[K]>>>;
} & {
  readonly [K in keyof F as IsAggregate<F[K]> extends true ? K : never]: Maybe<F[K], ValueOf<TypeOf<F[K]>>>;
};

export type Init<M> = InitOfFlat<Flat<M>>;
type InitOfFlat<F> = { readonly [K in keyof F]?: InitOf<TypeOf<F[K]>> };

type Element<T> = T extends ArrayType<infer E> ? E : never;
type Indexed<T, I extends string> = I extends `${number}][${infer Rest}` ? Indexed<Element<T>, Rest> : Element<T>;
type Step<M, S extends string> = S extends `${infer Name}[${infer Index}]`
  ? Indexed<Step<M, Name>, Index>
  : S extends keyof Flat<M>
    ? TypeOf<Flat<M>[S]>
    : never;
type Walk<M, P extends string> = P extends `${infer Head}.${infer Rest}`
  ? Step<M, Head> extends TypedRecord<infer N>
    ? Walk<N, Rest>
    : never
  : Step<M, P>;

/** `P` where it is a path into the schema, else never. Paths computed at run time are checked then. */
export type CheckPath<M, P extends string> = string extends P ? P : [Walk<M, P>] extends [never] ? never : P;
