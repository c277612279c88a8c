/**
 * Which architecture and extensions each -mcpu= stands for, as gcc 12's driver tells the assembler (`gcc -### -mcpu=X`).
 */
const CPUS: Readonly<Record<string, string>> = {
  'armv8-a+crc':
    'cortex-a34 cortex-a35 cortex-a53 cortex-a57 cortex-a72 cortex-a73 cortex-a57.cortex-a53 cortex-a72.cortex-a53 cortex-a73.cortex-a35 cortex-a73.cortex-a53',
  'armv8-a+crypto+crc':
    'thunderx thunderxt88p1 thunderxt88 octeontx octeontx81 octeontx83 thunderxt81 thunderxt83 emag exynos-m1 phecda',
  'armv8.6-a': 'ampere1',
  'armv8-a': 'xgene1 generic',
  'armv8-a+crypto+crc+rdma': 'falkor qdf24xx',
  'armv8.1-a+crypto': 'thunderx2t99p1 vulcan thunderx2t99',
  'armv8.2-a+fp16+rcpc+dotprod': 'cortex-a55 cortex-a75 cortex-a76 cortex-a75.cortex-a55 cortex-a76.cortex-a55',
  'armv8.2-a+fp16+rcpc+dotprod+ssbs': 'cortex-a76ae cortex-a77 cortex-a65 cortex-a65ae neoverse-e1',
  'armv8.2-a+fp16+rcpc+dotprod+profile+ssbs': 'cortex-a78 cortex-a78ae cortex-x1',
  'armv8.2-a+fp16+rcpc+dotprod+profile+ssbs+flagm+pauth': 'cortex-a78c',
  'armv8.2-a+fp16+rcpc+dotprod+profile': 'ares neoverse-n1',
  'armv8.2-a+crypto+profile':
    'octeontx2 octeontx2t98 octeontx2t96 octeontx2t93 octeontx2f95 octeontx2f95n octeontx2f95mm',
  'armv8.2-a+sve': 'a64fx',
  'armv8.2-a+crypto+fp16': 'tsv110',
  'armv8.3-a+crypto+rcpc+sha3+sm4': 'thunderx3t110',
  'armv8.4-a+rcpc+sve+profile+rng+ssbs+i8mm+bf16': 'zeus neoverse-v1 neoverse-512tvb',
  'armv8.4-a+crypto+rcpc': 'saphira',
  'armv8-r': 'cortex-r82',
  'armv9-a+memtag+sve2-bitperm+i8mm+bf16': 'cortex-a510 cortex-a710 cortex-x2',
  'armv9-a+profile+rng+memtag+sve2-bitperm+i8mm+bf16': 'neoverse-n2 demeter',
};

/** The -march= value that `-mcpu=cpu` stands for, its own +extensions added; undefined for an unknown CPU. */
export function architectureOf(cpu: string): string | undefined {
  const [name = '', ...extensions] = cpu.split('+');
  for (const [architecture, names] of Object.entries(CPUS)) {
    if (names.split(' ').includes(name)) return [architecture, ...extensions].join('+');
  }
  return undefined;
}

/** Sizes of cache lines in bytes, where they are not the usual 64 and 256: by destructive interference, then by constructive. */
const CACHE_LINES: Readonly<Record<string, string>> = {
  '64 64':
    'thunderx2t99 thunderx2t99p1 vulcan thunderx3t110 falkor qdf24xx tsv110 xgene1 exynos-m1 ampere1 emag phecda',
  '128 128': 'thunderx thunderxt88p1 thunderxt88 thunderxt81 thunderxt83 octeontx octeontx81 octeontx83',
  '256 256': 'a64fx',
};

/** What __GCC_DESTRUCTIVE_SIZE and __GCC_CONSTRUCTIVE_SIZE are for `-mcpu=cpu`, in bytes. */
export function cacheLinesOf(cpu: string): { readonly destructive: number; readonly constructive: number } {
  const name = cpu.split('+')[0] ?? '';
  for (const [sizes, names] of Object.entries(CACHE_LINES)) {
    const [destructive = 256, constructive = 64] = sizes.split(' ').map(Number);
    if (names.split(' ').includes(name)) return { destructive, constructive };
  }
  return { destructive: 256, constructive: 64 };
}
