/**
 * Opens C text for import: tree-sitter's C grammar, whose WebAssembly lies in its npm package.
 *
 * Loaded when a header is given and at no other time. Both packages are found beside this program (or from the working
 * directory); nothing is fetched.
 */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as messages from '../../diag/messages/offsets.ts';
import { SchemaError } from '../../offsets/error.ts';
import { CTypes } from '../../offsets/import/c.ts';
import { prepareC } from '../../offsets/import/c-prepare.ts';
import type { SyntaxNode } from '../../offsets/import/syntax.ts';
import type { Target } from '../../offsets/model.ts';

const HEADER = /\.(?:[chi]|cc|hh|hpp)$/;

export function isCFile(file: string): boolean {
  return HEADER.test(file);
}

function grammarFile(): string | undefined {
  for (const from of [import.meta.url, path.join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(from).resolve('tree-sitter-c/tree-sitter-c.wasm');
    } catch {
      // not beside this file: the next place
    }
  }
  return undefined;
}

/** A function from C text to its syntax tree. Throws SchemaError where the grammar is not installed. */
export async function loadGrammar(): Promise<(text: string) => SyntaxNode> {
  const treeSitter = await import('web-tree-sitter').catch(() => undefined);
  const file = grammarFile();
  if (treeSitter === undefined || file === undefined) throw new SchemaError(messages.needsGrammar());
  await treeSitter.Parser.init();
  const language = await treeSitter.Language.load(new Uint8Array(fs.readFileSync(file)));
  const parser = new treeSitter.Parser();
  parser.setLanguage(language);
  return (text) => {
    const tree = parser.parse(text);
    if (tree === null) throw new SchemaError(messages.needsGrammar());
    return tree.rootNode;
  };
}

export interface CFile {
  readonly path: string;
  readonly text: string;
}

/** The structures of C headers, read as one text in the order given. Throws SchemaError. */
export async function openC(files: readonly CFile[], target: Target): Promise<CTypes> {
  const parse = await loadGrammar();
  const starts: number[] = [];
  let text = '';
  for (const file of files) {
    starts.push(text.split('\n').length - 1);
    text += `${file.text.endsWith('\n') ? file.text : `${file.text}\n`}`;
  }
  const lineOf = (row: number): { file: string; line: number } => {
    const index = starts.findLastIndex((start) => start <= row);
    return { file: files[index]?.path ?? '', line: row - (starts[index] ?? 0) + 1 };
  };
  const file = files.map(({ path: name }) => name).join(', ');
  return new CTypes(parse(prepareC(text)), { file, lineOf, target, parse });
}
