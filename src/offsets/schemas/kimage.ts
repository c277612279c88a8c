/**
 * `struct kimage` and `struct kimage_arch` (arm64) at three times: before the series "arm64: MMU enabled kexec relocation"
 * (on Linux 5.11), after its patch 1, and in mainline 6.1, where the series went in reworked.
 *
 * Source of the 6.1 forms: include/linux/kexec.h and arch/arm64/include/asm/kexec.h of that release; of the others: the
 * series' patches and the 5.11 header. The CONFIG conditions are theirs. KEXEC_SEGMENT_MAX is 16.
 */
import { anonymous, array, bits, defineStruct, defineUnion, pointer, when } from '../define.ts';
import { kimage_entry_t, phys_addr_t, size_t, unsignedInt, unsignedLong } from '../scalars.ts';
import { blank, offset, offsetsFile } from '../views/asm-offsets.ts';

const KEXEC_SEGMENT_MAX = 16;

export const list_head = defineStruct('list_head', {
  next: pointer('struct list_head'),
  prev: pointer('struct list_head'),
});

export const kexec_segment = defineStruct('kexec_segment', {
  source: anonymous(defineUnion(undefined, { buf: pointer('void'), kbuf: pointer('void') })),
  bufsz: size_t,
  mem: unsignedLong,
  memsz: size_t,
});

/** 5.11 and 6.1 alike. */
export const purgatory_info = defineStruct('purgatory_info', {
  ehdr: pointer('const struct elf64_hdr'),
  sechdrs: pointer('struct elf64_shdr'),
  purgatory_buf: pointer('void'),
});

const ELF_HEADERS_511 = {
  elf_headers: pointer('void'),
  elf_headers_mem: unsignedLong,
  elf_headers_sz: unsignedLong,
} as const;

export const kimage_arch_before = defineStruct('kimage_arch', {
  dtb: pointer('void'),
  dtb_mem: phys_addr_t,
  kern_reloc: phys_addr_t,
  ...ELF_HEADERS_511,
});

export const kimage_arch_1 = defineStruct('kimage_arch', {
  dtb: pointer('void'),
  dtb_mem: phys_addr_t,
  kern_reloc: phys_addr_t,
  kern_reloc_arg: phys_addr_t,
  ...ELF_HEADERS_511,
});

export const kimage_arch = defineStruct('kimage_arch', {
  dtb: pointer('void'),
  dtb_mem: phys_addr_t,
  kern_reloc: phys_addr_t,
  el2_vectors: phys_addr_t,
  ttbr0: phys_addr_t,
  ttbr1: phys_addr_t,
  zero_page: phys_addr_t,
  phys_offset: unsignedLong,
  t0sz: unsignedLong,
});

/** Up to the architecture's part, the same in all three. */
const COMMON = {
  head: kimage_entry_t,
  entry: pointer(kimage_entry_t),
  last_entry: pointer(kimage_entry_t),
  start: unsignedLong,
  control_code_page: pointer('struct page'),
  swap_page: pointer('struct page'),
  vmcoreinfo_data_copy: pointer('void'),
  nr_segments: unsignedLong,
  segment: array(kexec_segment, KEXEC_SEGMENT_MAX),
  control_pages: list_head,
  dest_pages: list_head,
  unusable_pages: list_head,
  control_page: unsignedLong,
  type: bits(unsignedInt, 1),
  preserve_context: bits(unsignedInt, 1),
  file_mode: bits(unsignedInt, 1),
} as const;

/** CONFIG_KEXEC_FILE, the same in all three. */
const FILE = {
  kernel_buf: when('CONFIG_KEXEC_FILE', pointer('void')),
  kernel_buf_len: when('CONFIG_KEXEC_FILE', unsignedLong),
  initrd_buf: when('CONFIG_KEXEC_FILE', pointer('void')),
  initrd_buf_len: when('CONFIG_KEXEC_FILE', unsignedLong),
  cmdline_buf: when('CONFIG_KEXEC_FILE', pointer('char')),
  cmdline_buf_len: when('CONFIG_KEXEC_FILE', unsignedLong),
  fops: when('CONFIG_KEXEC_FILE', pointer('const struct kexec_file_ops')),
  image_loader_data: when('CONFIG_KEXEC_FILE', pointer('void')),
  purgatory_info: when('CONFIG_KEXEC_FILE', purgatory_info),
} as const;

export const kimage_before = defineStruct('kimage', { ...COMMON, arch: kimage_arch_before, ...FILE });

export const kimage_1 = defineStruct('kimage', { ...COMMON, arch: kimage_arch_1, ...FILE });

export const kimage = defineStruct('kimage', {
  ...COMMON,
  arch: kimage_arch,
  ...FILE,
  ima_buffer: when('CONFIG_IMA_KEXEC', pointer('void')),
  ima_buffer_addr: when('CONFIG_IMA_KEXEC', phys_addr_t),
  ima_buffer_size: when('CONFIG_IMA_KEXEC', size_t),
  elf_headers: pointer('void'),
  elf_headers_sz: unsignedLong,
  elf_load_addr: unsignedLong,
});

/** What 6.1's relocate_kernel.S reads. */
export const kimageOffsets = offsetsFile([
  offset('KIMAGE_ARCH_DTB_MEM', kimage, 'arch.dtb_mem'),
  offset('KIMAGE_ARCH_EL2_VECTORS', kimage, 'arch.el2_vectors'),
  offset('KIMAGE_ARCH_ZERO_PAGE', kimage, 'arch.zero_page'),
  offset('KIMAGE_ARCH_PHYS_OFFSET', kimage, 'arch.phys_offset'),
  offset('KIMAGE_ARCH_TTBR1', kimage, 'arch.ttbr1'),
  offset('KIMAGE_HEAD', kimage, 'head'),
  offset('KIMAGE_START', kimage, 'start'),
  blank(),
]);
