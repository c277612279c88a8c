/** Objects with compressed debugging sections link as those without. */
import { expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { captured } from './captured.ts';

const SOURCE = `	.text
f:	nop
	.section .debug_info,"",@progbits
	.rept 40
	.4byte f
	.8byte f + 4
	.endr
	.section .debug_str,"MS",@progbits,1
	.rept 30
	.asciz "hello world hello"
	.endr
`;

async function run(argv: readonly string[], files: Record<string, Uint8Array>): Promise<string> {
  const { io, err } = captured({
    readFile: (path) => files[path],
    openLarge: () => undefined,
    writeFiles: (list) => {
      for (const { path, data } of list) files[path] = Buffer.from(data as Uint8Array);
      return undefined;
    },
  });
  const status = await main(argv, io);
  return status === 0 ? '' : err();
}

it('whether an object is compressed does not show in what it is linked to', async () => {
  const files: Record<string, Uint8Array> = { 'a.s': Buffer.from(SOURCE) };
  expect(await run(['-c', '-o', 'a.o', 'a.s'], files)).toBe('');
  for (const form of ['zlib', 'zlib-gnu']) {
    expect(await run(['-c', `-Wa,--compress-debug-sections=${form}`, '-o', 'z.o', 'a.s'], files)).toBe('');
    expect((files['z.o'] as Uint8Array).length).toBeLessThan((files['a.o'] as Uint8Array).length);
    for (const how of [['-Ttext', '0x1000', '-e', '0'], ['-r']]) {
      const outputs: (Uint8Array | undefined)[] = [];
      for (const object of ['a.o', 'z.o']) {
        // the name of the object is in the output of -r
        files['x.o'] = files[object] as Uint8Array;
        expect(await run(['ld', ...how, '-o', 'linked', 'x.o'], files)).toBe('');
        outputs.push(files.linked);
      }
      expect(outputs[0]).toEqual(outputs[1]);
    }
  }
});

it('damaged data is an error of its file and section', async () => {
  const files: Record<string, Uint8Array> = { 'a.s': Buffer.from(SOURCE) };
  expect(await run(['-c', '-Wa,--compress-debug-sections', '-o', 'z.o', 'a.s'], files)).toBe('');
  const object = files['z.o'] as Uint8Array;
  const at = Buffer.from(object).indexOf(Buffer.from([0x78]), 64);
  object[at + 8] = (object[at + 8] as number) ^ 0xff;
  expect(await run(['ld', '-e', '0', '-o', 'linked', 'z.o'], files)).toMatch(
    /^a64as ld: error: z\.o \(\.debug_\w+\): it does not decompress/,
  );
});

it('objcopy takes compression away and puts it on', async () => {
  const files: Record<string, Uint8Array> = { 'a.s': Buffer.from(SOURCE) };
  expect(await run(['-c', '-o', 'a.o', 'a.s'], files)).toBe('');
  expect(await run(['objcopy', '--decompress-debug-sections', 'a.o', 'plain.o'], files)).toBe('');
  for (const form of ['zlib', 'zlib-gnu']) {
    expect(await run(['objcopy', `--compress-debug-sections=${form}`, 'a.o', `${form}.o`], files)).toBe('');
    expect((files[`${form}.o`] as Uint8Array).length).toBeLessThan((files['a.o'] as Uint8Array).length);
    expect(await run(['objcopy', '--decompress-debug-sections', `${form}.o`, 'back.o'], files)).toBe('');
    // as GNU's, a section that was of the older form is aligned to a byte
    expect(files['back.o']).toEqual(files['plain.o']);
  }
});
