/**
 * The machine `virt`: RAM at 0x40000000, PL011, GIC, generic timer, PSCI, semihosting, where QEMU's `virt` has them.
 *
 * Enters: a CPU profile, an entry level, an image (ELF segments or an arm64 Image), an initrd, a command line. Leaves: a Machine ready to run: memory
 * loaded, the device tree made, the boot protocol's registers set for an Image (Documentation/arm64/booting.rst), the reset state for an ELF.
 */
import type { CpuProfile } from './api.ts';
import { Gic } from './devices/gic.ts';
import { gicv2 } from './devices/gicv2.ts';
import { gicv3, IccRegisters } from './devices/gicv3.ts';
import { Pl011 } from './devices/pl011.ts';
import { Pl031 } from './devices/pl031.ts';
import { emptyTransports, FirmwareConfiguration, Gpio } from './devices/quiet.ts';
import { flatten, virtTree } from './dtb.ts';
import type { DataRange } from './fetch.ts';
import { installFirmware } from './firmware.ts';
import { Machine } from './machine.ts';
import { SYSREG } from './sysreg-file.ts';

export const VIRT = {
  ram: 0x4000_0000,
  uart: 0x0900_0000,
  gicd: 0x0800_0000,
  gicc: 0x0801_0000,
  gicr: 0x080a_0000,
  rtc: 0x0901_0000,
  firmware: 0x0902_0000,
  gpio: 0x0903_0000,
  virtio: 0x0a00_0000,
} as const;
const UART_INTERRUPT = 33;
const RTC_INTERRUPT = 34;

export interface LoadSegment {
  /** Physical address. */
  readonly address: number;
  readonly bytes: Uint8Array;
  /** In memory; what is past the bytes is zero. */
  readonly size: number;
}

export type Program =
  | {
      readonly kind: 'elf';
      /** Physical address. */
      readonly entry: number;
      readonly segments: readonly LoadSegment[];
      readonly data?: readonly DataRange[];
    }
  /** A flat binary, entered as an Image is, at the address where loaders put one without a header. */
  | { readonly kind: 'flat'; readonly bytes: Uint8Array }
  | { readonly kind: 'image'; readonly bytes: Uint8Array };

export interface VirtOptions {
  readonly cpu: CpuProfile;
  readonly el: 1 | 2 | 3;
  /** Enter EL2 with HCR_EL2.E2H and TGE set. */
  readonly vhe: boolean;
  readonly ramSize: number;
  readonly gic: 2 | 3;
  readonly program: Program;
  /** A device tree of the user's own; undefined makes one. */
  readonly deviceTree?: Uint8Array;
  readonly initrd?: Uint8Array;
  readonly bootArguments?: string;
  readonly write: (bytes: Uint8Array) => void;
  /** What is typed on the console: all of it at once, at the start. */
  readonly input?: Uint8Array;
  /** The program's name, which semihosting tells it. */
  readonly name?: string;
  /** With the memory model, or without; registers that nothing has defined hold junk with it (the adversary's choice), else zero. */
  readonly engine: 'checked' | 'fast';
}

/** The arm64 Image header, or undefined when `bytes` does not start with one. */
export function imageHeader(bytes: Uint8Array): { textOffset: number; imageSize: number } | undefined {
  if (bytes.length < 64) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 64);
  if (view.getUint32(56, true) !== 0x644d5241) return undefined;
  return { textOffset: Number(view.getBigUint64(8, true)), imageSize: Number(view.getBigUint64(16, true)) };
}

export interface VirtMachine {
  readonly machine: Machine;
  readonly uart: Pl011;
  /** Where the program starts. */
  readonly entry: number;
  /** Physical address of the device tree. */
  readonly deviceTree: number;
}

/** Builds and loads. Throws RangeError when something does not fit into RAM, with a sentence for the user. */
export function virtMachine(options: VirtOptions): VirtMachine {
  const { cpu, el } = options;
  const features = options.gic === 3 ? new Set([...cpu.features, 'FEAT_GICv3']) : cpu.features;
  const profile: CpuProfile = { ...cpu, features, hasEl2: el >= 2, hasEl3: el === 3 };
  const m = new Machine({
    cpu: profile,
    ramBase: VIRT.ram,
    ramSize: options.ramSize,
    atReset: options.program.kind !== 'image',
    engine: options.engine,
  });
  const conduit = el === 1 ? 'hvc' : el === 2 ? 'smc' : undefined;
  const uart = addDevices(m, options);
  let bottom = 0;
  installFirmware(m, conduit, {
    write: options.write,
    read: (count) => uart.take(count),
    commandLine: [options.name ?? 'program', options.bootArguments ?? ''].filter((s) => s !== '').join(' '),
    free: () => ({ start: bottom, end: VIRT.ram + options.ramSize }),
  });
  if (options.engine === 'checked')
    for (let n = 0; n < 31; n++) m.engine.cpu.setPair(2 * n, 0xdead_beef_0bad_0000n | BigInt(n));
  const { entry, deviceTree, top } = load(m, options, conduit);
  bottom = Math.ceil(top / 4096) * 4096;
  // EL1 can use the physical timer: the boot protocol wants it, and QEMU's reset leaves it so
  m.engine.sysregs.put(SYSREG.cnthctl_el2, 3n);
  if (options.input !== undefined) uart.type(options.input);
  m.set('pc', BigInt(entry));
  m.set('pstate', [0x3c5n, 0x3c9n, 0x3cdn][el - 1] as bigint);
  if (options.vhe) m.set('hcr_el2', (1n << 34n) | (1n << 31n) | (1n << 27n));
  return { machine: m, uart, entry, deviceTree };
}

