/**
 * Memory regions: MEMORY's, and the default one that holds everything else ("ld" manual, "MEMORY Command").
 */
import * as messages from '../diag/messages/ld.ts';
import { hint, type LinkContext, scriptPos, sectionPos } from './context.ts';
import { absolute } from './evaluate.ts';
import { F, type MemoryRegion, type OutputSection } from './model.ts';
import type { LayoutScope } from './scope.ts';

const DEFAULT = '*default*';

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

const WRITABLE = 1 << 20;
const ATTRIBUTES: Readonly<Record<string, number>> = {
  a: F.alloc,
  r: F.readonly,
  w: WRITABLE,
  x: F.code,
  i: F.load,
  l: F.load,
};

/** Make the regions; addresses may use expressions of what is known before layout. */
export function makeRegions(context: LinkContext, scope: LayoutScope): void {
  context.regions.set(DEFAULT, region(DEFAULT, 0n, 1n << 64n, 0, 0));
  for (const declared of context.script.memory) {
    const origin = scope.at(undefined, 'abs').value(declared.origin);
    const length = scope.at(undefined, 'abs').value(declared.length);
    if (!origin || !length)
      context.sink.report(
        scriptPos(declared.script, declared.at),
        messages.notConstant(`the extent of region '${declared.name}'`),
      );
    const { wants, refuses } = attributeFlags(declared.attributes);
    context.regions.set(
      declared.name,
      region(declared.name, origin ? absolute(origin) : 0n, length ? absolute(length) : 1n << 64n, wants, refuses),
    );
  }
  for (const { alias, region: name } of context.script.aliases) {
    const known = context.regions.get(name);
    if (known) context.regions.set(alias, known);
  }
  for (const section of context.outputs) bindRegions(context, section);
}

function bindRegions(context: LinkContext, section: OutputSection): void {
  const { description } = section;
  if (!description) return;
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
