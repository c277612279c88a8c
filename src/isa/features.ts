/**
 * Architecture extensions: which instructions are on, by the names of GNU as 2.40 (`-march=`, `-mcpu=`, `.arch`, `.cpu`, `.arch_extension`).
 *
 * Enters: those names. Leaves: an immutable `FeatureSet`, which the encoder asks whether a row's requirement ('lse', 'sve2 | sme', 'the & d128') holds.
 * An extension switches on what it builds on; `no` + name switches it off with all that builds on it. Extensions newer than GNU as 2.40 have the names
 * that GCC and LLVM use for them.
 */

/** Extension -> what it builds on, directly. */
// biome-ignore format: a table
const REQUIRES: Readonly<Record<string, string>> = {
  fp: '', simd: 'fp', fp16: 'fp', fp16fml: 'fp16', aes: 'simd', sha2: 'simd', sha3: 'sha2', sm4: 'simd', crypto: 'aes sha2',
  crc: '', lse: '', lse128: 'lse', pan: '', lor: '', rdma: 'simd', ras: '', profile: '', rcpc: '', rcpc2: 'rcpc', rcpc3: 'rcpc2',
  compnum: 'fp16 simd', jscvt: 'fp', pauth: '', 'pauth-lr': 'pauth', dotprod: '', flagm: '', flagm2: 'flagm', frintts: '', sb: '', ssbs: '', predres: '',
  predres2: 'predres', rng: '', memtag: '', bf16: '', i8mm: '', ls64: '', wfxt: '', xs: '', mops: '', hbc: '', cssc: '', the: '', d128: 'lse128', gcs: '',
  chk: '', cpa: '', tme: '', brbe: '', ite: '', ebep: '', fp8: 'simd', fp8fma: 'fp8', fp8dot4: 'fp8fma', fp8dot2: 'fp8dot4', faminmax: 'simd', lut: 'simd',
  sve: 'fp16 simd compnum', f32mm: 'sve', f64mm: 'sve', sve2: 'sve', 'sve2-aes': 'sve2 aes', 'sve2-sm4': 'sve2 sm4', 'sve2-sha3': 'sve2 sha3',
  'sve2-bitperm': 'sve2', sve2p1: 'sve2', b16b16: 'bf16', 'ssve-fp8fma': 'sme2 fp8', 'ssve-fp8dot4': 'ssve-fp8fma', 'ssve-fp8dot2': 'ssve-fp8dot4',
  sme: 'sve2 bf16', 'sme-f64f64': 'sme', 'sme-i16i64': 'sme', sme2: 'sme', sme2p1: 'sme2', 'sme-f16f16': 'sme2', 'sme-f8f16': 'sme2 fp8', 'sme-f8f32': 'sme2 fp8',
  'sme-lutv2': 'sme2', 'pan-rwv': 'pan', ccpp: '', ccdp: 'ccpp', rasv2: 'ras', rme: '', mec: 'rme',
};

/** Other names of the same. */
// biome-ignore format: a table
const SAME: Readonly<Record<string, string>> = {
  rdm: 'rdma', fcma: 'compnum', 'sme-f64': 'sme-f64f64', 'sme-i64': 'sme-i16i64', mte: 'memtag', rand: 'rng', specres: 'predres', specres2: 'predres2',
  'sve-b16b16': 'b16b16', 'sve2-sha': 'sve2-sha3', pmuv3: 'profile',
};

/** What each architecture adds to the one before it. Levels themselves are features ('v8.2-a'). */
const V8_STEPS: readonly string[] = [
  'fp simd',
  'crc lse pan lor rdma',
  'ras',
  'rcpc compnum jscvt pauth',
  'flagm dotprod rcpc2 fp16fml',
  'sb ssbs predres flagm2 frintts',
  'bf16 i8mm',
  'ls64 wfxt xs',
  'mops hbc',
  'cssc predres2 chk',
];
const V9_STEPS: readonly string[] = ['sve2', '', '', '', 'sve2p1', 'cpa'];