function addDevices(m: Machine, options: VirtOptions): Pl011 {
  const { engine } = m;
  const changed = (): void => engine.interruptsChanged();
  const uart = new Pl011(VIRT.uart, (byte) => options.write(Uint8Array.of(byte)), changed);
  const rtc = new Pl031(VIRT.rtc, engine.timer, changed);
  const levels = (): number[] => [
    ...engine.timer.pendingInterrupts(),
    ...(uart.interrupt ? [UART_INTERRUPT] : []),
    ...(rtc.interrupt ? [RTC_INTERRUPT] : []),
  ];
  engine.timer.others.push(() => rtc.deadline);
  const gic = new Gic(levels, changed);
  const { devices, signal } = options.gic === 2 ? gicv2(gic, VIRT.gicd, VIRT.gicc) : gicv3(gic, VIRT.gicd, VIRT.gicr);
  const quiet = [new FirmwareConfiguration(VIRT.firmware), new Gpio(VIRT.gpio), emptyTransports(VIRT.virtio)];
  for (const device of [uart, rtc, ...devices, ...quiet]) m.addDevice(device);
  if (options.gic === 3) engine.system.registerDevices.push(new IccRegisters(gic));
  engine.interruptPending = signal;
  return uart;
}

const ALIGN = 2 ** 21;
/** Where a flat binary without an arm64 Image header is loaded. */
const FLAT_OFFSET = 0x8_0000;

/** Puts the program into RAM; returns its entry, its lowest address and the end of what it occupies. */
function loadProgram(m: Machine, program: Program): { entry: number; bottom: number; top: number } {
  if (program.kind === 'elf') {
    for (const segment of program.segments) {
      m.requireRam(segment.address, segment.size);
      const memory = new Uint8Array(segment.size);
      memory.set(segment.bytes.subarray(0, segment.size));
      m.writePhys(segment.address, memory);
    }
    m.engine.fetch.setData(program.data ?? []);
    const bottom = Math.min(...program.segments.map((s) => s.address));
    return { entry: program.entry, bottom, top: Math.max(...program.segments.map((s) => s.address + s.size)) };
  }
  const header = program.kind === 'image' ? imageHeader(program.bytes) : undefined;
  const entry = VIRT.ram + (program.kind === 'flat' ? FLAT_OFFSET : ALIGN + (header?.textOffset ?? 0));
  m.writePhys(entry, program.bytes);
  return { entry, bottom: entry, top: entry + Math.max(program.bytes.length, header?.imageSize ?? 0) };
}

/** Puts program, device tree and initrd into RAM. An Image gets the tree's address in x0; else it lies at the start of RAM if it fits. */
function load(
  m: Machine,
  options: VirtOptions,
  conduit: 'hvc' | 'smc' | undefined,
): { entry: number; deviceTree: number; top: number } {
  const { program } = options;
  const { entry, bottom, top } = loadProgram(m, program);
  const initrdAt = Math.ceil(top / ALIGN) * ALIGN;
  const initrd = options.initrd === undefined ? undefined : { start: initrdAt, end: initrdAt + options.initrd.length };
  if (options.initrd !== undefined) m.writePhys(initrdAt, options.initrd);
  const description = {
    ramBase: VIRT.ram,
    ramSize: options.ramSize,
    gic: options.gic,
    psci: conduit,
    bootArguments: options.bootArguments ?? '',
    initrd,
    hasEl2: options.el >= 2,
  };
  const tree = options.deviceTree ?? flatten(virtTree(description));
  const atStart = program.kind === 'elf' && bottom >= VIRT.ram + tree.length;
  const deviceTree = atStart ? VIRT.ram : Math.ceil((initrd?.end ?? top) / ALIGN) * ALIGN;
  m.writePhys(deviceTree, tree);
  if (program.kind !== 'elf') {
    m.set('x0', BigInt(deviceTree));
    for (const name of ['x1', 'x2', 'x3']) m.set(name, 0n);
  }
  return { entry, deviceTree, top: Math.max(top, initrd?.end ?? 0, deviceTree + tree.length) };
}
