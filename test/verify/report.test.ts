/** The HTML report: its data, and its page run in a document of the test's own making. */
import * as vm from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMachine } from '../../src/cli/verify/machine.ts';
import { OURS } from '../../src/designs.ts';
import { collectReport, type ReportData } from '../../src/verify/report-data.ts';
import { htmlReport } from '../../src/verify/report-html.ts';
import { REPORT_SCRIPT } from '../../src/verify/report-script.ts';
import { buildDesign, verifyBuilt } from './build.ts';

function asText(node: unknown): string {
  return typeof node === 'object' ? '[object]' : String(node);
}

/** As much of a DOM element as the script uses. */
class Node {
  readonly tag: string;
  textContent = '';
  children: (Node | string)[] = [];
  readonly attributes: Record<string, string> = {};
  readonly listeners: Record<string, () => void> = {};
  readonly namespaceURI = 'http://www.w3.org/2000/svg';
  value = '';

  constructor(tag: string) {
    this.tag = tag;
  }
  /** As a browser does: what is no node becomes text. */
  append(...nodes: unknown[]): void {
    this.children.push(...nodes.map((node) => (node instanceof Node ? node : asText(node))));
  }
  replaceChildren(...nodes: (Node | string)[]): void {
    this.children = nodes;
  }
  setAttribute(name: string, value: unknown): void {
    this.attributes[name] = String(value);
  }
  addEventListener(name: string, listener: () => void): void {
    this.listeners[name] = listener;
  }
  get text(): string {
    return this.textContent + this.children.map((child) => (typeof child === 'string' ? child : child.text)).join('');
  }
  find(matches: (node: Node) => boolean): Node[] {
    const below = this.children.flatMap((child) => (typeof child === 'string' ? [] : child.find(matches)));
    return matches(this) ? [this, ...below] : below;
  }
}

interface Page {
  readonly panel: (id: string) => Node;
}

function open(data: ReportData): Page {
  const panels = new Map<string, Node>();
  const panel = (id: string): Node => {
    const known = panels.get(id) ?? new Node('div');
    panels.set(id, known);
    return known;
  };
  const document = {
    getElementById: () => ({ textContent: JSON.stringify(data) }),
    querySelector: (selector: string) => panel(selector.slice(1).split(' ')[0] ?? ''),
    createElement: (tag: string) => new Node(tag),
    createElementNS: (_: string, tag: string) => new Node(tag),
  };
  vm.runInNewContext(REPORT_SCRIPT, { document, Node, BigInt, JSON, Math, Number, Object, Set, String });
  return { panel };
}

describe('the report', () => {
  let data: ReportData;
  beforeAll(async () => {
    const blob = await buildDesign(OURS);
    const verdict = verifyBuilt(blob, { mode: 'el2' });
    data = collectReport(createMachine, blob, verdict.configuration, [verdict], {
      exit: 0,
      commands: ['a64as verify'],
      compare: [],
    });
  });

  it('counts every instruction of the listing as often as it ran', () => {
    const total = data.listing.reduce((sum, { count }) => sum + count, 0);
    expect(total).toBe(data.traced.instructions);
    expect(data.listing.find(({ insn }) => insn.startsWith('dc civac'))?.count).toBe(4 * 64);
    expect(data.listing.find(({ insn }) => insn.startsWith('eret'))?.count).toBe(1);
    expect(data.listing.every(({ file }) => file !== undefined)).toBe(true);
  });

  it('shows the phases in their order', () => {
    const insns = data.timeline.map(({ insn }) => insn);
    const order = [
      'msr vbar_el2',
      'eret',
      'msr tcr_el1',
      'msr ttbr0_el1',
      'tlbi',
      'msr sctlr_el1',
      'dc civac',
      'dsb sy',
      'hvc',
      'ic iallu',
      'br',
    ];
    const places = order.map((start, n) => insns.findIndex((insn, at) => insn.startsWith(start) && at >= n));
    expect(places).not.toContain(-1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(data.timeline.map(({ el }) => el)).toContain(1);
    expect(data.timeline.at(-1)?.el).toBe(2);
  });

  it('decodes the registers of entry and hand-over', () => {
    const row = (name: string) => data.registers.find((each) => each.name === name);
    expect(row('pstate')?.fields).toBe('EL2h, masked: DAIF');
    expect(row('sctlr_el1')?.fields).toContain('M=0');
    expect(row('tcr_el1')?.fields).toContain('T0SZ=33');
  });

  it('is one page without anything to load', () => {
    const html = htmlReport(data);
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/<script[^>]+src=|<link|@import|https?:\/\/(?!www\.w3\.org)/);
    const inline = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(inline)).toEqual(JSON.parse(JSON.stringify(data)));
  });

  it('draws every panel', () => {
    const page = open(data);
    for (const id of [
      'verdict',
      'findings',
      'map',
      'list',
      'tables',
      'timeline',
      'listing',
      'registers',
      'blob',
      'compare',
    ]) {
      expect(page.panel(id).text.length).toBeGreaterThan(20);
      expect(page.panel(id).text).not.toMatch(/\[object|undefined|NaN/);
    }
    expect(page.panel('verdict').text).toContain('PASS');
    expect(page.panel('blob').text).toContain('to spare');
  });

  it('walks the tables for an address that is clicked', () => {
    const page = open(data);
    const buttons = page.panel('tables').find(({ tag }) => tag === 'button');
    expect(buttons.map(({ text }) => text)).toEqual([
      '0xffff000000000000',
      '0xffff800000000000',
      data.tables[1]?.ranges[0]?.va,
    ]);
    const walk = () => page.panel('tables').find(({ attributes }) => attributes.id === 'walk')[0]?.text ?? '';
    buttons[1]?.listeners.click?.();
    expect(walk()).toContain('level 0: table');
    expect(walk()).toContain(`physical address ${data.moves[0]?.destination}, writable, not executable`);
    buttons[2]?.listeners.click?.();
    expect(walk()).toContain('read-only, executable');
  });
});