/** Processors: architecture and extensions, as GNU as 2.40 has them. */
// biome-ignore format: a table
const CPUS: Readonly<Record<string, string>> = {
  'cortex-a34': 'armv8-a+crc', 'cortex-a35': 'armv8-a+crc', 'cortex-a53': 'armv8-a+crc', 'cortex-a57': 'armv8-a+crc', 'cortex-a72': 'armv8-a+crc',
  'cortex-a73': 'armv8-a+crc', 'cortex-a55': 'armv8.2-a+rcpc+fp16+dotprod', 'cortex-a65': 'armv8.2-a+fp16+dotprod+rcpc+ssbs',
  'cortex-a65ae': 'armv8.2-a+fp16+dotprod+rcpc+ssbs', 'cortex-a75': 'armv8.2-a+rcpc+fp16+dotprod', 'cortex-a76': 'armv8.2-a+rcpc+fp16+dotprod+ssbs',
  'cortex-a76ae': 'armv8.2-a+rcpc+fp16+dotprod+ssbs', 'cortex-a77': 'armv8.2-a+rcpc+fp16+dotprod+ssbs', 'cortex-a78': 'armv8.2-a+rcpc+fp16+dotprod+ssbs+profile',
  'cortex-a78ae': 'armv8.2-a+rcpc+fp16+dotprod+ssbs+profile', 'cortex-a78c': 'armv8.2-a+rcpc+fp16+dotprod+ssbs+profile+flagm+pauth',
  'cortex-a510': 'armv9-a+bf16+i8mm+memtag+sve2-bitperm', 'cortex-a520': 'armv9.2-a+memtag', 'cortex-a710': 'armv9-a+bf16+i8mm+memtag+sve2-bitperm+flagm+pauth',
  'cortex-a715': 'armv9-a+bf16+i8mm+memtag+sve2-bitperm', ares: 'armv8.2-a+rcpc+fp16+dotprod+profile', 'exynos-m1': 'armv8-a+crypto+crc',
  falkor: 'armv8-a+crypto+crc+rdma', 'neoverse-e1': 'armv8.2-a+rcpc+fp16+dotprod+ssbs', 'neoverse-n1': 'armv8.2-a+rcpc+fp16+dotprod+profile+ssbs',
  'neoverse-n2': 'armv8.5-a+bf16+i8mm+fp16fml+sve2-bitperm+memtag+rng', 'neoverse-v1': 'armv8.4-a+profile+sve+ssbs+rng+fp16fml+bf16+i8mm',
  'neoverse-v2': 'armv9-a+bf16+i8mm+memtag+sve2-bitperm+rng', qdf24xx: 'armv8-a+crypto+crc+rdma', saphira: 'armv8.4-a+crypto+profile',
  thunderx: 'armv8-a+crypto+crc', vulcan: 'armv8.1-a+crypto', xgene1: 'armv8-a', 'xgene-1': 'armv8-a', xgene2: 'armv8-a+crc', 'cortex-r82': 'armv8-r',
  'cortex-x1': 'armv8.2-a+rcpc+fp16+dotprod+ssbs+profile', 'cortex-x1c': 'armv8.2-a+rcpc+fp16+dotprod+ssbs+profile+flagm+pauth',
  'cortex-x2': 'armv9-a+bf16+i8mm+memtag+sve2-bitperm', 'cortex-x3': 'armv9-a+bf16+i8mm+memtag+sve2-bitperm', generic: 'armv8-a', all: 'all',
  // those that only GCC and LLVM name
  a64fx: 'armv8.2-a+fp16+sve+crypto', ampere1: 'armv8.6-a+crypto+sha3+rng+fp16', ampere1a: 'armv8.6-a+crypto+sha3+sm4+rng+memtag+fp16',
  ampere1b: 'armv8.7-a+crypto+sha3+sm4+rng+memtag+fp16+cssc', 'apple-a7': 'armv8-a+crypto', 'apple-a8': 'armv8-a+crypto', 'apple-a9': 'armv8-a+crypto',
  'apple-a10': 'armv8-a+crypto+crc+rdma+lor+pan', 'apple-a11': 'armv8.2-a+crypto+fp16', 'apple-a12': 'armv8.3-a+crypto+fp16',
  'apple-a13': 'armv8.4-a+crypto+sha3+fp16fml', 'apple-a14': 'armv8.5-a+crypto+sha3+fp16fml', 'apple-a15': 'armv8.6-a+crypto+sha3+fp16fml',
  'apple-a16': 'armv8.6-a+crypto+sha3+fp16fml+hbc', 'apple-a17': 'armv8.6-a+crypto+sha3+fp16fml+hbc', 'apple-m1': 'armv8.5-a+crypto+sha3+fp16fml',
  'apple-m2': 'armv8.6-a+crypto+sha3+fp16fml', 'apple-m3': 'armv8.6-a+crypto+sha3+fp16fml+hbc', 'apple-m4': 'armv8.7-a+crypto+sha3+fp16fml+hbc+sme2+sme-f64f64+sme-i16i64',
  carmel: 'armv8.2-a+crypto+fp16', 'cortex-a520ae': 'armv9.2-a+memtag', 'cortex-a720': 'armv9.2-a+memtag+sve2-bitperm+profile',
  'cortex-a720ae': 'armv9.2-a+memtag+sve2-bitperm+profile', 'cortex-a725': 'armv9.2-a+memtag+sve2-bitperm+profile', 'cortex-r82ae': 'armv8-r',
  'cortex-x4': 'armv9.2-a+memtag+sve2-bitperm+profile', 'cortex-x925': 'armv9.2-a+memtag+sve2-bitperm+profile', 'exynos-m3': 'armv8-a+crypto+crc',
  'exynos-m4': 'armv8.2-a+crypto+dotprod+fp16', 'exynos-m5': 'armv8.2-a+crypto+dotprod+fp16', kryo: 'armv8-a+crypto+crc',
  'neoverse-512tvb': 'armv8.4-a+crypto+profile+sve+ssbs+rng+fp16fml+bf16+i8mm', 'neoverse-n3': 'armv9.2-a+memtag+sve2-bitperm+rng+profile',
  'neoverse-v3': 'armv9.2-a+memtag+sve2-bitperm+rng+ls64+profile+brbe', 'neoverse-v3ae': 'armv9.2-a+memtag+sve2-bitperm+rng+ls64+profile+brbe',
  'oryon-1': 'armv8.6-a+crypto+sha3+sm4+rng+profile', thunderx2t99: 'armv8.1-a+crypto', thunderx3t110: 'armv8.3-a+crypto+profile', thunderxt81: 'armv8-a+crypto+crc',
  thunderxt83: 'armv8-a+crypto+crc', thunderxt88: 'armv8-a+crypto+crc', tsv110: 'armv8.2-a+crypto+dotprod+fp16fml+profile',
};

