/** Links as GNU ld makes them, to the byte (links/, recorded by scripts/record-links.ts). */
import * as fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command } from '../../src/cli/commands/ld.ts';
import { archive } from './archive.ts';
import { object } from './link.ts';
import { type LinkCase, type LinkOutcome, linkCases, outcomeOf, RECORDED } from './link-case.ts';
import { memoryIo } from './memory-io.ts';

const recorded = JSON.parse(fs.readFileSync(RECORDED, 'utf8')) as Record<string, LinkOutcome>;

async function link(each: LinkCase): Promise<Uint8Array | undefined> {
  const files = new Map<string, Uint8Array>();
  for (const [name, text] of each.files) {
    files.set(name, Buffer.from(text, 'latin1'));
    if (!name.endsWith('.s')) continue;
    const made = await object(text, name.replace(/\.s$/, '.o'), each.as.includes('-EB'));
    files.set(made.name, made.bytes);
  }
  for (const { name, members, thin } of each.archives) files.set(name, archive(members, files, thin));
  const io = memoryIo(files);
  const status = await command.run([...each.ld, '-o', 'out'], io);
  const output = files.get('out');
  expect(output !== undefined, io.errors()).toBe(status === 0);
  return output;
}

describe('links as GNU ld makes them', () => {
  const cases = linkCases();
  it('are recorded', () => expect(Object.keys(recorded).sort()).toEqual(cases.map((c) => c.name).sort()));

  for (const each of cases) {
    it(each.name, async () => {
      const mine = outcomeOf(await link(each));
      const theirs = recorded[each.name];
      expect(mine.sections).toEqual(theirs?.sections);
      expect(mine).toEqual(theirs);
    });
  }
});
