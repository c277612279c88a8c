/**
 * Where things happen: the table of sites that hazards refer to, and what the parts of the model need to know of the
 * machine in order to report (the instruction now executing, the log).
 *
 * A site id is a small integer, so that every cache line can remember its last writer in an Int32Array. Id 0 is the host.
 * One static instruction has one id; the `step` of a cause is the step at which that instruction was first recorded.
 */
import type { Site } from './api.ts';
import type { ObservationLog } from './observations.ts';

export const HOST_SITE = 0;

/** The executing machine, as the model's parts see it. */
export interface Here {
  /** False: run without the memory model. Nobody asks what else an access may see; everything takes effect at once. */
  readonly modelled: boolean;
  readonly log: ObservationLog;
  readonly sites: SiteTable;
  /** The instruction now executing. */
  site(): Site;
  siteId(): number;
}

export class SiteTable {
  private readonly list: (Site | undefined)[] = [undefined];
  private readonly ids = new Map<string, number>();

  /** The site of `id`; undefined for the host. */
  of(id: number): Site | undefined {
    return this.list[id];
  }

  idOf(site: Site): number {
    const key = `${site.pc}:${site.pa}:${site.word}`;
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.list.length;
      this.list.push(site);
      this.ids.set(key, id);
    }
    return id;
  }
}
