/** Archives for tests: members without an index; the linker makes its own. */
export function archive(members: readonly string[], files: ReadonlyMap<string, Uint8Array>, thin: boolean): Uint8Array {
  const table = members.map((name) => `${name}/\n`).join('');
  const parts: Buffer[] = [Buffer.from(thin ? '!<thin>\n' : '!<arch>\n')];
  const header = (name: string, size: number): Buffer =>
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(size).padEnd(10)}\`\n`,
    );
  const padded = (data: Uint8Array): Buffer => Buffer.concat([data, Buffer.from(data.length % 2 === 0 ? '' : '\n')]);
  parts.push(header('//', table.length), padded(Buffer.from(table)));
  let at = 0;
  for (const name of members) {
    const data = files.get(name) ?? new Uint8Array(0);
    parts.push(header(`/${at}`, data.length));
    if (!thin) parts.push(padded(data));
    at += name.length + 2;
  }
  return Buffer.concat(parts);
}
