/**
 * The script that the link follows: -T's, or one among the inputs that has SECTIONS, or the standard one; what other scripts say is added to it.
 *
 * Enters: the inputs and options. Leaves: one Script, and the objects in link order with all that scripts name among them.
 */
import type { Pos } from '../diag/diagnostic.ts';
import { DEFAULT_SCRIPT } from './default-script.ts';
import type { LinkInput } from './index.ts';
import type { LinkObject } from './load.ts';
import type { LinkOptions } from './options.ts';
import type { Script } from './script/ast.ts';
import { parseScript, type ScriptHost } from './script/parse.ts';
import { type FileHost, InputExpander, readScripts } from './script-inputs.ts';
import { inSysroot } from './search.ts';

export interface LinkPlan {
  readonly script: Script;
  readonly objects: readonly LinkObject[];
  /** How many of them come before the script's own names; all, where it is the standard one. */
  readonly scriptAt: number;
}

/** Read all scripts. What is wrong is in the sink. */
export function planLink(input: LinkInput, options: LinkOptions): LinkPlan {
  const readFile = input.readFile ?? (() => undefined);
  const host = scriptHost(input, options);
  const parse = (name: string, text: string, base?: Pos): Script =>
    parseScript({ name, text, base: base ?? input.sourceMap.addFile(name, text) }, host);
  const files: FileHost = { options, sink: input.sink, readFile, parse };
  const among = readScripts(files, input.objects);
  const implicit = input.script ? undefined : [...among].find(([, script]) => script.hasSections);
  const given = input.script ? parse(input.script.name, input.script.text, input.script.base) : implicit?.[1];
  // INSERT puts what stands before it into the standard script.
  const inserts = given?.commands.some(({ kind }) => kind === 'insert') === true;
  const script = given?.hasSections && !inserts ? given : standardScript(parse, options);
  if (given && given !== script) addTo(script, given, inserts);
  for (const [, other] of among) if (other !== given) addTo(script, other);
  addOptions(script, options, input, host, parse);

  const expander = new InputExpander(files, script, input.objects);
  const at = implicit ? input.objects.indexOf(implicit[0]) : (input.scriptAt ?? 0);
  const before = expander.expand(input.objects.slice(0, at), among);
  const named = given && !implicit ? expander.named(given, {}, 0) : [];
  const behind = expander.expand(input.objects.slice(at), among);
  const startup = expander.startup(script);
  const objects = [...startup, ...before, ...named, ...behind];
  return { script, objects, scriptAt: given?.hasSections ? startup.length + before.length : objects.length };
}

function scriptHost({ sink, sourceMap, readFile }: LinkInput, { searchPaths, sysroot }: LinkOptions): ScriptHost {
  return {
    sink,
    sourceMap,
    searched: searchPaths,
    readInclude(name) {
      for (const path of [name, ...searchPaths.map((directory) => `${inSysroot(directory, sysroot)}/${name}`)]) {
        const bytes = readFile?.(path);
        if (bytes) return Array.from(bytes, (b) => String.fromCharCode(b)).join('');
      }
      return undefined;
    },
  };
}

type Parse = (name: string, text: string, base?: Pos) => Script;

const standardScript = (parse: Parse, options: LinkOptions): Script =>
  parse('<default script>', DEFAULT_SCRIPT(options));

/** What a script says beyond its inputs, which stand where it stood. */
function addTo(script: Script, other: Script, first = false): void {
  if (first) script.commands.unshift(...other.commands);
  else script.commands.push(...other.commands);
  script.versions.push(...other.versions);
  script.searchDirs.push(...other.searchDirs);
  script.undefinedSymbols.push(...other.undefinedSymbols);
  script.entry = other.entry ?? script.entry;
  script.phdrs = other.phdrs ?? script.phdrs;
  script.memory.push(...other.memory);
  script.aliases.push(...other.aliases);
  script.noCrossRefs.push(...other.noCrossRefs);
  script.noCrossRefsTo.push(...other.noCrossRefsTo);
  script.forceCommon ||= other.forceCommon;
  script.inhibitCommon ||= other.inhibitCommon;
  script.forceGroups ||= other.forceGroups;
  if (other.startup !== '') script.startup = other.startup;
}

/** Version scripts, and --defsym before all else, or behind where it stands behind the script. */
function addOptions(
  script: Script,
  options: LinkOptions,
  { sourceMap, defsymsAt }: LinkInput,
  host: ScriptHost,
  parse: Parse,
): void {
  for (const { name, text } of options.versionScripts) {
    const base = sourceMap.addFile(name, text);
    script.versions.push(...parseScript({ name, text, base }, host, 'versions').versions);
  }
  for (const { name, text } of [...options.dynamicLists, ...options.exportLists]) {
    const base = sourceMap.addFile(name, text);
    script.dynamicList.push(...parseScript({ name, text, base }, host, 'versions').versions.flatMap((v) => v.global));
  }
  for (const pattern of options.exportedSymbols) script.dynamicList.push({ pattern, language: 'C', literal: false });
  const defsyms = options.defsyms.flatMap((text) => parse('--defsym', `${text};`).commands);
  const before = defsyms.splice(0, defsymsAt ?? defsyms.length);
  script.commands.unshift(...before);
  script.commands.push(...defsyms);
}
