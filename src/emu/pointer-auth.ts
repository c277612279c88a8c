/**
 * Pointer authentication (FEAT_PAuth with QARMA5): sign, authenticate, strip, generic codes (Arm DDI 0487 D8.10 and J1.1: AddPAC, Auth, Strip).
 *
 * Enters: pointers and modifiers; the key registers, SCTLR_ELx.EnIA … EnDB, TCR_ELx (size, top byte ignored). Leaves: pointers; a trap to EL2
 * where HCR_EL2.API is 0; an observation when a key is used that no context synchronisation event has made certain. A failed authentication
 * gives a pointer that is not canonical (no FEAT_FPAC, no FEAT_PAuth2, as the ID registers say).
 */
import { PAC_KEY } from '../isa/runtime-functions.ts';
import type { CpuProfile } from './api.ts';
import { simple, undefinedException } from './faults.ts';
import type { Mmu } from './mmu.ts';
import { qarma5 } from './qarma.ts';
import type { Here } from './sites.ts';
import { keyOf, SYSREG, type SysregFile, sysregName } from './sysreg-file.ts';

/** Low half of the key register, and its enable bit in SCTLR_ELx, by PAC_KEY. */
const KEYS = [
  { low: keyOf(3, 0, 2, 1, 0), enable: 31n },
  { low: keyOf(3, 0, 2, 1, 2), enable: 30n },
  { low: keyOf(3, 0, 2, 2, 0), enable: 27n },
  { low: keyOf(3, 0, 2, 2, 2), enable: 13n },
] as const;
const GENERIC = keyOf(3, 0, 2, 3, 0);

const EC_PAC = 0x09;
const API = 41n;

const mask = (high: number, low: number): bigint => ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
const bit = (value: bigint, n: number): boolean => ((value >> BigInt(n)) & 1n) === 1n;

/** Where in a pointer the code stands. */
interface Layout {
  readonly bottom: number;
  readonly tagged: boolean;
}

export class PointerAuth {
  private readonly sysregs: SysregFile;
  private readonly mmu: Mmu;
  private readonly profile: CpuProfile;
  private readonly host: Here;

  constructor(sysregs: SysregFile, mmu: Mmu, profile: CpuProfile, host: Here) {
    this.sysregs = sysregs;
    this.mmu = mmu;
    this.profile = profile;
    this.host = host;
  }

  get present(): boolean {
    return this.profile.features.has('FEAT_PAuth');
  }

  /** Throws UNDEFINED where the profile lacks the feature: for what is not a hint. */
  require(): void {
    if (!this.present) throw undefinedException();
  }

  private enabled(key: number): boolean {
    if (!this.present) return false;
    const { kind } = this.mmu.currentConfig();
    const register = kind === 'el10' ? SYSREG.sctlr_el1 : kind === 'el3' ? SYSREG.sctlr_el3 : SYSREG.sctlr_el2;
    return ((this.sysregs.get(register) >> (KEYS[key]?.enable ?? 0n)) & 1n) === 1n;
  }

  private trap(): void {
    const { kind } = this.mmu.currentConfig();
    if (kind !== 'el10' || !this.profile.hasEl2) return;
    if (((this.sysregs.named('hcr_el2') >> API) & 1n) === 0n)
      throw { ...simple('pointer authentication trap', EC_PAC, 0), targetEl: 2 as const };
  }

  private code(low: number, data: bigint, modifier: bigint): bigint {
    for (const key of [low, low + 1]) {
      const pending = this.sysregs.pendingOf(key);
      if (pending === undefined || pending.before === this.sysregs.get(key)) continue;
      const facts = {
        register: sysregName(key).toUpperCase(),
        use: 'pac',
        old: pending.before,
        new: this.sysregs.get(key),
        missing: 'isb',
      } as const;
      this.host.log.report('sysreg-unsynchronised', this.host.site(), facts, {
        cause: this.host.sites.of(pending.site),
      });
    }
    return qarma5(data, modifier, this.sysregs.get(low + 1), this.sysregs.get(low));
  }

  /** Position of the code in pointers whose bit 55 (or 63) is `upper`. */
  private layout(upper: boolean, data: boolean): Layout {
    const { halves } = this.mmu.currentConfig();
    const half = (upper ? halves[1] : undefined) ?? halves[0];
    return { bottom: half.vaBits, tagged: half.topByteIgnored && (data || !half.instructionsKeepTop) };
  }

  /** The pointer with its extension bits as they are without a code. */
  private canonical(pointer: bigint, extension: boolean, { bottom, tagged }: Layout): bigint {
    const field = mask(tagged ? 55 : 63, bottom);
    return (pointer & ~field) | (extension ? field : 0n);
  }

  /** PACIA …: the pointer with a code of key `key` in its extension bits; as it is when the key is not enabled. */
  sign(pointer: bigint, modifier: bigint, key: number): bigint {
    if (!this.enabled(key)) return pointer;
    this.trap();
    const data = key >= PAC_KEY.da;
    const { halves } = this.mmu.currentConfig();
    const twoRanges = halves[1] !== undefined;
    const either = halves.some((half) => half?.topByteIgnored === true && (data || !half.instructionsKeepTop));
    const here = this.layout(bit(pointer, 55), data);
    const upper = bit(pointer, (twoRanges ? either : here.tagged) ? 55 : 63);
    const layout: Layout = { bottom: this.layout(upper, data).bottom, tagged: here.tagged };
    const top = layout.tagged ? 55 : 63;
    const field = mask(top, layout.bottom);
    let code = this.code(KEYS[key]?.low ?? 0, this.canonical(pointer, upper, layout), modifier);
    const extension = pointer & field;
    if (extension !== 0n && extension !== field) code ^= 1n << BigInt(top - 1);
    const kept = pointer & ~field;
    return kept | (code & field & ~(1n << 55n)) | (upper ? 1n << 55n : 0n);
  }

  /** AUTIA …: the pointer without its code, or one that faults when used. */
  authenticate(pointer: bigint, modifier: bigint, key: number): bigint {
    if (!this.enabled(key)) return pointer;
    this.trap();
    const upper = bit(pointer, 55);
    const layout = this.layout(upper, key >= PAC_KEY.da);
    const original = this.canonical(pointer, upper, layout);
    const code = this.code(KEYS[key]?.low ?? 0, original, modifier);
    const field = mask(layout.tagged ? 55 : 63, layout.bottom) & ~(1n << 55n);
    if (((code ^ pointer) & field) === 0n) return original;
    const error = key & 1 ? 2n : 1n;
    const at = layout.tagged ? 53n : 61n;
    return (original & ~(3n << at)) | (error << at);
  }

  /** XPACI, XPACD. */
  strip(pointer: bigint, data: boolean): bigint {
    if (!this.present) return pointer;
    this.trap();
    const upper = bit(pointer, 55);
    return this.canonical(pointer, upper, this.layout(upper, data));
  }

  /** PACGA: the upper half of the code of two values. */
  generic(value: bigint, modifier: bigint): bigint {
    this.trap();
    return this.code(GENERIC, value, modifier) & 0xffff_ffff_0000_0000n;
  }
}
