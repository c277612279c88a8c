/** Progress of a long run, on a terminal only: what runs, how many instructions, at which rate. */
import { countName } from '../../verify/names.ts';
import type { Io } from '../command.ts';

/** Milliseconds between two lines. */
const INTERVAL = 100;

export class Progress {
  private readonly io: Io;
  private readonly silent: boolean;
  private readonly what: string;
  private readonly started = Date.now();
  private last = this.started;
  private shown = false;

  constructor(io: Io, silent: boolean, what: string) {
    this.io = io;
    this.silent = silent || !io.stderrIsTty;
    this.what = what;
  }

  show(instructions: number): void {
    const now = Date.now();
    if (this.silent || now - this.last < INTERVAL) return;
    this.last = now;
    this.shown = true;
    const rate = instructions / Math.max(1, now - this.started) / 1000;
    this.io.stderr(
      `\r\x1b[K${this.what}: ${countName(instructions)} instructions, ${rate.toFixed(0)} million a second`,
    );
  }

  /** What has just been done. */
  note(text: string): void {
    if (this.silent) return;
    this.shown = true;
    this.io.stderr(`\r\x1b[K${this.what}: ${text}`);
  }

  clear(): void {
    if (this.shown) this.io.stderr('\r\x1b[K');
    this.shown = false;
  }
}
