/**
 * System registers: one row each, with the name that assembler and printer use, the encoding, and who may read or write.
 *
 * The table is text, a line a register: name, op0 op1 CRn CRm op2, and the access if it is not rw (`r` read-only, `w` write-only). A name with `{a-b/s}`
 * is a family: the encoding's key grows by s with the number. Blocks are by the extension that GNU as asks for ('' is Armv8.0; 'llvm' are registers
 * newer than GNU as 2.40, which we accept always). Parsed on first use. Registers without a name are S<op0>_<op1>_C<n>_C<m>_<op2>.
 */

/** What the architecture lets one do: GNU as warns about the rest. */
export type SysregAccess = 'rw' | 'r' | 'w' | '-';

export interface Sysreg {
  /** Lower case. */
  readonly name: string;
  /** sysregKey of the encoding. */
  readonly key: number;
  readonly access: SysregAccess;
  /** Extension in the names of features.ts; '' for Armv8.0. */
  readonly feature: string;
  /** Lowest exception level that may reach it by its encoding (op1), before traps: 0..3. */
  readonly el: number;
}

/** op0:op1:CRn:CRm:op2 as one number; op0 is 0..3. */
export function sysregKey(op0: number, op1: number, CRn: number, CRm: number, op2: number): number {
  return (op0 << 14) | (op1 << 11) | (CRn << 7) | (CRm << 3) | op2;
}

