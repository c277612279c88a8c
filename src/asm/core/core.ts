/**
 * What the core offers: each function runs as JavaScript, imported from here, or as WebAssembly, through engine.ts.
 *
 * The language of this directory's modules is the subset of TypeScript that scripts/core compiles.
 */

export { makeFixup, placeFixups, resetFixups } from './fixups.ts';
export {
  closeFragment,
  copyFragments,
  makeFragment,
  oddPadding,
  placeDependents,
  placeFragments,
  resetFragments,
} from './fragments.ts';
export { addCie, beginFrames, writeProcedures } from './frames.ts';
export { writeEnd, writeLines, writeRegisters, writeStep } from './line-program.ts';
export { resetLoops, roomForCopies, roomForLoop } from './loops.ts';
export {
  addCall,
  addDefinition,
  define,
  definitionOf,
  findDefinition,
  forgetMacros,
  resetMacros,
  roomForText,
  roomForWords,
} from './macros.ts';
export { hide, usesAlias } from './names.ts';
export {
  addFrame,
  endProcedure,
  placeProcedures,
  resetProcedures,
  restoreOffset,
  saveOffset,
  startProcedure,
  unendedProcedure,
} from './procedures.ts';
export { lastOperand, readOn, run } from './reader.ts';
export { writeEntries, writeRelocations } from './records.ts';
export { allocate, move, reserve, resetRegions } from './regions.ts';
export { addRelocation, nameInRelocation, resetRelocations, resolveFixups, unnamedSection } from './relocate.ts';
export { makeSub, pushSection, resetSections } from './sections.ts';
export { findShape, isShape, lookUp, scan, scanStem, shapeRow } from './shapes.ts';
export { writeStrings } from './strtab.ts';
export {
  append,
  defineLabel,
  find,
  findLabel,
  intern,
  keepName,
  makeFull,
  makeMapping,
  makeSymbol,
  rename,
  resetSymbols,
  roomForName,
} from './symbols.ts';
export {
  arrangeEntries,
  beginSymtab,
  choose,
  chooseLabels,
  chooseSymbols,
  fillEntries,
  specialSymbol,
} from './symtab.ts';
export { makeView, resetViews, settleViews } from './views.ts';
export { rowOfText } from './words.ts';
