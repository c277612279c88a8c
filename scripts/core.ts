/**
 * The core of the assembler's reader (src/asm/core) as WebAssembly, made when the package is built.
 *
 * Enters: the file to write.
 */
import * as fs from 'node:fs';
import { compileCore, readModules } from './core/compile.ts';

const [file = ''] = process.argv.slice(2);
fs.writeFileSync(file, compileCore(readModules('src/asm/core'), 'core.ts'));
