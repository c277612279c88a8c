/**
 * What the command line of `a64as ld` comes to: inputs in their order, options of the link, what to print and write.
 */
import type { LinkOptions } from '../../ld/options.ts';

export interface InputArgument {
  readonly name: string;
  /** `-lNAME`. */
  readonly library: boolean;
  readonly wholeArchive: boolean;
  /** Above 0: between --start-group and --end-group. */
  readonly group: number;
  /** --as-needed, --copy-dt-needed-entries, -Bstatic. */
  readonly asNeeded: boolean;
  readonly copiesNeeded: boolean;
  readonly archivesOnly: boolean;
  /** -b binary: whatever it is, its bytes are data. */
  readonly binary: boolean;
  /** -R: only its symbols count. */
  readonly justSymbols?: boolean;
}

export interface LdSettings {
  options: Partial<LinkOptions>;
  output: string;
  script: string | undefined;
  /** How many inputs were named before -T. */
  scriptAt: number;
  /** How many --defsym came before -T. */
  defsymsAt: number | undefined;
  /** Takes the place of the standard script, where -T does not. */
  defaultScript: string | undefined;
  readonly inputs: InputArgument[];
  readonly searchPaths: string[];
  readonly versionScripts: string[];
  readonly dynamicLists: string[];
  readonly exportLists: string[];
  /** Options that would change something with GNU ld and do not here, to warn of. */
  readonly withoutEffect: string[];
  /** -t: how often it was given. */
  trace: number;
  memoryUsage: boolean;
  crossReferences: boolean;
  /** What to print before the link. */
  print: string | undefined;
  dependencyFile: string | undefined;
  map: string | undefined;
  mapJson: string | undefined;
  printMap: boolean;
  binary: boolean;
  /** For scripts that need preprocessing (*.lds.S). */
  readonly includes: string[];
  readonly defines: string[];
  diagnostics: string;
  help: boolean;
  version: boolean;
  verbose: boolean;
}
