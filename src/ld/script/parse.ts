/**
 * Reads linker scripts: text to ast.Script, errors to the sink.
 *
 * The grammar is loaded when the first script comes along (`loadScriptGrammar`), since chevrotain costs start-up time.
 */
import type { DiagnosticSink } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/ld.ts';
import type { SourceMap } from '../../text/source-map.ts';
import type { Script, ScriptText } from './ast.ts';
import type { ScriptParser } from './commands.ts';

type Grammar = typeof import('./commands.ts');

// A loaded module, like a frozen table: set once, never changed.
let grammar: Grammar | undefined;
let shared: ScriptParser | undefined;

export async function loadScriptGrammar(): Promise<void> {
  grammar ??= await import('./commands.ts');
}

export interface ScriptHost {
  readonly sink: DiagnosticSink;
  readonly sourceMap: SourceMap;
  /** The text of an included script (latin1), or undefined. */
  readInclude(name: string): string | undefined;
  readonly searched: readonly string[];
}

const MAX_DEPTH = 64;

/** Parse a script. After `loadScriptGrammar` only. Errors are in the sink; the script holds what was understood. */
export function parseScript(text: ScriptText, host: ScriptHost, entry: 'script' | 'versions' = 'script'): Script {
  if (!grammar) throw new Error('loadScriptGrammar was not awaited');
  shared ??= new grammar.ScriptParser();
  const parser = shared;
  const open: string[] = [text.name];
  parser.includes = {
    open(name, at, script) {
      if (open.includes(name) || open.length > MAX_DEPTH) {
        host.sink.report(script.base + at, messages.includeLoop(name), name.length);
        return undefined;
      }
      const found = host.readInclude(name);
      if (found === undefined) {
        host.sink.report(script.base + at, messages.missingInclude(name, host.searched), name.length);
        return undefined;
      }
      open.push(name);
      return { name, text: found, base: host.sourceMap.addFile(name, found, script.base + at) };
    },
    syntax: (script, at, length, what) => host.sink.report(script.base + at, messages.syntax(what), length),
  };
  const script = parser.parse(text, entry);
  for (const problem of parser.errors) {
    const { token } = problem;
    const known = Number.isInteger(token.startOffset) && token.startOffset >= 0;
    const at = known ? token.startOffset : parser.text.text.length;
    host.sink.report(
      parser.text.base + at,
      messages.syntax(describe(problem.message, token.image)),
      token.image.length,
    );
  }
  parser.errors = [];
  return script;
}

/** Chevrotain's message in the house's words. */
function describe(message: string, image: string): string {
  const found = image === '' ? 'the end of the script' : `'${image}'`;
  const expected = /--> (.*?) <-- but found/s.exec(message)?.[1];
  return expected ? `expected ${expected}, found ${found}` : `unexpected ${found}`;
}