/** All that it builds on is there again, even if that was switched off since. `crypto` is nothing but what it stands for. */
function add(to: Set<string>, name: string): void {
  if (name !== 'crypto') to.add(name);
  for (const part of (REQUIRES[name] ?? '').split(' ')) if (part) add(to, part);
}

function remove(from: Set<string>, name: string): void {
  from.delete(name);
  if (name === 'crypto') for (const part of ['aes', 'sha2', 'sha3', 'sm4']) remove(from, part);
  for (const other of [...from]) if ((REQUIRES[other] ?? '').split(' ').includes(name)) remove(from, other);
}

function levels(to: Set<string>, v8: number, v9: number): void {
  for (let i = 0; i <= v8; i++) {
    to.add(i === 0 ? 'v8-a' : `v8.${i}-a`);
    // each by itself: Armv8.3-A has complex numbers, but no FP16, which `+compnum` switches on as well
    for (const name of (V8_STEPS[i] ?? '').split(' ')) if (name) to.add(name);
  }
  for (let i = 0; i <= v9; i++) {
    to.add(i === 0 ? 'v9-a' : `v9.${i}-a`);
    for (const name of (V9_STEPS[i] ?? '').split(' ')) if (name) add(to, name);
  }
}

/** The features of an architecture name, or undefined. */
function architecture(name: string): Set<string> | undefined {
  const set = new Set<string>();
  const match = /^armv(8|9)(?:\.(\d))?-a$/.exec(name);
  if (name === 'armv8-r') {
    levels(set, 4, -1);
    set.delete('lor');
    set.add('v8-r');
    return set;
  }
  if (!match) return undefined;
  set.add('a-profile');
  const minor = Number(match[2] ?? 0);
  if (match[1] === '8') {
    if (minor > 9) return undefined;
    levels(set, minor, -1);
  } else {
    if (minor > 5) return undefined;
    // Armv9.n is Armv8.(n+5) and SVE2
    levels(set, Math.min(minor + 5, 9), minor);
  }
  return set;
}

/** An immutable set of extensions. */
export class FeatureSet {
  readonly #names: ReadonlySet<string>;
  readonly #everything: boolean;
  readonly #answers = new Map<string, boolean>();

  private constructor(names: ReadonlySet<string>, everything: boolean) {
    this.#names = names;
    this.#everything = everything;
  }

  /** What GNU as accepts without options: Armv8.0-A with FP and SIMD. */
  static default(): FeatureSet {
    return new FeatureSet(architecture('armv8-a') ?? new Set(), false);
  }

