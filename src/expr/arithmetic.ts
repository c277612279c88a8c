/**
 * Operators on integers that all dialects share; wrapping and truth values are the caller's.
 */

/** `+ - * / % & | ^` on integers of any width; the caller has ruled out division by zero and wraps the result. */
export function arithmetic(op: string, a: bigint, b: bigint): bigint {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    default:
      return a ^ b;
  }
}

/** `== != <> < > <= >=` on numbers and bigints alike. */
export function compare(op: string, a: number | bigint, b: number | bigint): boolean {
  switch (op) {
    case '==':
      return a === b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return a !== b;
  }
}
