/**
 * A kernel header as a C grammar can take it: the kernel's words for attributes and a few member macros rewritten.
 *
 * Enters: the text of a header, preprocessed or not. Leaves: text with the same lines. Annotations for sparse and others
 * that change no layout become blanks, `__packed` and its like GNU attributes, DECLARE_BITMAP and DECLARE_FLEX_ARRAY
 * members. Neighbouring attributes are joined (the grammar takes one a place). Already preprocessed text passes through.
 */

/** Bytes of a cache line for ____cacheline_aligned (arm64 L1_CACHE_BYTES). */
const CACHE_LINE = 64;

const DROPPED =
  /\b(?:__user|__kernel|__iomem|__rcu|__percpu|__force|__nocast|__bitwise|__private|__randomize_layout|__no_randomize_layout|randomized_struct_fields_start|randomized_struct_fields_end|__extension__|__restrict|__ro_after_init|__must_hold|__rcu_dereferencable)\b/g;

/** The name that bits without a name get where the grammar would take `enum x : 3` for C23's underlying type. */
export const UNNAMED_BITS = '__unnamed_bits';

const BALANCED = String.raw`\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)`;

const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/\b__packed\b/g, '__attribute__((packed))'],
  [new RegExp(String.raw`\b__aligned(${BALANCED})`, 'g'), '__attribute__((aligned$1))'],
  [/\b____cacheline(?:_internodealigned|_aligned)(?:_in_smp)?\b/g, `__attribute__((aligned(${CACHE_LINE})))`],
  [new RegExp(String.raw`\b__counted_by(?:_le|_be)?${BALANCED}`, 'g'), ''],
  [/\b__aligned_(u64|s64|be64|le64)\b/g, '__attribute__((aligned(8))) __$1'],
  [/\bDECLARE_BITMAP\s*\(\s*(\w+)\s*,([^()]*(?:\([^()]*\)[^()]*)*)\)/g, 'unsigned long $1[(($2) + 63) / 64]'],
  [/\b(?:__)?DECLARE_FLEX_ARRAY\s*\(\s*([^,()]+),\s*(\w+)\s*\)/g, 'struct { struct { } __empty_$2; $1 $2[]; }'],
  [new RegExp(String.raw`\b_Static_assert\s*${BALANCED}\s*;`, 'g'), ''],
  [/\b__(?:const|volatile|signed)__\b/g, ''],
  [/\b(enum\s+\w+)\s*:(?=[\w\s()+*-]+[;,])/g, `$1 ${UNNAMED_BITS} :`],
  [/\b__(?:typeof)__\b/g, 'typeof'],
];

/** Comments, and strings so that none begins in one. */
const COMMENT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

/** Blank a match but for its line ends. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** Joins `__attribute__((a)) __attribute__((b))` until there is nothing to join. */
function joinAttributes(text: string): string {
  const pair =
    /__attribute__\s*\(\(((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*)\)\)(\s*)__attribute__\s*\(\(/g;
  for (let before = '', now = text; ; before = now) {
    if (now === before) return now;
    now = now.replace(pair, '__attribute__(($1, $2');
  }
}

/** One token that matters to the nesting of braces: a string, a directive with its continuations, a brace, the end of a declaration. */
const LANDMARK = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|^[ \t]*#(?:[^\n\\]|\\[^\n]|\\\n)*|[{};]/gm;

/**
 * Blanks the bodies of functions: nothing in them can define a structure that others use, and assembler statements and
 * statement expressions are beyond the grammar. Text whose braces do not match (a brace under a condition) stays as it is.
 */
function blankFunctions(text: string): string {
  const attributes = new RegExp(String.raw`__attribute__\s*${BALANCED}`, 'g');
  const parts: string[] = [];
  let kept = 0;
  let depth = 0;
  let declaration = 0;
  let body = -1;
  for (const { 0: token, index } of text.matchAll(LANDMARK)) {
    if (token === '{') {
      const before = depth === 0 ? text.slice(declaration, index).replace(attributes, '').trimEnd() : '';
      if (before.endsWith(')')) body = index;
      depth++;
    } else if (token === '}') {
      if (--depth < 0) return text;
      if (depth === 0 && body >= 0) {
        parts.push(text.slice(kept, body), ';', blank(text.slice(body + 1, index + 1)));
        kept = index + 1;
        body = -1;
        declaration = kept;
      }
    } else if (depth === 0 && (token === ';' || token.trimStart().startsWith('#'))) {
      declaration = index + token.length;
    }
  }
  return depth === 0 ? `${parts.join('')}${text.slice(kept)}` : text;
}

/** The text for the grammar; line numbers stay. */
export function prepareC(source: string): string {
  let text = source.replace(COMMENT, (token) => (token.startsWith('/') ? blank(token) : token)).replace(DROPPED, blank);
  text = text.replace(/\b__(attribute)\b(?!__)/g, '__$1__');
  for (const [pattern, replacement] of REWRITES) text = text.replace(pattern, replacement);
  return joinAttributes(blankFunctions(text));
}
