/**
 * Finding headers: the name in an #include to a file, along gcc's search path.
 *
 * Enters: the name, its delimiter and where the directive stands. Leaves: the file, the index of the directory where it
 * was found (for #include_next) and whether it is a system header; or the directories that were searched.
 */
import type { FileCache, SourceFile } from './files.ts';
import type { SearchPath } from './options.ts';

export interface Found {
  readonly file: SourceFile;
  readonly path: string;
  /** Index in the search path; -1: next to the includer. */
  readonly directory: number;
  /** 0: a user's header; 1: a system header; 2: one for extern "C". */
  readonly system: number;
  /** Tells the same file under another name, or in another directory, apart: GNU cpp knows include guards by these. */
  readonly entry: string;
}

/** The first directories of a search path, as many as were looked through, and the levels of what is in them. */
export interface Looked {
  readonly directories: readonly string[];
  readonly levels: readonly number[];
  readonly count: number;
}

export class HeaderSearch {
  readonly #files: FileCache;
  readonly #directories: readonly string[];
  /** Index of the first directory for <…>. */
  readonly #angleFrom: number;
  readonly #levelOf: readonly number[];
  /** As many directories as anything was looked for in since `watch`. */
  #looked = 0;
  readonly #besides: boolean;
  readonly #found = new Map<string, Found | undefined>();

  readonly #levels = new Map<string, number>();

  constructor(files: FileCache, search: SearchPath) {
    this.#files = files;
    this.#directories = [...search.quote, ...search.angle, ...search.system, ...search.after];
    this.#besides = search.besides !== false;
    this.#angleFrom = search.quote.length;
    const users = search.quote.length + search.angle.length;
    this.#levelOf = this.#directories.map((directory, i) =>
      i < users ? 0 : search.externC?.includes(directory) ? 2 : 1,
    );
  }

  /** From now on it is to be known how far the path is looked through. */
  watch(): void {
    this.#looked = 0;
  }

  get looked(): Looked {
    return { directories: this.#directories, levels: this.#levelOf, count: this.#looked };
  }

  /** Would what was found on that path be found on this one? */
  wouldFind({ directories, levels, count }: Looked): boolean {
    if (count > this.#directories.length) return false;
    for (let i = 0; i < count; i++)
      if (directories[i] !== this.#directories[i] || levels[i] !== this.#levelOf[i]) return false;
    return count < directories.length || directories.length === this.#directories.length;
  }

  /** Directories of includers, and the levels that they were first met at. */
  get levels(): ReadonlyMap<string, number> {
    return this.#levels;
  }

  /** Take levels over from a unit that has met the same directories. */
  addLevels(levels: readonly (readonly [string, number])[]): void {
    for (const [directory, level] of levels) this.#levels.set(directory, level);
  }

  /** The directories searched for `<…>`, or for `"…"` in a file of directory `beside`. */
  searched(angled: boolean, beside: string): readonly string[] {
    return angled ? this.#directories.slice(this.#angleFrom) : [beside === '' ? '.' : beside, ...this.#directories];
  }

  /** The directories searched after that of index `directory`. */
  searchedNext(directory: number): readonly string[] {
    return this.#directories.slice(directory + 1);
  }

  /** Find `name` in `beside` (the includer's directory, '' for the current one; undefined for <…>), then along the path. */
  find(name: string, beside: string | undefined, besideSystem: number): Found | undefined {
    if (name.startsWith('/')) return this.#open('', name, -1, besideSystem);
    if (beside !== undefined && this.#besides) {
      const found = this.#open(beside, name, -1, this.#besideLevel(beside, besideSystem));
      if (found) return found;
    }
    return this.#along(name, beside === undefined ? this.#angleFrom : 0);
  }

  /** As gcc, a directory that a file's own headers are in stays one of the system, or not, as it was first met. */
  #besideLevel(directory: string, level: number): number {
    const known = this.#levels.get(directory);
    if (known === undefined) this.#levels.set(directory, level);
    return known ?? level;
  }

  /** Find `name` in the directories after that of index `directory`. */
  findNext(name: string, directory: number): Found | undefined {
    return name.startsWith('/') ? this.#open('', name, -1, 0) : this.#along(name, directory + 1);
  }

  #along(name: string, from: number): Found | undefined {
    const key = `${from}:${name}`;
    let found = this.#found.get(key);
    if (!found && !this.#found.has(key)) {
      for (let i = from; i < this.#directories.length && !found; i++) {
        found = this.#open(this.#directories[i] as string, name, i, this.#levelOf[i] as number);
      }
      this.#found.set(key, found);
    }
    this.#looked = Math.max(this.#looked, found ? found.directory + 1 : this.#directories.length);
    return found;
  }

  #open(within: string, name: string, directory: number, system: number): Found | undefined {
    const path = joined(within, name);
    const file = this.#files.open(path);
    return file && { file, path, directory, system, entry: `${directory}:${within.length}:${path}` };
  }
}

function joined(directory: string, name: string): string {
  if (directory === '') return name;
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** The directory part of a path, as GNU cpp names it: '' for none. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : slash === 0 ? '/' : path.slice(0, slash);
}