// biome-ignore format: a table
const TABLE: readonly (readonly [feature: string, rows: string])[] = [
  ['', `
osdtrrx_el1 2 0 0 0 2
dbgbvr{0-15/8}_el1 2 0 0 0 4
dbgbcr{0-15/8}_el1 2 0 0 0 5
dbgwvr{0-15/8}_el1 2 0 0 0 6
dbgwcr{0-15/8}_el1 2 0 0 0 7
mdccint_el1 2 0 0 2 0
mdscr_el1 2 0 0 2 2
osdtrtx_el1 2 0 0 3 2
oseccr_el1 2 0 0 6 2
mdrar_el1 2 0 1 0 0 r
oslar_el1 2 0 1 0 4 w
oslsr_el1 2 0 1 1 4 r
osdlr_el1 2 0 1 3 4
dbgprcr_el1 2 0 1 4 4
dbgclaimset_el1 2 0 7 8 6
dbgclaimclr_el1 2 0 7 9 6
dbgauthstatus_el1 2 0 7 14 6 r
csrcr_el1 2 0 8 0 0
csrptr_el1 2 0 8 0 1
csrptridx_el1 2 0 8 0 3 r
trctraceidr 2 1 0 0 1
trcvictlr 2 1 0 0 2
trcseqevr0 2 1 0 0 4
trccntrldvr{0-3/8} 2 1 0 0 5
trcidr{8-13/8} 2 1 0 0 6 r
trcimspec{0-7/8} 2 1 0 0 7
trcprgctlr 2 1 0 1 0
trcqctlr 2 1 0 1 1
trcviiectlr 2 1 0 1 2
trcseqevr1 2 1 0 1 4
trcprocselr 2 1 0 2 0
trcvissctlr 2 1 0 2 2
trcseqevr2 2 1 0 2 4
trcstatr 2 1 0 3 0 r
trcvipcssctlr 2 1 0 3 2
trcconfigr 2 1 0 4 0
trccntctlr{0-3/8} 2 1 0 4 5
trcauxctlr 2 1 0 6 0
trcseqrstevr 2 1 0 6 4
trcseqstr 2 1 0 7 4
trceventctl0r 2 1 0 8 0
trcvdctlr 2 1 0 8 2
trcextinselr 2 1 0 8 4
trcextinselr{0-3/8} 2 1 0 8 4
trccntvr{0-3/8} 2 1 0 8 5
trcidr{0-7/8} 2 1 0 8 7 r
trceventctl1r 2 1 0 9 0
trcvdsacctlr 2 1 0 9 2
trcrsr 2 1 0 10 0
trcvdarcctlr 2 1 0 10 2
trcstallctlr 2 1 0 11 0
trctsctlr 2 1 0 12 0
trcsyncpr 2 1 0 13 0
trcccctlr 2 1 0 14 0
trcbbctlr 2 1 0 15 0
trcrsctlr{16-31/8} 2 1 1 0 1
trcssccr{0-7/8} 2 1 1 0 2
trcsspcicr{0-7/8} 2 1 1 0 3
trcoslar 2 1 1 0 4 w
trcoslsr 2 1 1 1 4 r
trcrsctlr{2-15/8} 2 1 1 2 0
trcpdcr 2 1 1 4 4
trcpdsr 2 1 1 5 4 r
trcsscsr{0-7/8} 2 1 1 8 2
trcacvr{0-7/16} 2 1 2 0 0
trcacvr{8-15/16} 2 1 2 0 1
trcacatr{0-7/16} 2 1 2 0 2
trcacatr{8-15/16} 2 1 2 0 3
trcdvcvr{0-3/32} 2 1 2 0 4
trcdvcvr{4-7/32} 2 1 2 0 5
trcdvcmr{0-3/32} 2 1 2 0 6
trcdvcmr{4-7/32} 2 1 2 0 7
trccidcvr{0-7/16} 2 1 3 0 0
trcvmidcvr{0-7/16} 2 1 3 0 1
trccidcctlr0 2 1 3 0 2
trccidcctlr1 2 1 3 1 2
trcvmidcctlr0 2 1 3 2 2
trcvmidcctlr1 2 1 3 3 2
trcitctrl 2 1 7 0 4
trcdevid 2 1 7 2 7 r
trcdevtype 2 1 7 3 7 r
trcpidr{4-7/8} 2 1 7 4 7 r
trcclaimset 2 1 7 8 6
trcpidr{0-3/8} 2 1 7 8 7 r
trcclaimclr 2 1 7 9 6
trcdevaff0 2 1 7 10 6 r
trcdevaff1 2 1 7 11 6 r
trclar 2 1 7 12 6 w
trccidr{0-3/8} 2 1 7 12 7 r
trclsr 2 1 7 13 6 r
trcauthstatus 2 1 7 14 6 r
trcdevarch 2 1 7 15 6 r
brbinf{0-15/8}_el1 2 1 8 0 0 r
brbsrc{0-15/8}_el1 2 1 8 0 1 r
brbtgt{0-15/8}_el1 2 1 8 0 2 r
brbinf{16-31/8}_el1 2 1 8 0 4 r
brbsrc{16-31/8}_el1 2 1 8 0 5 r
brbtgt{16-31/8}_el1 2 1 8 0 6 r
brbcr_el1 2 1 9 0 0
brbfcr_el1 2 1 9 0 1
brbts_el1 2 1 9 0 2
brbinfinj_el1 2 1 9 1 0
brbsrcinj_el1 2 1 9 1 1
brbtgtinj_el1 2 1 9 1 2
brbidr0_el1 2 1 9 2 0 r
teecr32_el1 2 2 0 0 0
teehbr32_el1 2 2 1 0 0
mdccsr_el0 2 3 0 1 0 r
dbgdtr_el0 2 3 0 4 0
dbgdtrrx_el0 2 3 0 5 0 r
dbgdtrtx_el0 2 3 0 5 0 w
csrcr_el0 2 3 8 0 0
csrptr_el0 2 3 8 0 1
csridr_el0 2 3 8 0 2 r
csrptridx_el0 2 3 8 0 3 r
dbgvcr32_el2 2 4 0 7 0
csrcr_el2 2 4 8 0 0
csrptr_el2 2 4 8 0 1
csrptridx_el2 2 4 8 0 3 r
brbcr_el2 2 4 9 0 0
csrcr_el12 2 5 8 0 0
csrptr_el12 2 5 8 0 1
brbcr_el12 2 5 9 0 0
midr_el1 3 0 0 0 0 r
mpidr_el1 3 0 0 0 5 r
revidr_el1 3 0 0 0 6 r
id_pfr0_el1 3 0 0 1 0 r
id_pfr1_el1 3 0 0 1 1 r
id_dfr0_el1 3 0 0 1 2 r
id_afr0_el1 3 0 0 1 3 r
id_mmfr{0-3/1}_el1 3 0 0 1 4 r
id_isar{0-5/1}_el1 3 0 0 2 0 r
id_mmfr4_el1 3 0 0 2 6 r
id_isar6_el1 3 0 0 2 7 r
mvfr0_el1 3 0 0 3 0 r
mvfr1_el1 3 0 0 3 1 r
mvfr2_el1 3 0 0 3 2 r
id_dfr1_el1 3 0 0 3 5 r
id_mmfr5_el1 3 0 0 3 6 r
id_aa64pfr0_el1 3 0 0 4 0 r
id_aa64pfr1_el1 3 0 0 4 1 r
id_aa64dfr0_el1 3 0 0 5 0 r
id_aa64dfr1_el1 3 0 0 5 1 r
id_aa64afr0_el1 3 0 0 5 4 r
id_aa64afr1_el1 3 0 0 5 5 r
id_aa64isar0_el1 3 0 0 6 0 r
id_aa64isar1_el1 3 0 0 6 1 r
id_aa64isar2_el1 3 0 0 6 2 r
id_aa64mmfr0_el1 3 0 0 7 0 r
id_aa64mmfr1_el1 3 0 0 7 1 r
id_aa64mmfr2_el1 3 0 0 7 2 r
sctlr_el1 3 0 1 0 0
actlr_el1 3 0 1 0 1
cpacr_el1 3 0 1 0 2
ttbr0_el1 3 0 2 0 0
ttbr1_el1 3 0 2 0 1
tcr_el1 3 0 2 0 2
spsr_el1 3 0 4 0 0
spsr_svc 3 0 4 0 0 -
elr_el1 3 0 4 0 1
sp_el0 3 0 4 1 0
spsel 3 0 4 2 0
currentel 3 0 4 2 2 r
icc_pmr_el1 3 0 4 6 0
afsr0_el1 3 0 5 1 0
afsr1_el1 3 0 5 1 1
esr_el1 3 0 5 2 0
erridr_el1 3 0 5 3 0 r
errselr_el1 3 0 5 3 1
erxfr_el1 3 0 5 4 0 r
erxctlr_el1 3 0 5 4 1
erxstatus_el1 3 0 5 4 2
erxaddr_el1 3 0 5 4 3
erxpfgf_el1 3 0 5 4 4 r
erxpfgctl_el1 3 0 5 4 5
erxpfgcdn_el1 3 0 5 4 6
erxmisc{0-3/1}_el1 3 0 5 5 0
far_el1 3 0 6 0 0
par_el1 3 0 7 4 0
trblimitr_el1 3 0 9 11 0
trbptr_el1 3 0 9 11 1
trbbaser_el1 3 0 9 11 2
trbsr_el1 3 0 9 11 3
trbmar_el1 3 0 9 11 4
trbtrg_el1 3 0 9 11 6
trbidr_el1 3 0 9 11 7 r
pmintenset_el1 3 0 9 14 1
pmintenclr_el1 3 0 9 14 2
mair_el1 3 0 10 2 0
amair_el1 3 0 10 3 0
mpamidr_el1 3 0 10 4 4 r
mpam1_el1 3 0 10 5 0
mpam0_el1 3 0 10 5 1
vbar_el1 3 0 12 0 0
rvbar_el1 3 0 12 0 1 r
rmr_el1 3 0 12 0 2
isr_el1 3 0 12 1 0 r
disr_el1 3 0 12 1 1
icc_iar0_el1 3 0 12 8 0 r
icc_eoir0_el1 3 0 12 8 1 w
icc_hppir0_el1 3 0 12 8 2 r
icc_bpr0_el1 3 0 12 8 3
icc_ap0r{0-3/1}_el1 3 0 12 8 4
icc_ap1r{0-3/1}_el1 3 0 12 9 0
icc_dir_el1 3 0 12 11 1 w
icc_rpr_el1 3 0 12 11 3 r
icc_sgi1r_el1 3 0 12 11 5 w
icc_asgi1r_el1 3 0 12 11 6 w
icc_sgi0r_el1 3 0 12 11 7 w
icc_iar1_el1 3 0 12 12 0 r
icc_eoir1_el1 3 0 12 12 1 w
icc_hppir1_el1 3 0 12 12 2 r
icc_bpr1_el1 3 0 12 12 3
icc_ctlr_el1 3 0 12 12 4
icc_sre_el1 3 0 12 12 5
icc_igrpen0_el1 3 0 12 12 6
icc_igrpen1_el1 3 0 12 12 7
contextidr_el1 3 0 13 0 1
tpidr_el1 3 0 13 0 4
accdata_el1 3 0 13 0 5
cntkctl_el1 3 0 14 1 0
ccsidr_el1 3 1 0 0 0 r
clidr_el1 3 1 0 0 1 r
aidr_el1 3 1 0 0 7 r
csselr_el1 3 2 0 0 0
ctr_el0 3 3 0 0 1 r
dczid_el0 3 3 0 0 7 r
nzcv 3 3 4 2 0
daif 3 3 4 2 1
fpcr 3 3 4 4 0
fpsr 3 3 4 4 1
dspsr_el0 3 3 4 5 0
dlr_el0 3 3 4 5 1
pmcr_el0 3 3 9 12 0
pmcntenset_el0 3 3 9 12 1
pmcntenclr_el0 3 3 9 12 2
pmovsclr_el0 3 3 9 12 3
pmswinc_el0 3 3 9 12 4 w
pmselr_el0 3 3 9 12 5
pmceid0_el0 3 3 9 12 6 r
pmceid1_el0 3 3 9 12 7 r
pmccntr_el0 3 3 9 13 0
pmxevtyper_el0 3 3 9 13 1
pmxevcntr_el0 3 3 9 13 2
pmuserenr_el0 3 3 9 14 0
pmovsset_el0 3 3 9 14 3
tpidr_el0 3 3 13 0 2
tpidrro_el0 3 3 13 0 3
cntfrq_el0 3 3 14 0 0
cntpct_el0 3 3 14 0 1 r
cntvct_el0 3 3 14 0 2 r
cntp_tval_el0 3 3 14 2 0
cntp_ctl_el0 3 3 14 2 1
cntp_cval_el0 3 3 14 2 2
cntv_tval_el0 3 3 14 3 0
cntv_ctl_el0 3 3 14 3 1
cntv_cval_el0 3 3 14 3 2
pmevcntr{0-30/1}_el0 3 3 14 8 0
pmevtyper{0-30/1}_el0 3 3 14 12 0
pmccfiltr_el0 3 3 14 15 7
vpidr_el2 3 4 0 0 0
vmpidr_el2 3 4 0 0 5
sctlr_el2 3 4 1 0 0
actlr_el2 3 4 1 0 1
hcr_el2 3 4 1 1 0
mdcr_el2 3 4 1 1 1
cptr_el2 3 4 1 1 2
hstr_el2 3 4 1 1 3
hacr_el2 3 4 1 1 7
ttbr0_el2 3 4 2 0 0
tcr_el2 3 4 2 0 2
vttbr_el2 3 4 2 1 0
vtcr_el2 3 4 2 1 2
dacr32_el2 3 4 3 0 0
spsr_el2 3 4 4 0 0
spsr_hyp 3 4 4 0 0 -
elr_el2 3 4 4 0 1
sp_el1 3 4 4 1 0
spsr_irq 3 4 4 3 0
spsr_abt 3 4 4 3 1
spsr_und 3 4 4 3 2
spsr_fiq 3 4 4 3 3
ifsr32_el2 3 4 5 0 1
afsr0_el2 3 4 5 1 0
afsr1_el2 3 4 5 1 1
esr_el2 3 4 5 2 0
vsesr_el2 3 4 5 2 3
fpexc32_el2 3 4 5 3 0
far_el2 3 4 6 0 0
hpfar_el2 3 4 6 0 4
mair_el2 3 4 10 2 0
amair_el2 3 4 10 3 0
mpamhcr_el2 3 4 10 4 0
mpamvpmv_el2 3 4 10 4 1
mpam2_el2 3 4 10 5 0
mpamvpm{0-7/1}_el2 3 4 10 6 0
vbar_el2 3 4 12 0 0
rvbar_el2 3 4 12 0 1 r
rmr_el2 3 4 12 0 2
vdisr_el2 3 4 12 1 1
ich_ap0r{0-3/1}_el2 3 4 12 8 0
ich_ap1r{0-3/1}_el2 3 4 12 9 0
icc_sre_el2 3 4 12 9 5
ich_hcr_el2 3 4 12 11 0
ich_vtr_el2 3 4 12 11 1 r
ich_misr_el2 3 4 12 11 2 r
ich_eisr_el2 3 4 12 11 3 r
ich_elrsr_el2 3 4 12 11 5 r
ich_vmcr_el2 3 4 12 11 7
ich_lr{0-15/1}_el2 3 4 12 12 0
tpidr_el2 3 4 13 0 2
cntvoff_el2 3 4 14 0 3
cnthctl_el2 3 4 14 1 0
cnthp_tval_el2 3 4 14 2 0
cnthp_ctl_el2 3 4 14 2 1
cnthp_cval_el2 3 4 14 2 2
mpam1_el12 3 5 10 5 0
sctlr_el3 3 6 1 0 0
actlr_el3 3 6 1 0 1
scr_el3 3 6 1 1 0
sder32_el3 3 6 1 1 1
cptr_el3 3 6 1 1 2
mdcr_el3 3 6 1 3 1
ttbr0_el3 3 6 2 0 0
tcr_el3 3 6 2 0 2
gptbr_el3 3 6 2 1 4
gpccr_el3 3 6 2 1 6
spsr_el3 3 6 4 0 0
elr_el3 3 6 4 0 1
sp_el2 3 6 4 1 0
afsr0_el3 3 6 5 1 0
afsr1_el3 3 6 5 1 1
esr_el3 3 6 5 2 0
far_el3 3 6 6 0 0
mfar_el3 3 6 6 0 5
mair_el3 3 6 10 2 0
amair_el3 3 6 10 3 0
mpam3_el3 3 6 10 5 0
vbar_el3 3 6 12 0 0
rvbar_el3 3 6 12 0 1 r
rmr_el3 3 6 12 0 2
icc_ctlr_el3 3 6 12 12 4
icc_sre_el3 3 6 12 12 5
icc_igrpen1_el3 3 6 12 12 7
tpidr_el3 3 6 13 0 2
cntps_tval_el1 3 7 14 2 0
cntps_ctl_el1 3 7 14 2 1
cntps_cval_el1 3 7 14 2 2`],
  ['v8.1-a', `
ttbr1_el2 3 4 2 0 1
contextidr_el2 3 4 13 0 1
cnthv_tval_el2 3 4 14 3 0
cnthv_ctl_el2 3 4 14 3 1
cnthv_cval_el2 3 4 14 3 2
sctlr_el12 3 5 1 0 0
cpacr_el12 3 5 1 0 2
ttbr0_el12 3 5 2 0 0
ttbr1_el12 3 5 2 0 1
tcr_el12 3 5 2 0 2
spsr_el12 3 5 4 0 0
elr_el12 3 5 4 0 1
afsr0_el12 3 5 5 1 0
afsr1_el12 3 5 5 1 1
esr_el12 3 5 5 2 0
far_el12 3 5 6 0 0
mair_el12 3 5 10 2 0
amair_el12 3 5 10 3 0
vbar_el12 3 5 12 0 0
contextidr_el12 3 5 13 0 1
cntkctl_el12 3 5 14 1 0
cntp_tval_el02 3 5 14 2 0
cntp_ctl_el02 3 5 14 2 1
cntp_cval_el02 3 5 14 2 2
cntv_tval_el02 3 5 14 3 0
cntv_ctl_el02 3 5 14 3 1
cntv_cval_el02 3 5 14 3 2`],
  ['pan', `
pan 3 0 4 2 3`],
  ['lor', `
lorsa_el1 3 0 10 4 0
lorea_el1 3 0 10 4 1
lorn_el1 3 0 10 4 2
lorc_el1 3 0 10 4 3
lorid_el1 3 0 10 4 7 r`],
  ['v8.2-a', `
uao 3 0 4 2 4`],
  ['v8.3-a', `
apiakeylo_el1 3 0 2 1 0
apiakeyhi_el1 3 0 2 1 1
apibkeylo_el1 3 0 2 1 2
apibkeyhi_el1 3 0 2 1 3
apdakeylo_el1 3 0 2 2 0
apdakeyhi_el1 3 0 2 2 1
apdbkeylo_el1 3 0 2 2 2
apdbkeyhi_el1 3 0 2 2 3
apgakeylo_el1 3 0 2 3 0
apgakeyhi_el1 3 0 2 3 1
ccsidr2_el1 3 1 0 0 2 r`],
  ['v8.4-a', `
trfcr_el1 3 0 1 2 1
pmmir_el1 3 0 9 14 6 r
dit 3 3 4 2 5
amcr_el0 3 3 13 2 0
amcfgr_el0 3 3 13 2 1 r
amcgcr_el0 3 3 13 2 2 r
amuserenr_el0 3 3 13 2 3
amcntenclr0_el0 3 3 13 2 4
amcntenset0_el0 3 3 13 2 5
amcntenclr1_el0 3 3 13 3 0
amcntenset1_el0 3 3 13 3 1
amevcntr00_el0 3 3 13 4 0
amevcntr01_el0 3 3 13 4 1
amevcntr02_el0 3 3 13 4 2
amevcntr03_el0 3 3 13 4 3
amevtyper00_el0 3 3 13 6 0 r
amevtyper01_el0 3 3 13 6 1 r
amevtyper02_el0 3 3 13 6 2 r
amevtyper03_el0 3 3 13 6 3 r
amevcntr{10-19/1}_el0 3 3 13 12 0
amevcntr{110-115/1}_el0 3 3 13 13 2
amevtyper{10-19/1}_el0 3 3 13 14 0
amevtyper{110-115/1}_el0 3 3 13 15 2
trfcr_el2 3 4 1 2 1
sder32_el2 3 4 1 3 1
vncr_el2 3 4 2 2 0
vsttbr_el2 3 4 2 6 0
vstcr_el2 3 4 2 6 2
cnthvs_tval_el2 3 4 14 4 0
cnthvs_ctl_el2 3 4 14 4 1
cnthvs_cval_el2 3 4 14 4 2
cnthps_tval_el2 3 4 14 5 0
cnthps_ctl_el2 3 4 14 5 1
cnthps_cval_el2 3 4 14 5 2
trfcr_el12 3 5 1 2 1`],
  ['v8.5-a', `
id_pfr2_el1 3 0 0 3 4 r
scxtnum_el1 3 0 13 0 7
scxtnum_el0 3 3 13 0 7
scxtnum_el2 3 4 13 0 7
scxtnum_el12 3 5 13 0 7
scxtnum_el3 3 6 13 0 7`],
  ['v8.6-a', `
amcg1idr_el0 3 3 13 2 6 r
cntpctss_el0 3 3 14 0 5 r
cntvctss_el0 3 3 14 0 6 r
hfgrtr_el2 3 4 1 1 4
hfgwtr_el2 3 4 1 1 5
hfgitr_el2 3 4 1 1 6
hdfgrtr_el2 3 4 3 1 4
hdfgwtr_el2 3 4 3 1 5
hafgrtr_el2 3 4 3 1 6
amevcntvoff00_el2 3 4 13 8 0
amevcntvoff01_el2 3 4 13 8 1
amevcntvoff02_el2 3 4 13 8 2
amevcntvoff03_el2 3 4 13 8 3
amevcntvoff04_el2 3 4 13 8 4
amevcntvoff05_el2 3 4 13 8 5
amevcntvoff06_el2 3 4 13 8 6
amevcntvoff07_el2 3 4 13 8 7
amevcntvoff08_el2 3 4 13 9 0
amevcntvoff09_el2 3 4 13 9 1
amevcntvoff010_el2 3 4 13 9 2
amevcntvoff011_el2 3 4 13 9 3
amevcntvoff012_el2 3 4 13 9 4
amevcntvoff013_el2 3 4 13 9 5
amevcntvoff014_el2 3 4 13 9 6
amevcntvoff015_el2 3 4 13 9 7
amevcntvoff{10-19/1}_el2 3 4 13 10 0
amevcntvoff{110-115/1}_el2 3 4 13 11 2
cntpoff_el2 3 4 14 0 6`],
  ['v8.7-a', `
pmsnevfr_el1 3 0 9 9 1
hcrx_el2 3 4 1 2 2`],
  ['v8.8-a', `
allint 3 0 4 3 0
icc_nmiar1_el1 3 0 12 9 5 r`],
  ['sve', `
id_aa64zfr0_el1 3 0 0 4 4 r
zcr_el1 3 0 1 2 0
zcr_el2 3 4 1 2 0
zcr_el12 3 5 1 2 0
zcr_el3 3 6 1 2 0`],
  ['ssbs', `
ssbs 3 3 4 2 6`],
  ['v8-r', `
mpuir_el1 3 0 0 0 4 r
prenr_el1 3 0 6 1 1
prselr_el1 3 0 6 2 1
prbar_el1 3 0 6 8 0
prlar_el1 3 0 6 8 1
prbar{1-15/4}_el1 3 0 6 8 4
prlar{1-15/4}_el1 3 0 6 8 5
mpuir_el2 3 4 0 0 4 r
vsctlr_el2 3 4 2 0 0
prenr_el2 3 4 6 1 1
prselr_el2 3 4 6 2 1
prbar_el2 3 4 6 8 0
prlar_el2 3 4 6 8 1
prbar{1-15/4}_el2 3 4 6 8 4
prlar{1-15/4}_el2 3 4 6 8 5`],
  ['llvm', `
mdselr_el1 2 0 0 4 2
mdstepop_el1 2 0 0 5 2
spmcgcr0_el1 2 0 9 13 0 r
spmcgcr1_el1 2 0 9 13 1 r
spmaccessr_el1 2 0 9 13 3
spmiidr_el1 2 0 9 13 4 r
spmdevarch_el1 2 0 9 13 5 r
spmdevaff_el1 2 0 9 13 6 r
spmcfgr_el1 2 0 9 13 7 r
spmintenset_el1 2 0 9 14 1
spmintenclr_el1 2 0 9 14 2
pmevcntsvr{0-30/1}_el1 2 0 14 8 0 r
pmccntsvr_el1 2 0 14 11 7 r
pmicntsvr_el1 2 0 14 12 0 r
trciteedcr 2 1 0 2 1
spmcr_el0 2 3 9 12 0
spmcntenset_el0 2 3 9 12 1
spmcntenclr_el0 2 3 9 12 2
spmovsclr_el0 2 3 9 12 3
spmzr_el0 2 3 9 12 4 w
spmselr_el0 2 3 9 12 5
spmovsset_el0 2 3 9 14 3
spmevcntr{0-15/1}_el0 2 3 14 0 0
spmevtyper{0-15/1}_el0 2 3 14 2 0
spmevfiltr{0-15/1}_el0 2 3 14 4 0
spmevfilt2r{0-15/1}_el0 2 3 14 6 0
spmaccessr_el2 2 4 9 13 3
spmaccessr_el12 2 5 9 13 3
spmaccessr_el3 2 6 9 13 3
spmrootcr_el3 2 6 9 14 7
spmscr_el1 2 7 9 14 7
id_aa64pfr2_el1 3 0 0 4 2 r
id_aa64fpfr0_el1 3 0 0 4 7 r
id_aa64dfr2_el1 3 0 0 5 2 r
id_aa64isar3_el1 3 0 0 6 3 r
id_aa64mmfr3_el1 3 0 0 7 3 r
id_aa64mmfr4_el1 3 0 0 7 4 r
sctlr2_el1 3 0 1 0 3
trcitecr_el1 3 0 1 2 3
tcr2_el1 3 0 2 0 3
gcscr_el1 3 0 2 5 0
gcspr_el1 3 0 2 5 1
gcscre0_el1 3 0 2 5 2
pm 3 0 4 3 1
erxgsr_el1 3 0 5 3 2 r
pfar_el1 3 0 6 0 5
pmsdsfr_el1 3 0 9 10 4
pmsscr_el1 3 0 9 13 3
pmuacr_el1 3 0 9 14 4
pmecr_el1 3 0 9 14 5
pmiar_el1 3 0 9 14 7
mair2_el1 3 0 10 2 1
pire0_el1 3 0 10 2 2
pir_el1 3 0 10 2 3
por_el1 3 0 10 2 4
s2por_el1 3 0 10 2 5
amair2_el1 3 0 10 3 1
rcwsmask_el1 3 0 13 0 3
rcwmask_el1 3 0 13 0 6
gcspr_el0 3 3 2 5 1
fpmr 3 3 4 4 2
pmicntr_el0 3 3 9 4 0
pmicfiltr_el0 3 3 9 6 0
pmzr_el0 3 3 9 13 4 w
por_el0 3 3 10 2 4
sctlr2_el2 3 4 1 0 3
trcitecr_el2 3 4 1 2 3
tcr2_el2 3 4 2 0 3
hdbssbr_el2 3 4 2 3 2
hdbssprod_el2 3 4 2 3 3
hacdbsbr_el2 3 4 2 3 4
hacdbscons_el2 3 4 2 3 5
gcscr_el2 3 4 2 5 0
gcspr_el2 3 4 2 5 1
hdfgrtr2_el2 3 4 3 1 0
hdfgwtr2_el2 3 4 3 1 1
hfgrtr2_el2 3 4 3 1 2
hfgwtr2_el2 3 4 3 1 3
hfgitr2_el2 3 4 3 1 7
pfar_el2 3 4 6 0 5
mair2_el2 3 4 10 1 1
pire0_el2 3 4 10 2 2
pir_el2 3 4 10 2 3
por_el2 3 4 10 2 4
s2pir_el2 3 4 10 2 5
amair2_el2 3 4 10 3 1
mecid_p0_el2 3 4 10 8 0
mecid_a0_el2 3 4 10 8 1
mecid_p1_el2 3 4 10 8 2
mecid_a1_el2 3 4 10 8 3
mecidr_el2 3 4 10 8 7 r
vmecid_p_el2 3 4 10 9 0
vmecid_a_el2 3 4 10 9 1
cntscale_el2 3 4 14 0 4
cntiscale_el2 3 4 14 0 5
cntvfrq_el2 3 4 14 0 7
sctlr2_el12 3 5 1 0 3
trcitecr_el12 3 5 1 2 3
tcr2_el12 3 5 2 0 3
gcscr_el12 3 5 2 5 0
gcspr_el12 3 5 2 5 1
pfar_el12 3 5 6 0 5
mair2_el12 3 5 10 2 1
pire0_el12 3 5 10 2 2
pir_el12 3 5 10 2 3
por_el12 3 5 10 2 4
amair2_el12 3 5 10 3 1
sctlr2_el3 3 6 1 0 3
fgwte3_el3 3 6 1 1 5
gcscr_el3 3 6 2 5 0
gcspr_el3 3 6 2 5 1
vsesr_el3 3 6 5 2 3
mair2_el3 3 6 10 1 1
pir_el3 3 6 10 2 3
por_el3 3 6 10 2 4
amair2_el3 3 6 10 3 1
mecid_rl_a_el3 3 6 10 10 1
vdisr_el3 3 6 12 1 1
cpm_ioacc_ctl_el3 3 7 15 2 0`],
  ['memtag', `
rgsr_el1 3 0 1 0 5
gcr_el1 3 0 1 0 6
tfsr_el1 3 0 5 6 0
tfsre0_el1 3 0 5 6 1
gmid_el1 3 1 0 0 4 r
tco 3 3 4 2 7
tfsr_el2 3 4 5 6 0
tfsr_el12 3 5 5 6 0
tfsr_el3 3 6 5 6 0`],
  ['profile', `
pmscr_el1 3 0 9 9 0
pmsicr_el1 3 0 9 9 2
pmsirr_el1 3 0 9 9 3
pmsfcr_el1 3 0 9 9 4
pmsevfr_el1 3 0 9 9 5
pmslatfr_el1 3 0 9 9 6
pmsidr_el1 3 0 9 9 7 r
pmblimitr_el1 3 0 9 10 0
pmbptr_el1 3 0 9 10 1
pmbsr_el1 3 0 9 10 3
pmbidr_el1 3 0 9 10 7 r
pmscr_el2 3 4 9 9 0
pmscr_el12 3 5 9 9 0`],
  ['rng', `
rndr 3 3 2 4 0 r
rndrrs 3 3 2 4 1 r`],
  ['sme', `
id_aa64smfr0_el1 3 0 0 4 5 r
smpri_el1 3 0 1 2 4
smcr_el1 3 0 1 2 6
mpamsm_el1 3 0 10 5 3
smidr_el1 3 1 0 0 6 r
svcr 3 3 4 2 2
tpidr2_el0 3 3 13 0 5
smprimap_el2 3 4 1 2 5
smcr_el2 3 4 1 2 6
smcr_el12 3 5 1 2 6
smcr_el3 3 6 1 2 6`],
];

