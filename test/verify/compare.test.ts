import { describe, expect, it } from 'vitest';
import { createMachine } from '../../src/cli/verify/machine.ts';
import { type CompareRow, compareDesigns } from '../../src/compare.ts';
import { DESIGNS } from '../../src/designs.ts';
import { compareLines } from '../../src/verify/report-compare.ts';
import { PLAIN } from '../../src/verify/report-text.ts';
import { buildDesign } from './build.ts';

describe('the comparison', async () => {
  const pages = 16;
  const rows: CompareRow[] = await compareDesigns(buildDesign, createMachine, pages);
  const row = (id: string) => rows.find((each) => each.id === id);

  it('has a row for every design, each with its command', () => {
    expect(rows.map(({ id }) => id)).toEqual(DESIGNS.map(({ id }) => id));
    expect(rows.map(({ command }) => command)).toEqual(DESIGNS.map(({ id }) => `a64as verify --design ${id}`));
  });

  it('counts maintenance exactly: 64 lines a page, twice where the destination is cleaned before, too', () => {
    expect(row('patch6')?.maintenancePerPage).toBe(64);
    expect(row('ours')?.maintenancePerPage).toBe(64);
    expect(row('ours-off')?.maintenancePerPage).toBe(128);
    expect(row('in-place')?.maintenancePerPage).toBe(0);
  });

  it('gives the exact table pages', () => {
    expect(row('ours')?.sizes.map(({ tablePages }) => tablePages)).toEqual([31, 125, 385, 4107]);
    expect(row('ours-off')?.sizes.map(({ tablePages }) => tablePages)).toEqual([0, 0, 0, 0]);
    expect(row('patch4')?.sizes[0]?.tablePages).toBe(31);
  });

  it('a copy through caches is modelled faster than one past them, and nothing beats nothing to copy', () => {
    const seconds = (id: string) => row(id)?.sizes[0]?.seconds ?? Number.NaN;
    expect(seconds('before')).toBeGreaterThan(5 * seconds('ours'));
    expect(seconds('patch4')).toBe(seconds('patch3'));
    expect(seconds('in-place')).toBe(0);
  });

  it('prints as a table with its model beside it', () => {
    const lines = compareLines(rows, PLAIN);
    expect(lines.filter((line) => /\[[a-z0-9-]+\]/.test(line)).length).toBe(DESIGNS.length);
    expect(lines.join('\n')).toContain('modelled, not measured');
    expect(lines.join('\n')).toContain('cover letter, 25M');
  });
});
