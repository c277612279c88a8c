/**
 * Memory regions: MEMORY's, and the default one that holds everything else ("ld" manual, "MEMORY Command").
 */
import * as messages from '../diag/messages/ld.ts';
import { hint, type LinkContext, scriptPos, sectionPos } from './context.ts';
import { absolute } from './evaluate.ts';
import { F, type MemoryRegion, type OutputSection } from './model.ts';
import type { LayoutScope } from './scope.ts';
import type * as ast from './script/ast.ts';

const DEFAULT = '*default*';
/** What an extent may ask for. */
const EARLY = /^(ABSOLUTE|MAX|MIN|LOG2CEIL|CONSTANT|SEGMENT_START|ORIGIN|LENGTH|DEFINED)$/;
const EVERYTHING = (1n << 64n) - 1n;

function region(name: string, origin: bigint, length: bigint, wants: number, refuses: number): MemoryRegion {
  const isDefault = name === DEFAULT;
  return { name, origin, length, current: origin, lastSection: undefined, wants, refuses, reported: false, isDefault };
}

/** `rwx!a`: what a section must have one of, and what it must not have. */
function attributeFlags(text: string): { wants: number; refuses: number } {
  const flags = { wants: 0, refuses: 0 };
  let inverted = false;
  for (const c of text) {
    const bits = ATTRIBUTES[c.toLowerCase()] ?? 0;
    if (c === '!') inverted = !inverted;
    else if (inverted) flags.refuses |= bits;
    else flags.wants |= bits;
  }
  return flags;
}

/** Of `wants` and `refuses`: sections that can be written. */
export const WRITABLE = 1 << 20;
const ATTRIBUTES: Readonly<Record<string, number>> = {
  a: F.alloc,
  r: F.readonly,
  w: WRITABLE,
  x: F.code,
  i: F.load,
  l: F.load,
};

/** Make the regions; addresses may use the script's symbols, as far as they are known before layout, and the regions themselves. */
export function makeRegions(context: LinkContext, scope: LayoutScope): void {
  const { regions, script } = context;
  regions.set(DEFAULT, region(DEFAULT, 0n, EVERYTHING, 0, 0));
  for (const { name, attributes } of script.memory) {
    const { wants, refuses } = attributeFlags(attributes);
    regions.set(name, region(name, 0n, EVERYTHING, wants, refuses));
  }
  if (script.memory.length > 0) {
    scope.early = EARLY;
    assignEarly(context, scope);
    for (const declared of script.memory) giveExtent(context, scope, declared);
    scope.early = undefined;
  }
  for (const { alias, region: name } of script.aliases) {
    const known = regions.get(name);
    if (known) regions.set(alias, known);
  }
  for (const section of context.outputs) bindRegions(context, section);
  inheritLoadRegions(context.outputs);
}

/** What comes next in a region is also loaded where the section before is, unless it says otherwise. */
function inheritLoadRegions(sections: readonly OutputSection[]): void {
  let before: OutputSection | undefined;
  for (const section of sections) {
    const { description: { address, loadAddress } = {} } = section;
    const free = section.loadRegion === undefined && address === undefined && loadAddress === undefined;
    if (before && free && section.region === before.region) section.loadRegion = before.loadRegion;
    before = section;
  }
}

function giveExtent({ regions, sink }: LinkContext, scope: LayoutScope, declared: ast.MemoryRegion): void {
  const made = regions.get(declared.name) as MemoryRegion;
  for (const what of ['origin', 'length'] as const) {
    const value = scope.at(undefined, 'abs').value(declared[what]);
    const pos = scriptPos(declared.script, declared.at);
    if (value) made[what] = absolute(value);
    else sink.report(pos, messages.regionExtent(what, declared.name, made[what]), declared.name.length);
  }
  made.current = made.origin;
}

/** Gives the script's symbols the values that need no layout. */
function assignEarly({ statements }: LinkContext, scope: LayoutScope): void {
  for (const statement of statements) {
    if (statement.kind !== 'assign' || statement.command.name === '.') continue;
    const { command } = statement;
    scope.at(undefined, 'abs').define(command, scope.assigned(command), 'abs', undefined);
  }
}

function bindRegions(context: LinkContext, section: OutputSection): void {
  const { description } = section;
  if (!description) {
    section.region = section.follows?.region;
    return;
  }
  const find = (name: string): MemoryRegion | undefined => {
    if (name === '') return undefined;
    const found = context.regions.get(name);
    if (!found)
      context.sink.report(
        scriptPos(description.script, description.at),
        messages.noSuchRegion(name, hint(name, context.regions.keys())),
        section.name.length,
      );
    return found;
  };
  section.region = find(description.region);
  section.loadRegion = find(description.loadRegion);
}

export function defaultRegion(context: LinkContext): MemoryRegion {
  return context.regions.get(DEFAULT) as MemoryRegion;
}

/** The region of a section without one: the first whose attributes fit, or the default. */
export function regionFor(context: LinkContext, section: OutputSection): MemoryRegion {
  if (!(section.flags & F.alloc)) return defaultRegion(context);
  const flags = section.flags | (section.flags & F.readonly ? 0 : WRITABLE);
  for (const candidate of context.regions.values()) {
    if (candidate.isDefault) continue;
    if ((candidate.wants & flags) !== 0 && (candidate.refuses & flags) === 0) return candidate;
  }
  return defaultRegion(context);
}

/** Where the script declares regions each section that is loaded must be in one, unless it has an address. */
export function checkHasRegion(context: LinkContext, section: OutputSection, fixed: boolean): void {
  const { options, regions, sink } = context;
  if (fixed || options.relocatable || section.removed || !section.region?.isDefault || regions.size === 1) return;
  const severity = options.checkSections ? 'error' : 'warning';
  sink.report(sectionPos(section), messages.noRegion(severity, section.name), section.name.length);
}

/** Whether a section that ends at `end` fits its region; if not, an error that names the sections which fill it. */
export function checkRegion(context: LinkContext, section: OutputSection, region: MemoryRegion, end: bigint): void {
  if (region.isDefault || region.reported || section.size === 0) return;
  const limit = region.origin + region.length;
  const low = region === section.loadRegion && region !== section.region ? section.lma : section.vma;
  if (end <= limit && low >= region.origin) return;
  region.reported = true;
  const fillers = context.outputs
    .filter((s) => !s.removed && s.size > 0 && (s.region === region || s.loadRegion === region))
    .sort((a, b) => b.size - a.size)
    .slice(0, 5)
    .map((s) => `${s.name} (${messages.both(s.size)} bytes)`);
  const overall = context.outputs
    .filter((s) => s.region === region && !s.removed)
    .reduce((most, s) => (s.vma + BigInt(s.size) > most ? s.vma + BigInt(s.size) : most), end);
  context.sink.report(
    sectionPos(section),
    messages.regionOverflow(region.name, overall, limit, fillers),
    section.name.length,
  );
}
