/**
 * Assignments to dot that move nothing: linker scripts write them for the sake of form, and they do not keep an empty section.
 */
import type { Node } from '../expr/node.ts';
import type { Value } from './evaluate.ts';
import type * as ast from './script/ast.ts';

/** `. = 0`, `. = . + 0`, `. = symbol` of value 0 and `. = ALIGN(. != 0 ? e : 1)` do not keep an empty section. */
export function isNoMove(command: ast.Assignment, value: Value | undefined): boolean {
  if (value?.value !== 0n) return false;
  if (command.op === '+=') return isZero(command.value.node);
  const { node } = command.value;
  if (isZero(node) || (node.kind === 'name' && node.name !== '.')) return true;
  if (node.kind === 'binary') return node.op === '+' && isDot(node.left) && isZero(node.right);
  if (node.kind !== 'call' || node.name !== 'ALIGN') return false;
  const argument = node.args[0];
  return (
    argument?.kind === 'conditional' &&
    argument.condition.kind === 'binary' &&
    argument.condition.op === '!=' &&
    isDot(argument.condition.left) &&
    isZero(argument.condition.right) &&
    argument.otherwise.kind === 'literal' &&
    argument.otherwise.value === 1n
  );
}

const isDot = (node: Node): boolean => node.kind === 'name' && node.name === '.';
const isZero = (node: Node): boolean => node.kind === 'literal' && node.value === 0n;
