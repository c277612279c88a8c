/**
 * A flattened device tree (devicetree.org specification 0.4, chapter 5) for the machine.
 *
 * Enters: a tree of nodes with properties. Leaves: the blob's bytes, big-endian, version 17. `virtTree` is the tree of the machine that
 * virt.ts builds: close enough to QEMU's `virt` that the same kernel finds the same devices.
 */
export type PropertyValue = string | readonly string[] | readonly number[] | Uint8Array | undefined;

export interface Node {
  readonly properties: Readonly<Record<string, PropertyValue>>;
  readonly children?: Readonly<Record<string, Node>>;
}

const encoder = new TextEncoder();

function propertyBytes(value: PropertyValue): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return encoder.encode(`${value}\0`);
  if (value.every((v) => typeof v === 'string')) return encoder.encode(value.map((v) => `${v}\0`).join(''));
  const bytes = new Uint8Array(4 * value.length);
  value.forEach((v, i) => {
    new DataView(bytes.buffer).setUint32(4 * i, Number(v));
  });
  return bytes;
}

class Writer {
  readonly words: number[] = [];
  private readonly strings = new Map<string, number>();
  private stringBytes: number[] = [];

  private padded(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i += 4) {
      let word = 0;
      for (let k = 0; k < 4; k++) word = word * 256 + (bytes[i + k] ?? 0);
      this.words.push(word);
    }
  }

  private nameOffset(name: string): number {
    let at = this.strings.get(name);
    if (at === undefined) {
      at = this.stringBytes.length;
      this.strings.set(name, at);
      this.stringBytes.push(...encoder.encode(`${name}\0`));
    }
    return at;
  }

  node(name: string, node: Node): void {
    this.words.push(1);
    this.padded(encoder.encode(`${name}\0`));
    for (const [property, value] of Object.entries(node.properties)) {
      const bytes = propertyBytes(value);
      this.words.push(3, bytes.length, this.nameOffset(property));
      this.padded(bytes);
    }
    for (const [child, content] of Object.entries(node.children ?? {})) this.node(child, content);
    this.words.push(2);
  }

  finish(): Uint8Array {
    this.words.push(9);
    const structure = 40 + 16;
    const strings = structure + 4 * this.words.length;
    const total = strings + this.stringBytes.length;
    const bytes = new Uint8Array(total);
    const view = new DataView(bytes.buffer);
    [0xd00dfeed, total, structure, strings, 40, 17, 16, 0, this.stringBytes.length, 4 * this.words.length].forEach(
      (v, i) => {
        view.setUint32(4 * i, v);
      },
    );
    this.words.forEach((w, i) => {
      view.setUint32(structure + 4 * i, w);
    });
    bytes.set(this.stringBytes, strings);
    return bytes;
  }
}

/** The blob of a tree. */
export function flatten(root: Node): Uint8Array {
  const writer = new Writer();
  writer.node('', root);
  return writer.finish();
}

export interface VirtDescription {
  readonly ramBase: number;
  readonly ramSize: number;
  readonly gic: 2 | 3;
  readonly psci: 'hvc' | 'smc' | undefined;
  readonly bootArguments: string;
  readonly initrd: { readonly start: number; readonly end: number } | undefined;
  readonly hasEl2: boolean;
}

const cells = (address: number, size: number): number[] => [
  Math.floor(address / 2 ** 32),
  address >>> 0,
  Math.floor(size / 2 ** 32),
  size >>> 0,
];

