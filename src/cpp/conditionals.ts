/**
 * Conditional groups of a source file: which branch follows which, what stands out of place, and the include guard.
 *
 * Enters: a file's directives in order (structure.ts). Leaves: each branch linked to the next of its group, the faults, and the
 * macro of the group that holds the whole file. C11 6.10.1.
 */
import { Directive, type DirectiveRecord } from './structure.ts';

export interface Fault {
  readonly kind: 'else-after-else' | 'elif-after-else' | 'without-if' | 'unterminated';
  readonly directive: DirectiveRecord;
  /** The #if (or #else) that it belongs to. */
  readonly of?: DirectiveRecord | undefined;
}

/** What of a skeleton an include guard depends on. */
interface Scanned {
  readonly directives: readonly DirectiveRecord[];
  /** Anything but blanks and comments before the first directive? */
  readonly textBefore: boolean;
}

/** Link each branch of a conditional group to the next one, and list those that are out of place. */
export function linkConditionals(directives: DirectiveRecord[]): Fault[] {
  const faults: Fault[] = [];
  const open: { first: DirectiveRecord; last: DirectiveRecord; otherwise: DirectiveRecord | undefined }[] = [];
  directives.forEach((directive, index) => {
    const { kind } = directive;
    if (kind < Directive.if || kind > Directive.endif) return;
    if (kind <= Directive.ifndef) {
      directive.next = directives.length;
      open.push({ first: directive, last: directive, otherwise: undefined });
      return;
    }
    const group = open[open.length - 1];
    if (!group) {
      faults.push({ kind: 'without-if', directive });
      return;
    }
    if (group.otherwise && kind !== Directive.endif) {
      const fault = kind === Directive.else ? 'else-after-else' : 'elif-after-else';
      faults.push({ kind: fault, directive, of: group.otherwise });
    }
    directive.next = directives.length;
    group.last.next = index;
    group.last = directive;
    if (kind === Directive.else) group.otherwise = directive;
    if (kind === Directive.endif) open.pop();
  });
  for (const group of open.reverse()) faults.push({ kind: 'unterminated', directive: group.last, of: group.first });
  return faults;
}

/** The macro of `#ifndef X` or `#if !defined X` that wraps the whole file with no other branch. */
export function guardOf(text: string, skeleton: Scanned): string {
  const { directives, textBefore } = skeleton;
  const first = directives[0];
  const last = directives[directives.length - 1];
  if (!first || !last || textBefore || last.textAfter || last.kind !== Directive.endif) return '';
  if (directives[first.next] !== last) return '';
  const operands = text.slice(first.operands, first.end);
  if (first.kind === Directive.ifndef) return /^[ \t]+([A-Za-z_]\w*)\s*(?:$|\/[/*])/.exec(operands)?.[1] ?? '';
  if (first.kind !== Directive.if) return '';
  const condition = /^\s*!\s*defined(?:\s*\(\s*([A-Za-z_]\w*)\s*\)|\s+([A-Za-z_]\w*))\s*(?:$|\/[/*])/.exec(operands);
  return condition?.[1] ?? condition?.[2] ?? '';
}
