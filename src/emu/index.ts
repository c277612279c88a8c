/**
 * The emulator for programs: a64as/emu.
 *
 * `new Machine({...})`, load, set registers, run until, step, snapshot and restore, read memory by physical or virtual
 * address, subscribe to observations; `virtMachine` for a whole machine with devices.
 */
export type { CpuProfile, MachineOptions, Observation, Region, RegionRole, Site, StopReason } from './api.ts';
export type { Device } from './devices/bus.ts';
export { type Audit, type LineState, Machine, type RunOptions } from './machine.ts';
export type { ObservationFacts, ObservationKind } from './observations.ts';
export { PROFILE_NAMES, type ProfileName, profile } from './profiles.ts';
export type { Snapshot } from './snapshot.ts';
export { imageHeader, type VirtMachine, type VirtOptions, virtMachine } from './virt.ts';