/** Devices beside the console: clock, power button, firmware configuration, 32 virtio transports. */
function peripherals(): Record<string, Node> {
  const primecell = (name: string, address: number, interrupt: number, extra: Node['properties'] = {}): Node => ({
    properties: {
      compatible: [`arm,${name}`, 'arm,primecell'],
      reg: cells(address, 0x1000),
      interrupts: [0, interrupt, 4],
      clocks: [2],
      'clock-names': 'apb_pclk',
      ...extra,
    },
  });
  const gpio = { '#gpio-cells': [2], 'gpio-controller': undefined, phandle: [3] };
  const nodes: Record<string, Node> = {
    'pl031@9010000': primecell('pl031', 0x9010000, 2),
    'pl061@9030000': primecell('pl061', 0x9030000, 7, gpio),
    'fw-cfg@9020000': {
      properties: { compatible: 'qemu,fw-cfg-mmio', reg: cells(0x9020000, 0x18), 'dma-coherent': undefined },
    },
  };
  for (let n = 31; n >= 0; n--) {
    const at = 0xa000000 + 0x200 * n;
    nodes[`virtio_mmio@${at.toString(16)}`] = {
      properties: {
        compatible: 'virtio,mmio',
        reg: cells(at, 0x200),
        interrupts: [0, 16 + n, 1],
        'dma-coherent': undefined,
      },
    };
  }
  return nodes;
}

/** The tree of the machine of virt.ts. Phandles: 1 the interrupt controller, 2 the fixed clock, 3 the GPIO. */
export function virtTree(d: VirtDescription): Node {
  const irqType = d.gic === 2 ? 0x104 : 4;
  const initrd: Record<string, PropertyValue> =
    d.initrd === undefined
      ? {}
      : {
          'linux,initrd-start': cells(d.initrd.start, 0).slice(0, 2),
          'linux,initrd-end': cells(d.initrd.end, 0).slice(0, 2),
        };
  const psci: Record<string, Node> =
    d.psci === undefined
      ? {}
      : {
          psci: {
            properties: {
              compatible: ['arm,psci-1.0', 'arm,psci-0.2', 'arm,psci'],
              method: d.psci,
              cpu_suspend: [0xc4000001],
              cpu_on: [0xc4000003],
              cpu_off: [0x84000002],
            },
          },
        };
  return {
    properties: {
      '#address-cells': [2],
      '#size-cells': [2],
      compatible: 'linux,dummy-virt',
      model: 'linux,dummy-virt',
      'interrupt-parent': [1],
    },
    children: {
      chosen: { properties: { bootargs: d.bootArguments, 'stdout-path': '/pl011@9000000', ...initrd } },
      [`memory@${d.ramBase.toString(16)}`]: { properties: { device_type: 'memory', reg: cells(d.ramBase, d.ramSize) } },
      cpus: {
        properties: { '#address-cells': [1], '#size-cells': [0] },
        children: {
          'cpu@0': {
            properties: {
              device_type: 'cpu',
              compatible: 'arm,armv8',
              reg: [0],
              ...(d.psci === undefined ? {} : { 'enable-method': 'psci' }),
            },
          },
        },
      },
      timer: {
        properties: {
          compatible: 'arm,armv8-timer',
          'always-on': undefined,
          interrupts: [1, 13, irqType, 1, 14, irqType, 1, 11, irqType, 1, 10, irqType],
        },
      },
      'apb-pclk': {
        properties: {
          compatible: 'fixed-clock',
          '#clock-cells': [0],
          'clock-frequency': [24000000],
          'clock-output-names': 'clk24mhz',
          phandle: [2],
        },
      },
      'pl011@9000000': {
        properties: {
          compatible: ['arm,pl011', 'arm,primecell'],
          reg: cells(0x9000000, 0x1000),
          interrupts: [0, 1, 4],
          clocks: [2, 2],
          'clock-names': ['uartclk', 'apb_pclk'],
        },
      },
      'intc@8000000': {
        properties:
          d.gic === 2
            ? {
                compatible: 'arm,cortex-a15-gic',
                'interrupt-controller': undefined,
                '#interrupt-cells': [3],
                reg: [...cells(0x8000000, 0x10000), ...cells(0x8010000, 0x10000)],
                phandle: [1],
              }
            : {
                compatible: 'arm,gic-v3',
                'interrupt-controller': undefined,
                '#interrupt-cells': [3],
                '#redistributor-regions': [1],
                reg: [...cells(0x8000000, 0x10000), ...cells(0x80a0000, 0x20000)],
                phandle: [1],
              },
      },
      pmu: { properties: { compatible: 'arm,armv8-pmuv3', interrupts: [1, 7, irqType] } },
      ...peripherals(),
      ...psci,
    },
  };
}
