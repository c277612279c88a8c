/** --unique=PATTERN: sections of these names are not put together, whatever the script says. */
import type { LinkOptions } from './options.ts';
import { wildcardMatch } from './wildcard.ts';

export function staysApart({ unique }: LinkOptions, name: string): boolean {
  return unique.some((pattern) => pattern !== '' && wildcardMatch(pattern, name));
}
