/**
 * Characters beyond ASCII in names: which ones each standard permits (C11 annex D; C99 annex D), and where one ends in a text.
 *
 * Enters: a code, or a text of one character a byte. Leaves: whether it may stand there. As in GNU cpp the list of C99 counts
 * only where pedantry is asked for.
 */

/** Ranges of characters that a name may hold (C11, D.1), and of those that may not begin it (D.2). */
// biome-ignore format: a table
const IN_NAMES: readonly (readonly [number, number])[] = [
  [0xa8, 0xa8], [0xaa, 0xaa], [0xad, 0xad], [0xaf, 0xaf], [0xb2, 0xb5], [0xb7, 0xba], [0xbc, 0xbe], [0xc0, 0xd6], [0xd8, 0xf6], [0xf8, 0xff],
  [0x100, 0x167f], [0x1681, 0x180d], [0x180f, 0x1fff], [0x200b, 0x200d], [0x202a, 0x202e], [0x203f, 0x2040], [0x2054, 0x2054], [0x2060, 0x206f],
  [0x2070, 0x218f], [0x2460, 0x24ff], [0x2776, 0x2793], [0x2c00, 0x2dff], [0x2e80, 0x2fff], [0x3004, 0x3007], [0x3021, 0x302f], [0x3031, 0x303f],
  [0x3040, 0xd7ff], [0xf900, 0xfd3d], [0xfd40, 0xfdcf], [0xfdf0, 0xfe44], [0xfe47, 0xfffd],
];
const NOT_FIRST: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
];

/** C99, annex D, as hexadecimal ranges; the second list may not begin a name. */
const C99_NAMES = ranges(
  [
    'aa b5 b7 ba c0-d6 d8-f6 f8-1f5 1fa-217 250-2a8 2b0-2b8 2bb 2bd-2c1 2d0-2d1 2e0-2e4 37a 386 388-38a 38c 38e-3a1',
    '3a3-3ce 3d0-3d6 3da 3dc 3de 3e0 3e2-3f3 401-40c 40e-44f 451-45c 45e-481 490-4c4 4c7-4c8 4cb-4cc 4d0-4eb',
    '4ee-4f5 4f8-4f9 531-556 559 561-587 5b0-5b9 5bb-5bd 5bf 5c1-5c2 5d0-5ea 5f0-5f2 621-63a 640-652 660-669',
    '670-6b7 6ba-6be 6c0-6ce 6d0-6dc 6e5-6e8 6ea-6ed 6f0-6f9 901-903 905-939 93d-94d 950-952 958-963 966-96f',
    '981-983 985-98c 98f-990 993-9a8 9aa-9b0 9b2 9b6-9b9 9be-9c4 9c7-9c8 9cb-9cd 9dc-9dd 9df-9e3 9e6-9f1 a02',
    'a05-a0a a0f-a10 a13-a28 a2a-a30 a32-a33 a35-a36 a38-a39 a3e-a42 a47-a48 a4b-a4d a59-a5c a5e a66-a6f a74',
    'a81-a83 a85-a8b a8d a8f-a91 a93-aa8 aaa-ab0 ab2-ab3 ab5-ab9 abd-ac5 ac7-ac9 acb-acd ad0 ae0 ae6-aef b01-b03',
    'b05-b0c b0f-b10 b13-b28 b2a-b30 b32-b33 b36-b39 b3d-b43 b47-b48 b4b-b4d b5c-b5d b5f-b61 b66-b6f b82-b83',
    'b85-b8a b8e-b90 b92-b95 b99-b9a b9c b9e-b9f ba3-ba4 ba8-baa bae-bb5 bb7-bb9 bbe-bc2 bc6-bc8 bca-bcd be7-bef',
    'c01-c03 c05-c0c c0e-c10 c12-c28 c2a-c33 c35-c39 c3e-c44 c46-c48 c4a-c4d c60-c61 c66-c6f c82-c83 c85-c8c',
    'c8e-c90 c92-ca8 caa-cb3 cb5-cb9 cbe-cc4 cc6-cc8 cca-ccd cde ce0-ce1 ce6-cef d02-d03 d05-d0c d0e-d10 d12-d28',
    'd2a-d39 d3e-d43 d46-d48 d4a-d4d d60-d61 d66-d6f e01-e3a e40-e49 e50-e5b e81-e82 e84 e87-e88 e8a e8d e94-e97',
    'e99-e9f ea1-ea3 ea5 ea7 eaa-eab ead-eae eb0-eb9 ebb-ebd ec0-ec4 ec6 ec8-ecd ed0-ed9 edc-edd f00 f18-f19',
    'f20-f33 f35 f37 f39 f3e-f47 f49-f69 f71-f84 f86-f8b f90-f95 f97 f99-fad fb1-fb7 fb9 10a0-10c5 10d0-10f6',
    '1e00-1e9b 1ea0-1ef9 1f00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4',
    '1fb6-1fbc 1fbe 1fc2-1fc4 1fc6-1fcc 1fd0-1fd3 1fd6-1fdb 1fe0-1fec 1ff2-1ff4 1ff6-1ffc 203f-2040 207f 2102 2107',
    '210a-2113 2115 2118-211d 2124 2126 2128 212a-2131 2133-2138 2160-2182 3005-3007 3021-3029 3041-3093 309b-309c',
    '30a1-30f6 30fb-30fc 3105-312c 4e00-9fa5 ac00-d7a3',
  ].join(' '),
);
const C99_NOT_FIRST = ranges(
  '660-669 6f0-6f9 966-96f 9e6-9ef a66-a6f ae6-aef b66-b6f be7-bef c66-c6f ce6-cef d66-d6f e50-e59 ed0-ed9 f20-f33',
);

function ranges(text: string): readonly (readonly [number, number])[] {
  return text.split(' ').map((range) => {
    const [first = '', last = first] = range.split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });
}

function within(list: readonly (readonly [number, number])[], code: number): boolean {
  return list.some(([a, b]) => code >= a && code <= b);
}

const SEQUENCE = /[\xc2-\xf4][\x80-\xbf]+/y;

/** The end of the character beyond ASCII at `i` if a name may hold it (as its first one); else `i`. */
export function nameCharacterEnd(text: string, i: number, first: boolean): number {
  SEQUENCE.lastIndex = i;
  const lead = text.charCodeAt(i);
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const bytes = SEQUENCE.exec(text)?.[0].slice(0, length);
  return bytes?.length === length && isNameCharacter(codePoint(bytes), first) ? i + length : i;
}

/** The code point of one UTF-8 sequence, given one character a byte. */
export function codePoint(bytes: string): number {
  const first = bytes.charCodeAt(0);
  let value = first & (0x7f >> bytes.length);
  for (let i = 1; i < bytes.length; i++) value = value * 64 + (bytes.charCodeAt(i) & 0x3f);
  return value;
}

/** May a name hold the character, and as its `first` one? Beyond the first plane all but the last two codes of each do. */
export function isNameCharacter(code: number, first: boolean): boolean {
  if (first && within(NOT_FIRST, code)) return false;
  return code === 0x24 || within(IN_NAMES, code) || (code >= 0x10000 && code < 0xf0000 && (code & 0xffff) < 0xfffe);
}

/** The same by the list of C99. */
export function isC99NameCharacter(code: number, first: boolean): boolean {
  return code === 0x24 || (within(C99_NAMES, code) && !(first && within(C99_NOT_FIRST, code)));
}
