/** CONFIG options from the command line and from .config files. */
import * as messages from '../../diag/messages/offsets.ts';
import { SchemaError } from '../../offsets/error.ts';
import type { Config } from '../../offsets/model.ts';
import { type Io, UsageError } from '../command.ts';

function optionValue(text: string): boolean | number | string {
  if (text === 'y') return true;
  if (text === 'n' || text === '') return false;
  if (/^-?(?:\d+|0x[\da-fA-F]+)$/.test(text)) return Number(text);
  return text.replace(/^"(.*)"$/, '$1');
}

/** Options as `CONFIG_X=y`, `CONFIG_X` or the path of a .config file, later ones winning. Throws UsageError, SchemaError. */
export function parseConfig(items: readonly string[], io: Io): Config {
  const config: Record<string, boolean | number | string> = {};
  for (const item of items) {
    const match = /^(CONFIG_\w+)(?:=(.*))?$/.exec(item);
    if (match?.[1] !== undefined) {
      config[match[1]] = match[2] === undefined ? true : optionValue(match[2]);
      continue;
    }
    if (item.includes('=')) throw new UsageError(`offsets: '${item}' is neither CONFIG_NAME=VALUE nor a file`);
    const data = io.readFile(item);
    if (data === undefined) throw new SchemaError(messages.unreadable(item, io.readError(item)));
    for (const line of new TextDecoder().decode(data).split('\n')) {
      const option = /^(CONFIG_\w+)=(.*)$/.exec(line.trim());
      if (option?.[1] !== undefined) config[option[1]] = optionValue(option[2] ?? '');
    }
  }
  return config;
}
