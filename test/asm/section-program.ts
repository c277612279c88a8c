/**
 * Programs as compilers and inline assembly write them: sections that were there before, procedures that go on in them, distances that are
 * known or not.
 *
 * Enters: numbers. Leaves: a program without errors, each of whose statements one of them has chosen; one that would be an error is left out.
 */

/** A subsection with what is open in it. */
interface Place {
  readonly section: string;
  readonly number: number;
  inProcedure: boolean;
  remembered: number;
}

const DIRECTIVES: Readonly<Record<string, string>> = { '.text': '.text', '.data': '.data', '.x': '.section .x,"aw"' };

const FRAMES = ['.cfi_offset 29, -16', '.cfi_restore 29', '.cfi_def_cfa_offset 32', '.cfi_adjust_cfa_offset 8'];

class Program {
  readonly #lines: string[] = [];
  readonly #places = new Map<string, Place>();
  readonly #stack: (readonly [Place, Place | undefined])[] = [];
  /** Labels by section. */
  readonly #labels = new Map<string, string[]>();
  #previous: Place | undefined = undefined;
  #here = this.#place('.text', 0);
  #count = 0;

  #place(section: string, number: number): Place {
    const key = `${section} ${number}`;
    const known = this.#places.get(key) ?? { section, number, inProcedure: false, remembered: 0 };
    this.#places.set(key, known);
    return known;
  }

  /** Go to `to` by a line. */
  #enter(to: Place, line: string): string {
    this.#previous = this.#here;
    this.#here = to;
    return line;
  }

  #label(): string {
    const name = `${this.#count % 3 === 0 ? '.L' : 'f'}${this.#count++}`;
    this.#lines.push(`${name}:`);
    const labels = this.#labels.get(this.#here.section) ?? [];
    labels.push(name);
    this.#labels.set(this.#here.section, labels);
    return name;
  }

  /** A label of the section at hand. */
  #known(choice: number): string {
    const labels = this.#labels.get(this.#here.section) ?? [];
    return labels[choice % Math.max(1, labels.length)] ?? this.#label();
  }

  #change(choice: number): string {
    const sections = Object.keys(DIRECTIVES);
    const section = sections[choice % sections.length] ?? '.text';
    const number = choice % 5 === 0 ? 1 : 0;
    switch (choice % 6) {
      case 0:
        return this.#enter(this.#place(section, 0), DIRECTIVES[section] ?? '');
      case 1:
      case 2:
        this.#stack.push([this.#here, this.#previous]);
        return this.#enter(this.#place(section, 0), `.pushsection ${section}${section === '.x' ? ',"aw"' : ''}`);
      case 3:
        return this.#enter(this.#place(this.#here.section, number), `.subsection ${number}`);
      case 4:
        return this.#previous ? this.#enter(this.#previous, '.previous') : '';
      default:
        return this.#pop();
    }
  }

  #pop(): string {
    const top = this.#stack.pop();
    if (!top) return '';
    [this.#here, this.#previous] = top;
    return '.popsection';
  }

  #frame(choice: number): string {
    const here = this.#here;
    if (!here.inProcedure) {
      here.inProcedure = true;
      return '.cfi_startproc';
    }
    switch (choice % 7) {
      case 0:
        here.inProcedure = false;
        here.remembered = 0;
        return '.cfi_endproc';
      case 1:
        here.remembered++;
        return '.cfi_remember_state';
      case 2:
        if (here.remembered === 0) return '';
        here.remembered--;
        return '.cfi_restore_state';
      default:
        return FRAMES[choice % FRAMES.length] ?? '';
    }
  }

  #content(choice: number): string {
    const known = this.#known(choice >> 2);
    const other = this.#known(choice >> 3);
    const contents = [
      'nop',
      'bl forward',
      `adr x0, ${known}`,
      `.word ${known} - .`,
      '.word forward - .',
      `.quad ${known}, start + 8`,
      `.hword . - ${known}`,
      `.size ${known}, . - ${known}`,
      `.size ${known},.-${known}`,
      '.size start, 8',
      '.string "a\\n\\0019\\"\\t"',
      '.ascii "\\377\\8\\x41", "b"',
      '.zero 12',
      '.byte 1, 255',
      `.uleb128 . - ${known}`,
      `.sleb128 ${known} - ${other}`,
      `.sleb128 ${other} - ${known} + 70`,
      `.uleb128 ${known} - ${other}`,
      '.type start, %function',
      '.globl start',
      '.p2align 2; 2: nop; 1: .org . - 4 + (1b - 2b)',
      '.p2align 3',
      '.p2align 2,,1',
      '.align 2',
    ];
    return contents[choice % contents.length] ?? '';
  }

  step(choice: number): void {
    const rest = choice >> 2;
    if (choice % 16 === 2) this.#label();
    const line = choice % 4 === 0 ? this.#change(rest) : choice % 4 === 1 ? this.#frame(rest) : this.#content(rest);
    this.#lines.push(line);
  }

  text(): string {
    for (const place of this.#places.values()) {
      if (!place.inProcedure) continue;
      this.#lines.push(DIRECTIVES[place.section] ?? '', `.subsection ${place.number}`, '.cfi_endproc');
    }
    return `start: .globl forward\n${this.#lines.join('\n')}\n`;
  }
}

export function sectionProgram(choices: readonly number[]): string {
  const program = new Program();
  for (const choice of choices) program.step(choice);
  return program.text();
}
