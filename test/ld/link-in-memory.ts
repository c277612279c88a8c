/** A case linked by our command, in memory: sources assembled by us, or objects that are given. */
import { expect } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { command } from '../../src/cli/commands/ld.ts';
import { archive } from './archive.ts';
import { object } from './link.ts';
import type { LinkCase } from './link-case.ts';
import { memoryIo } from './memory-io.ts';

/** The output; undefined when the link is refused. */
export async function linkInMemory(each: LinkCase): Promise<Uint8Array | undefined> {
  const files = new Map<string, Uint8Array>();
  for (const [name, text] of each.files) {
    files.set(name, Buffer.from(text, 'latin1'));
    if (!name.endsWith('.s')) continue;
    const made = await object(text, name.replace(/\.s$/, '.o'), each.as.includes('-EB'));
    files.set(made.name, made.bytes);
  }
  for (const { name, members, thin } of each.archives) files.set(name, archive(members, files, thin));
  const io = memoryIo(files);
  for (const argv of each.libraries) await command.run(argv, io);
  let status = 2;
  try {
    status = await command.run([...each.ld, '-o', 'out'], io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
  const output = files.get('out');
  expect(output !== undefined, io.errors()).toBe(status === 0);
  return output;
}
