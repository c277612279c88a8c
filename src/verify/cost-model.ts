/**
 * What relocation costs in time: a model with two fitted parameters and one assumed, not a measurement.
 *
 * Enters: what a design does for every page (counted in the run, or known of its tables). Leaves: modelled seconds, the
 * parameters, and how far the model is from the four figures that the thread reports. With the MMU off a page costs 512 reads, 512
 * writes and its cache maintenance, all past the caches; with the MMU on it costs lines filled and lines cleaned, table lines
 * and list lines among them, and the start of a page where the next one lies elsewhere.
 *
 * The thread's figures do not follow from one parameter set: the 120 MiB run is three times as fast a page as the 25 MiB
 * ones with the MMU off. They come from different machines, and the fit can only lie between them.
 */
import type { MapKind } from '../kexec/index.ts';

/** MiB moved, seconds with the MMU off and on, and where the thread says so. */
export interface Measurement {
  readonly mib: number;
  readonly off: number;
  readonly on: number;
  readonly source: string;
}

export const MEASUREMENTS: readonly Measurement[] = [
  { mib: 25, off: 0.440510736, on: 0.022158152, source: 'cover letter, 25M' },
  { mib: 25, off: 0.382, on: 0.019, source: 'patch 5, 25M' },
  { mib: 120, off: 0.58, on: 0.06, source: 'changelog v9, 120M initramfs' },
  { mib: 380, off: 3.9, on: 0.33, source: 'cover letter, fitImage 380M' },
];

const PAGES_PER_MIB = 256;
const WORDS = 512;
const LINES = 64;
/** Descriptors, or list entries, in one cache line. */
const PER_LINE = 8;

/** What one page costs, in units of the model. */
export interface PageCost {
  /** Accesses and maintenance that go to memory one by one. */
  readonly uncached: number;
  /** Cache lines filled or cleaned. */
  readonly lines: number;
  /** 1 where the next page is not at the next virtual address. */
  readonly starts: number;
}

export interface Parameters {
  /** Seconds an uncached access or maintenance operation. */
  readonly uncached: number;
  /** Seconds a line filled or cleaned. */
  readonly line: number;
  /** Lines' worth of latency that starting elsewhere exposes; assumed, nothing in the thread measures it. */
  readonly startLines: number;
}

const ASSUMED_START_LINES = 4;

/** The cost of a page by a design: which map it uses (none: MMU off), and its cache maintenance operations a page. */
export function pageCost(map: MapKind | undefined, maintenance: number, walksList: boolean): PageCost {
  if (map === undefined) return { uncached: 2 * WORDS + maintenance + 1, lines: 0, starts: 0 };
  const list = walksList ? 1 / PER_LINE : 0;
  const walks = {
    contiguous: 2 / PER_LINE,
    'linear-pages': 1 + 1 / PER_LINE,
    'linear-blocks': 0,
    'identity-blocks': 0,
  }[map];
  return { uncached: 0, lines: LINES + maintenance + walks + list, starts: walksList ? 1 : 0 };
}

/** Seconds a page that fit the measurements best: least squares of the logarithm, so that twice is as far off as half. */
function fitPage(seconds: (measurement: Measurement) => number): number {
  const logs = MEASUREMENTS.map((measurement) => Math.log(seconds(measurement) / (measurement.mib * PAGES_PER_MIB)));
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

/** What was measured: the list walk with 64 invalidations a page, and the contiguous copy with 64 cleans. */
const MEASURED_OFF = pageCost(undefined, LINES, true);
const MEASURED_ON = pageCost('contiguous', LINES, false);

export function fitParameters(): Parameters {
  return {
    uncached: fitPage(({ off }) => off) / MEASURED_OFF.uncached,
    line: fitPage(({ on }) => on) / MEASURED_ON.lines,
    startLines: ASSUMED_START_LINES,
  };
}

export function modelledSeconds({ uncached, lines, starts }: PageCost, mib: number, parameters: Parameters): number {
  const page = uncached * parameters.uncached + (lines + starts * parameters.startLines) * parameters.line;
  return page * mib * PAGES_PER_MIB;
}

/** Model divided by measurement, for each figure of the thread. */
export function misfits(
  parameters: Parameters,
): { readonly measurement: Measurement; readonly off: number; readonly on: number }[] {
  return MEASUREMENTS.map((measurement) => ({
    measurement,
    off: modelledSeconds(MEASURED_OFF, measurement.mib, parameters) / measurement.off,
    on: modelledSeconds(MEASURED_ON, measurement.mib, parameters) / measurement.on,
  }));
}