/** Names whose encoding prints under another name: they are accepted only. */
const ACCEPTED_ONLY: ReadonlySet<string> = new Set(['trcextinselr', 'spsr_svc', 'spsr_hyp', 'vsctlr_el2']);

const EL_OF_OP1 = [1, 1, 1, 0, 2, 2, 3, 1] as const;

interface Tables {
  readonly byName: ReadonlyMap<string, Sysreg>;
  readonly byKey: ReadonlyMap<number, readonly Sysreg[]>;
}

let tables: Tables | undefined;

function load(): Tables {
  if (tables) return tables;
  const byName = new Map<string, Sysreg>();
  const byKey = new Map<number, Sysreg[]>();
  const add = (name: string, key: number, access: SysregAccess, feature: string): void => {
    const row: Sysreg = { name, key, access, feature: needs(name, feature), el: EL_OF_OP1[(key >> 11) & 7] ?? 1 };
    byName.set(name, row);
    if (ACCEPTED_ONLY.has(name)) return;
    const same = byKey.get(key);
    if (same) same.push(row);
    else byKey.set(key, [row]);
  };
  for (const [feature, rows] of TABLE) {
    for (const line of rows.trim().split('\n')) {
      const [name = '', op0, op1, CRn, CRm, op2, access = 'rw'] = line.split(' ');
      const key = sysregKey(Number(op0), Number(op1), Number(CRn), Number(CRm), Number(op2));
      const family = /^(.*)\{(\d+)-(\d+)\/(\d+)\}(.*)$/.exec(name);
      if (!family) {
        add(name, key, access as SysregAccess, feature);
        continue;
      }
      const [, stem = '', first, last, step, rest = ''] = family;
      for (let n = Number(first); n <= Number(last); n++)
        add(`${stem}${n}${rest}`, key + (n - Number(first)) * Number(step), access as SysregAccess, feature);
    }
  }
  tables = { byName, byKey };
  return tables;
}

