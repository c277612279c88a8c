/** The emulator, as verify/ wants it. */
import type { MachineFactory } from '../../verify/verify.ts';
import { UsageError } from '../command.ts';

export const createMachine: MachineFactory = () => {
  throw new UsageError('verify: the emulator has not landed');
};
