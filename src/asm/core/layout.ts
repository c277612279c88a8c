/**
 * What lies where in the core's memory: a page that both sides know by name, and behind it regions (regions.ts).
 */

/** Pages of 64 KiB at the start, and at most (2 GiB, so that addresses are positive). */
export const FIRST_PAGES = 16;
export const MOST_PAGES = 32767;

/** Addresses: of the shape's text of the statement scanned last, and of tables by character (tables.ts). */
export const SHAPE = 1280;
export const CLASSES = 1536;
export const KINDS = 1792;
export const REGISTERS = 2048;
export const STOPS = 2304;
/** The directives that the core knows: four numbers a slot (directives.ts), and their names. */
export const DIRECTIVES = 2560;
export const DIRECTIVE_SLOTS = 128;
/** Room for the characters of a text that comes from elsewhere; zeros are before it. */
export const SCRATCH = 5136;
export const SCRATCH_SIZE = 32768;
/** Room for rows of the line table. */
export const MOST_ROWS = 2048;
/** Index of the first of the names that are taken, as their bytes in one number, and a 0 behind them. */
export const TAKEN = 10240;
/** Address of the names of directives. */
export const DIRECTIVE_NAMES = 41984;
/** Indices of the rows of open expansions, of all of a run, and of what they made (expansion.ts), and how many there may be. */
export const LEVELS = 10752;
export const MOST_LEVELS = 32;
export const INSTANCES = 11264;
export const MOST_INSTANCES = 1024;
export const EVENTS = 16384;
export const MOST_EVENTS = 1024;
/** Where the first region may begin. */
export const FIRST_FREE = 98304;

/** Indices of numbers, of 32 bits each: those in the statement scanned last, where they begin, and their upper halves. */
export const VALUES = 256;
export const STARTS = 264;
export const HIGHS = 272;

/** Relocations that are resolved here, from a number on: how the value goes into the word, and the bits that it may have: two numbers each (relocate.ts). */
export const FORMS = 288;
export const FIRST_FORM = 272;
export const MOST_FORMS = 16;

/** Address of the name of the architecture at hand, and how long it may be; where conditions were opened (directives.ts), and how many may be. */
export const ARCH_NAME = 640;
export const MOST_ARCH = 64;
export const CONDITIONS = 192;
export const MOST_CONDITIONS = 32;