/** What Armv8-R does not have: EL3, and translation tables at EL2. */
const A_PROFILE = /_el3$|^(ttbr0|vttbr|vsttbr)_el2$/;

function needs(name: string, feature: string): string {
  if (feature === 'llvm' || !A_PROFILE.test(name)) return feature;
  return feature === '' ? 'a-profile' : `(${feature}) & a-profile`;
}

/** All rows by lower-case name. */
export function sysregs(): ReadonlyMap<string, Sysreg> {
  return load().byName;
}

/** The row of a name, any case; undefined for unknown names and for the generic S3_… form. */
export function sysregByName(name: string): Sysreg | undefined {
  return load().byName.get(name.toLowerCase());
}

/** The row that a key is printed as when read (or written: DBGDTRRX and DBGDTRTX share one). */
export function sysregByKey(key: number, write = false): Sysreg | undefined {
  const rows = load().byKey.get(key);
  return (
    rows?.find((row) => row.access === 'rw' || row.access === (write ? 'w' : 'r')) ??
    rows?.find((row) => row.feature !== 'llvm')
  );
}

/** Key of the generic form `S<op0>_<op1>_C<n>_C<m>_<op2>` (any case, `C` optional), or -1. Source: DDI 0487, C5.1.1. */
export function genericSysreg(name: string): number {
  const match = /^s([0-3])_([0-7])_c(\d{1,2})_c(\d{1,2})_([0-7])$/i.exec(name);
  if (!match) return -1;
  const [op0, op1, CRn, CRm, op2] = match.slice(1).map(Number) as [number, number, number, number, number];
  return CRn > 15 || CRm > 15 ? -1 : sysregKey(op0, op1, CRn, CRm, op2);
}

/** The generic form of a key, as objdump writes it. */
export function genericSysregName(key: number): string {
  return `s${(key >> 14) & 3}_${(key >> 11) & 7}_c${(key >> 7) & 15}_c${(key >> 3) & 15}_${key & 7}`;
}
