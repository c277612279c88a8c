/**
 * -finput-charset=: sources in other character sets, as the UTF-8 that everything inside works on.
 *
 * Enters: the bytes of a file and the name of their set, as the platform's TextDecoder knows them. Leaves: UTF-8.
 */
import { UsageError } from '../command.ts';

const LATIN1 = /^(?:iso[-_]?8859-?1|latin-?1|l1|cp819)$/i;
const UTF8 = /^utf-?8$/i;

/** `name`, if there is such a character set; else a UsageError. */
export function knownCharset(name: string): string {
  if (LATIN1.test(name) || UTF8.test(name)) return name;
  try {
    new TextDecoder(name);
    return name;
  } catch {
    throw new UsageError(`-finput-charset=${name}: no such character set is known`);
  }
}

/** The bytes of a text in `charset` as UTF-8. */
export function asUtf8(data: Uint8Array, charset: string): Uint8Array {
  if (UTF8.test(charset)) return data;
  const text = LATIN1.test(charset) ? Buffer.from(data).toString('latin1') : new TextDecoder(charset).decode(data);
  return Buffer.from(text, 'utf8');
}