export const STATE = {
  /** Index of the first number of the rows of symbols, and how many symbols there are. */
  rows: 1,
  symbols: 2,
  /** Index of the first number of the list of symbols, and how many there are. */
  order: 3,
  ordered: 4,
  /** Address of the characters of names. */
  names: 5,
  /** Index of the first number of the sizes that are known at the end, and how many there are. */
  lates: 6,
  lateCount: 7,
  /** Tables of what is known at the moment (word-cache.ts, shapes.ts): index of the first row, mask, address of the texts. */
  words: 8,
  wordMask: 9,
  wordTexts: 10,
  shapes: 14,
  shapeMask: 15,
  shapeTexts: 16,
  rules: 17,
  /** The same of shapes under fewer features (0: none), and of their rules. */
  usual: 22,
  usualMask: 23,
  usualTexts: 24,
  usualRules: 25,
  /** Of the statement scanned last: how many numbers, the length and hash of its shape; its word if that is known, and the relocation of its symbol. */
  count: 18,
  shapeLength: 19,
  shapeHash: 20,
  word: 21,
  reloc: 26,
  /** The reader's (reader.ts): address of the text, and where in it to begin (then, where it has stopped) and to end. */
  text: 32,
  at: 33,
  limit: 34,
  /** The offset of the text in the file. */
  textFrom: 61,
  /** Where the statement begins at which it has stopped. */
  start: 35,
  /** What may be done: write code, write data, define labels; and the open procedure (-1: none). */
  codeReady: 36,
  dataReady: 37,
  labelsReady: 38,
  procedure: 40,
  /** Whether somebody wants to know of each instruction. */
  recording: 41,
  /** The open fragment, the bytes of the subsection before what is handed out, and the offset in the fragment there. */
  frag: 42,
  before: 43,
  offset: 44,
  /** Whether the section has code, and the greatest power of two that it was aligned to. */
  isCode: 45,
  power: 46,
  /** Fixups (fixups.ts): index of the first number of the rows, how many there are, the first and the last one of the subsection. */
  fixups: 50,
  fixupCount: 51,
  firstFixup: 76,
  lastFixup: 77,
  /** Relocations (relocate.ts): index of the first number of the rows, and how many there are; the section at hand, the address of its contents; index of the first number of the table of sections that they lead to. */
  relocations: 78,
  relocationCount: 79,
  section: 80,
  contents: 81,
  targets: 82,
  /** Index of the first number of the list of local labels that relocations name, in this order, and how many there are. */
  namedLabels: 84,
  namedCount: 85,
  /** Of the symbol table (symtab.ts): index of the first number of what is chosen, and how many; the same of entries; the size of the string table. */
  chosen: 86,
  chosenCount: 87,
  entries: 88,
  entryCount: 89,
  stringsSize: 90,
  /** Procedures and call frames (procedures.ts): index of the first number of the rows of either, and how many there are. */
  procs: 52,
  procCount: 53,
  frameRows: 83,
  frameCount: 91,
  /** Addresses of what is handed out, and how much of it there is: bytes; starts of lines as numbers. */
  out: 48,
  outCount: 49,
  lines: 54,
  lineCount: 55,
  /** Lines begun so far (to go on from), the start of the last one, of how many one start is wanted (0: lines are not counted), whether one may be a marker. */
  line: 56,
  lineAt: 57,
  lineStep: 58,
  mayMark: 59,
  /** Statements that did more than write words. */
  effects: 60,
  bigEndian: 62,
  /** Whether code or data may be aligned, and where it is handed out that the subsection was another from some byte on, and how often it was. */
  alignReady: 65,
  leaves: 67,
  leaveCount: 68,
  /** Memory was asked for that there is not. */
  full: 70,
  /** Whether room may be filled. */
  fillReady: 71,
  /** Whether relocations may have to name what is in the section: the location counter is not read then. */
  keepsNames: 63,
  /** Of fragments (fragments.ts): index of the first number of the rows, and how many there are; what address is next, and whether any number is new. */
  frags: 72,
  fragCount: 73,
  placed: 74,
  changed: 75,
  /** Of the line table (lines.ts): whether `.loc` may be read, whether one waits for its instruction, and the registers. */
  linesReady: 96,
  pending: 97,
  rowFile: 98,
  rowLine: 99,
  rowColumn: 100,
  rowIsa: 101,
  rowFlags: 102,
  rowDiscriminator: 103,
  /** File numbers up to this one are known. */
  knownFiles: 104,
  /** The last row of the subsection: fragment (-1: there is none) and offset, the symbol of its view or -1. */
  lastFrag: 105,
  lastAt: 106,
  lastView: 107,
  /** Address of the rows that are handed out, and how many there are. */
  lineRows: 108,
  rowCount: 109,
  /** Views (views.ts): index of the first number of the rows, and how many there are. */
  views: 93,
  viewCount: 94,
  /** Index of the first number of all rows, when the program is written (line-program.ts). */
  lineProgram: 92,
  /** Of sections (sections.ts): what operands lead to, as a table of what is known; the rows of subsections and how many there are, those of sections, the stack and how many are on it. */
  sectionLines: 110,
  sectionMask: 111,
  sectionTexts: 112,
  subs: 113,
  subCount: 114,
  sectionRows: 115,
  stack: 116,
  stacked: 117,
  /** The subsection at hand, that before, those of `.text` and `.data` (-1: none), whether another may be gone to, and whether labels may be defined. */
  sub: 118,
  previous: 119,
  textSub: 120,
  dataSub: 121,
  mayLeave: 122,
  labelsAllowed: 123,
  /** Whether any size depends on symbols, and whether fragments were ended whose sizes do. */
  dependent: 124,
  depends: 125,
  /** How long the name of the architecture is (0: no architecture is at hand). */
  archLength: 126,
  /** Conditions: how many were opened and are still open, how many of those from before were closed, and may be. */
  opened: 127,
  closed: 128,
  closable: 129,
  /** Of those from before, the innermost one first, a bit each: whether `.else` was read. */
  elses: 130,
  /** Macros and loops (macros.ts, loops.ts): index of the first row of loops, whether definitions and loops may be read here, and whether a macro was defined or forgotten. */
  loops: 131,
  mayExpand: 132,
  redefined: 133,
  /** Expansions (expansion.ts): whether calls may be read, of how many characters in all; how many are open, and rows of what they made. */
  mayCall: 134,
  /** Whether the alternate language is read. */
  alternate: 95,
  budget: 135,
  level: 136,
  events: 137,
  /** Changes with what instructions and names of macros mean, and is another number in each assembly; never 0. */
  epoch: 66,
  /** How many calls were read, and characters of expansions. */
  called: 138,
  expanded: 139,
  /** Whether instructions may be given as numbers. */
  numbersReady: 142,
  /** Of register aliases (names.ts): whether there are any, the table. */
  hasAliases: 143,
  aliases: 144,
  aliasMask: 145,
  aliasTexts: 146,
  /** Address of a filter of the names of instructions that macros have as well (0: there are none). */
  hidden: 147,
  /** How often a name has got another symbol; whether local labels keep their places in the list. */
  renamed: 140,
  keepsLocals: 141,
} as const;

/** Why the reader has stopped. */
export const STOP = {
  end: 0,
  /** Another reader has to take the statement. */
  unknown: 1,
  /** The statement is an instruction, and no code may be written yet. */
  code: 2,
  /** An instruction was written that somebody wants to know of. */
  recorded: 3,
} as const;
