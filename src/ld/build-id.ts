/** Build ids: a hash of the output in a note (`--build-id`). */
import type { LinkContext } from './context.ts';
import type { OutputSection } from './model.ts';

export function buildIdNote(_context: LinkContext, _bytes: Uint8Array, _sections: readonly OutputSection[], _shoff: number, _phnum: number): void {}
