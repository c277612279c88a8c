/**
 * TLBI and AT: what these system instructions ask of the translation regimes.
 *
 * Enters: the operation's key (op1<<11 | CRn<<7 | CRm<<3 | op2), its register. Leaves: invalidations in the regimes' TLBs; PAR_EL1.
 * Arm DDI 0487 C5.4 (AT), C5.5 (TLBI), D8.14 (TLB maintenance).
 */
import type { CpuProfile } from './api.ts';
import type { CpuState } from './cpu-state.ts';
import { faultStatus } from './faults.ts';
import type { Mmu } from './mmu.ts';
import type { RegimeKind } from './regime.ts';
import { SYSREG, type SysregFile } from './sysreg-file.ts';
import { addressIn, type Translation } from './walk.ts';

export class TranslationOperations {
  private readonly cpu: CpuState;
  private readonly sysregs: SysregFile;
  private readonly mmu: Mmu;
  private readonly profile: CpuProfile;

  constructor(parts: { cpu: CpuState; sysregs: SysregFile; mmu: Mmu; profile: CpuProfile }) {
    this.cpu = parts.cpu;
    this.sysregs = parts.sysregs;
    this.mmu = parts.mmu;
    this.profile = parts.profile;
  }

  private hcr(bit: bigint): boolean {
    const { hasEl2, hasVhe } = this.profile;
    return hasEl2 && (bit !== 34n || hasVhe) && ((this.sysregs.named('hcr_el2') >> bit) & 1n) === 1n;
  }

  /** TLBI. */
  invalidate(key: number, lo: number, hi: number): void {
    const [op1, crm, op2] = [(key >>> 11) & 7, (key >>> 3) & 15, key & 7];
    if (op1 === 4 && (crm === 0 || crm === 4)) {
      this.invalidateSecondStage(crm, op2, lo, hi);
      return;
    }
    const range = crm === 2 || crm === 5 || crm === 6;
    const both = op1 === 4 && (op2 === 4 || op2 === 6) && !range;
    const host = op1 === 0 && this.cpu.el === 2 && this.hcr(34n) && this.hcr(27n);
    let kind: RegimeKind = op1 === 6 ? 'el3' : 'el10';
    if (op1 === 4 && !both) kind = this.hcr(34n) ? 'el20' : 'el2';
    else if (host) kind = 'el20';
    const everything = !range && (op1 === 0 ? op2 === 0 : op2 === 0 || op2 === 4 || op2 === 6);
    const byAsid = op1 === 0 && op2 === 2 && !range;
    const anyAsid = everything || op2 === 3 || op2 === 7 || kind === 'el2' || kind === 'el3';
    let first = 0;
    let last = Number.MAX_SAFE_INTEGER;
    if (!everything && !byAsid) {
      first = (hi & 0xfff) * 2 ** 32 + (lo >>> 0);
      last = first;
      if (range) [first, last] = rangeOf(lo, hi);
    }
    const vmid = kind !== 'el10' || (both && op2 === 4) ? -1 : this.mmu.configNow('stage2').vmid;
    const scope = {
      first,
      last,
      asid: anyAsid ? -1 : hi >>> 16,
      vmid,
      sparesGlobal: byAsid,
      lastLevel: op2 === 5 || op2 === 7,
      all: everything,
      shared: crm !== 6 && crm !== 7,
    };
    this.mmu.regime(kind).invalidate(scope);
    if (kind !== 'el10' || !everything || !this.profile.hasEl2) return;
    const second = this.mmu.regime('stage2');
    if (both) second.invalidate(scope);
    else second.finishParts(vmid, scope.shared);
  }

  /** TLBI IPAS2E1 and its kin: stage 2 entries of the current VMID, by IPA. */
  private invalidateSecondStage(crm: number, op2: number, lo: number, hi: number): void {
    const range = (op2 & 3) >= 2;
    const page = (hi & 0xff) * 2 ** 32 + (lo >>> 0);
    const [first, last] = range ? rangeOf(lo, hi) : [page, page];
    const { vmid } = this.mmu.configNow('stage2');
    // CRm 4 has the local and the outer shareable ones
    const shared = crm === 0 || (op2 & 3) === 0 || (op2 & 3) === 3;
    const scope = { first, last, asid: -1, vmid, sparesGlobal: false, lastLevel: op2 >= 4, all: false, shared };
    this.mmu.regime('stage2').invalidatePart(scope);
  }

  /** AT: PAR_EL1 says what the translation would give (D19.2.121). */
  address(key: number, lo: number, hi: number): void {
    const [op1, op2] = [(key >>> 11) & 7, key & 7];
    const both = op1 === 4 && op2 >= 4;
    const el = op1 === 6 ? 3 : op1 === 4 && op2 < 2 ? 2 : (op2 & 2) !== 0 ? 0 : 1;
    const host = this.hcr(34n) && this.hcr(27n);
    const own = el >= 2 ? this.mmu.kindAt(el) : host && this.cpu.el >= 2 ? 'el20' : 'el10';
    const access = (op2 & 1) === 1 ? 'write' : 'read';
    const t = this.mmu.probe(own, lo, hi, access, own === 'el20' && el === 1 ? 2 : el, both);
    this.sysregs.put(SYSREG.par_el1, parOf(t, lo, hi));
  }
}

/** PAR_EL1 for a translation, or its fault. */
function parOf(t: Translation, lo: number, hi: number): bigint {
  if (t.fault !== undefined) {
    const stage = (t.second === undefined ? 0n : 1n << 9n) | (t.onWalk === true ? 1n << 8n : 0n);
    return 1n | (BigInt(faultStatus(t.fault, t.level)) << 1n) | stage | (1n << 11n);
  }
  const leaf = t.steps[t.steps.length - 1];
  // Device and Non-cacheable memory are outer shareable whatever the descriptor says
  const share = t.type === 'device' || t.type === 'normal-nc' || leaf === undefined ? 2 : (leaf.lo >>> 8) & 3;
  const page = BigInt(addressIn(t, lo, hi)) & 0xf_ffff_ffff_f000n;
  // bit 11 is 1, and NS: there is no other security state
  return (BigInt(t.attribute) << 56n) | page | (5n << 9n) | (BigInt(share) << 7n);
}

/** First and last page of a TLBI by range (D8.14.5, "TLB range maintenance"). */
function rangeOf(lo: number, hi: number): [number, number] {
  const scale = (hi >>> 12) & 3;
  const num = (hi >>> 7) & 31;
  const tg = (hi >>> 14) & 3;
  const granule = tg === 2 ? 14 : tg === 3 ? 16 : 12;
  const base = ((hi & 31) * 2 ** 32 + (lo >>> 0)) * 2 ** (granule - 12);
  return [base, base + (num + 1) * 2 ** (5 * scale + 1) * 2 ** (granule - 12) - 1];
}