  /** `-march=all`. */
  static all(): FeatureSet {
    return new FeatureSet(new Set(), true);
  }

  /** `-march=armv8.2-a+lse+nofp`: undefined when the architecture or an extension is unknown. */
  static fromArchitecture(text: string): FeatureSet | undefined {
    const [name = '', ...extensions] = text.split('+');
    const names = architecture(name);
    if (!names && name !== 'all') return undefined;
    return new FeatureSet(names ?? new Set(), name === 'all').withAll(extensions);
  }

  /** `-mcpu=cortex-a72+crypto`: undefined when unknown. */
  static fromCpu(text: string): FeatureSet | undefined {
    const [name = '', ...extensions] = text.split('+');
    const cpu = CPUS[name];
    return cpu === undefined ? undefined : FeatureSet.fromArchitecture(cpu)?.withAll(extensions);
  }

  /** `.arch_extension lse`, `.arch_extension nolse`: undefined when unknown. */
  with(name: string): FeatureSet | undefined {
    const plain = canonical(name);
    if (plain !== undefined) {
      const names = new Set(this.#names);
      add(names, plain);
      return new FeatureSet(names, this.#everything);
    }
    const negated = name.startsWith('no') ? canonical(name.slice(2)) : undefined;
    if (negated === undefined) return undefined;
    const names = new Set(this.#names);
    remove(names, negated);
    return new FeatureSet(names, this.#everything);
  }

  /** The same for sets that hold the same. */
  get key(): string {
    return this.#everything ? 'all' : [...this.#names].sort().join(' ');
  }

  /** Several extensions in turn; undefined, too, when one is added after another was taken away. */
  withAll(extensions: readonly string[]): FeatureSet | undefined {
    let set: FeatureSet | undefined = this;
    let removing = false;
    for (const extension of extensions) {
      const removes = canonical(extension) === undefined;
      if (removing && !removes) return undefined;
      removing ||= removes;
      set = set?.with(extension);
    }
    return set;
  }

  /** Whether it holds all that `other` does, and whatever is satisfied there is satisfied here. */
  includes(other: FeatureSet): boolean {
    if (this.#everything || other.#everything) return this.#everything;
    for (const name of other.#names) if (!this.#names.has(name)) return false;
    return true;
  }

  /** Whether a requirement holds: names with `&`, `|` and parentheses. '' and 'llvm' (registers without an extension's name) always do. */
  satisfies(requirement: string): boolean {
    if (this.#everything || requirement === '' || requirement === 'llvm') return true;
    const known = this.#answers.get(requirement);
    if (known !== undefined) return known;
    const answer = evaluate(requirement, (name) => this.#names.has(name));
    this.#answers.set(requirement, answer);
    return answer;
  }
}

function canonical(name: string): string | undefined {
  const same = SAME[name] ?? name;
  return Object.hasOwn(REQUIRES, same) ? same : undefined;
}

/** All names that `.arch_extension` takes, for "did you mean". */
export function extensionNames(): readonly string[] {
  return [...Object.keys(REQUIRES), ...Object.keys(SAME)];
}

/** All names that `-march=` takes. */
export function architectureNames(): readonly string[] {
  const minor = (major: number, last: number): string[] =>
    Array.from({ length: last + 1 }, (_, i) => (i === 0 ? `armv${major}-a` : `armv${major}.${i}-a`));
  return [...minor(8, 9), 'armv8-r', ...minor(9, 5), 'all'];
}

/** All names that `-mcpu=` takes. */
export function cpuNames(): readonly string[] {
  return Object.keys(CPUS);
}

/** or := and ('|' and)*; and := atom ('&' atom)*; atom := name | '(' or ')'. */
function evaluate(text: string, has: (name: string) => boolean): boolean {
  const tokens = text.match(/[()&|]|[^\s()&|]+/g) ?? [];
  let at = 0;
  const or = (): boolean => {
    let value = and();
    while (tokens[at] === '|') {
      at++;
      const right = and();
      value ||= right;
    }
    return value;
  };
  const and = (): boolean => {
    let value = atom();
    while (tokens[at] === '&') {
      at++;
      const right = atom();
      value &&= right;
    }
    return value;
  };
  const atom = (): boolean => {
    const token = tokens[at++] ?? '';
    if (token !== '(') return has(token);
    const value = or();
    at++;
    return value;
  };
  return or();
}
