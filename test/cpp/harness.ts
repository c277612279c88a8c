/** A preprocessor run on files in memory, for tests. */
import { FileCache, type Preprocessed, type PreprocessOptions, preprocess } from '../../src/cpp/index.ts';
import { DiagnosticSink } from '../../src/diag/diagnostic.ts';
import { renderText } from '../../src/diag/render.ts';
import { SourceMap } from '../../src/text/source-map.ts';

export interface Run {
  readonly result: Preprocessed | undefined;
  readonly sink: DiagnosticSink;
  readonly sourceMap: SourceMap;
  /** The text without line markers and blank lines. */
  readonly text: string;
  /** Diagnostics as a person sees them. */
  readonly messages: string;
}

export interface Setup extends Partial<PreprocessOptions> {
  readonly assembler?: boolean;
  readonly keepComments?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export function cacheOf(headers: Readonly<Record<string, string>>, assembler = true, keepComments = false): FileCache {
  const read = (path: string) =>
    Object.hasOwn(headers, path) ? Buffer.from(headers[path] as string, 'latin1') : undefined;
  return new FileCache(read, { assembler, keepComments });
}

/** Preprocess `source` as the file main.S. */
export function run(source: string, setup: Setup = {}): Run {
  const sink = new DiagnosticSink();
  const sourceMap = new SourceMap();
  const { assembler = true, keepComments = false, headers = {}, ...options } = setup;
  const result = preprocess({
    name: 'main.S',
    text: source,
    files: options.files ?? cacheOf(headers, assembler, keepComments),
    sourceMap,
    sink,
    search: { quote: [], angle: ['inc'], system: [], after: [] },
    definitions: [],
    predefined: '',
    macroFiles: [],
    includes: [],
    lineMarkers: true,
    macroPrefixMap: [],
    ...options,
  });
  const text = (result?.text ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^# \d/.test(line))
    .map((line) => line.trim())
    .join('\n');
  return { result, sink, sourceMap, text, messages: renderText(sink.list, sourceMap) };
}
