/**
 * `readelf -n`: the notes of every SHT_NOTE section; what they say where it is GNU's own, else their bytes.
 */
import * as elf from '../../elf/constants.ts';
import { latin1 } from '../../elf/read.ts';
import { hex } from '../elf-tools/sections.ts';
import type { Headers } from './views.ts';

const NT_GNU_ABI_TAG = 1;
const NT_GNU_BUILD_ID = 3;
const NT_GNU_PROPERTY = 5;
const FEATURE_1_AND = 0xc0000000;

const GNU_KINDS: Readonly<Record<number, string>> = {
  [NT_GNU_ABI_TAG]: 'NT_GNU_ABI_TAG (ABI version tag)',
  [NT_GNU_BUILD_ID]: 'NT_GNU_BUILD_ID (unique build ID bitstring)',
  4: 'NT_GNU_GOLD_VERSION (gold version)',
  [NT_GNU_PROPERTY]: 'NT_GNU_PROPERTY_TYPE_0',
};

const KINDS: Readonly<Record<number, string>> = {
  1: 'NT_VERSION (version)',
  2: 'NT_ARCH (architecture)',
  256: 'OPEN',
  257: 'func',
};

const SYSTEMS = ['Linux', 'Hurd', 'Solaris', 'FreeBSD', 'NetBSD', 'Syllable', 'NaCl'];

function propertyText(bytes: DataView, little: boolean): string {
  const parts: string[] = [];
  for (let at = 0; at + 8 <= bytes.byteLength; ) {
    const type = bytes.getUint32(at, little);
    const size = bytes.getUint32(at + 4, little);
    if (at + 8 + size > bytes.byteLength) break;
    const value = size >= 4 ? bytes.getUint32(at + 8, little) : 0;
    const features = ['BTI', 'PAC'].filter((_, bit) => value & (1 << bit)).join(', ');
    parts.push(
      type === FEATURE_1_AND ? `AArch64 feature: ${features}` : `<unknown type ${hex(type)} data: ${hex(value)}>`,
    );
    at += 8 + Math.ceil(size / 8) * 8;
  }
  return `      Properties: ${parts.join('\n\t')}\n`;
}

function noteText(owner: string, type: number, bytes: Uint8Array, little: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (owner === 'GNU' && type === NT_GNU_BUILD_ID)
    return `    Build ID: ${Array.from(bytes, (b) => hex(b, 2)).join('')}\n`;
  if (owner === 'GNU' && type === NT_GNU_PROPERTY) return propertyText(view, little);
  if (owner === 'GNU' && type === NT_GNU_ABI_TAG && bytes.length >= 16) {
    const [system = 0, ...version] = [0, 4, 8, 12].map((at) => view.getUint32(at, little));
    return `    OS: ${SYSTEMS[system] ?? 'Unknown'}, ABI: ${version.join('.')}\n`;
  }
  return `   description data: ${Array.from(bytes, (b) => `${hex(b, 2)} `).join('')}\n`;
}

/** All notes; with -W a note is one line. */
export function notes({ file, wide }: Headers): string {
  const out: string[] = [];
  const little = !file.bigEndian;
  for (const section of file.sections) {
    if (section.type !== elf.SHT_NOTE) continue;
    out.push(`\nDisplaying notes found in: ${section.name}\n  Owner                Data size \tDescription\n`);
    const { data } = section;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at + 12 <= data.length; ) {
      const nameSize = view.getUint32(at, little);
      const size = view.getUint32(at + 4, little);
      const type = view.getUint32(at + 8, little);
      const description = at + 12 + Math.ceil(nameSize / 4) * 4;
      if (description + size > data.length) break;
      const owner = latin1(data, at + 12, at + 12 + Math.max(0, nameSize - 1));
      const known = owner === 'GNU' ? (GNU_KINDS[type] ?? KINDS[type]) : KINDS[type];
      const kind = known ?? `Unknown note type: (0x${hex(type, 8)})`;
      const text = noteText(owner, type, data.subarray(description, description + size), little);
      out.push(`  ${owner.padEnd(20)} 0x${hex(size, 8)}\t${kind}${wide ? '\t' : '\n'}${text}`);
      at = description + Math.ceil(size / 4) * 4;
    }
  }
  return out.join('');
}
