#!/usr/bin/env node
/** The executable: the real Io, and the exit status given to the process without cutting its output short. */
import { nodeIo } from './io.ts';
import { main } from './main.ts';

main(process.argv.slice(2), nodeIo()).then((status) => {
  process.exitCode = status;
});
