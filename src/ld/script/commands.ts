/**
 * The grammar's second half: output sections, SECTIONS, MEMORY, PHDRS, VERSION and the commands at the top level.
 *
 *     top         = SECTIONS "{" sections "}" | MEMORY "{" … "}" | PHDRS "{" … "}" | VERSION "{" … "}" | ENTRY "(" NAME ")" | …
 *
 * See grammar.ts for the rest and for how scanner and parser work together.
 */
import type { ILookaheadStrategy, IToken, TokenType } from 'chevrotain';
import { TYPES } from '../../expr/grammar.ts';
import type * as ast from './ast.ts';
import { emptyScript } from './ast.ts';
import { list, ScriptRules } from './grammar.ts';
import { K, ScriptLexer, T } from './lexer.ts';
import { LOOKAHEAD } from './lookahead.ts';

const k = (name: string): TokenType => K[name] as TokenType;

interface Header {
  loadAddress: ast.Expression | undefined;
  align: ast.Expression | undefined;
  subalign: ast.Expression | undefined;
  alignWithInput: boolean;
  constraint: ast.SectionDescription['constraint'];
  noCrossRefs: boolean;
}

interface Tail {
  region: string;
  loadRegion: string;
  phdrs: string[];
  fill: ast.Expression | undefined;
}

/** `analysis` is given where the look-ahead is to be worked out anew (expr/render-lookahead.ts). */
export class ScriptParser extends ScriptRules {
  constructor(analysis?: ILookaheadStrategy) {
    super(analysis);
    this.begin(LOOKAHEAD);
  }

  /** Parse a whole text. Errors go to `this.errors`; what was understood before is in `this.script`. */
  parse(text: ast.ScriptText, entry: 'script' | 'versions' = 'script'): ast.Script {
    this.input = [];
    this.text = text;
    this.lexer = new ScriptLexer(text.text);
    this.script = emptyScript();
    if (entry === 'versions') {
      this.enter('version');
      this.versionNodes();
    } else this.top();
    return this.script;
  }

  readonly top = this.RULE('top', (): void => {
    this.MANY(() =>
      this.OR([
        { ALT: () => this.CONSUME(T.semicolon) },
        { ALT: () => this.SUBRULE(this.sectionsBlock) },
        { ALT: () => this.SUBRULE(this.memoryBlock) },
        { ALT: () => this.SUBRULE(this.phdrsBlock) },
        { ALT: () => this.SUBRULE(this.versionBlock) },
        { ALT: () => this.SUBRULE(this.insert) },
        { ALT: () => this.SUBRULE(this.setting) },
        { ALT: () => this.SUBRULE(this.inputFiles) },
        { ALT: () => this.add(this.SUBRULE(this.keywordStatement)) },
        {
          ALT: () => {
            const name = this.SUBRULE(this.name);
            this.add(this.SUBRULE(this.assignmentRest, { ARGS: [name] }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('INCLUDE'));
            const saved = this.includeFile(this.SUBRULE2(this.name));
            this.SUBRULE(this.top);
            this.ACTION(() => this.leave(saved));
          },
        },
      ]),
    );
  });

  add(command: ast.SectionsCommand): void {
    if (command) this.script.commands.push(command);
  }

  readonly sectionsBlock = this.RULE('sectionsBlock', (): void => {
    this.CONSUME(k('SECTIONS'));
    this.script.hasSections = true;
    this.CONSUME(T.braceOpen);
    this.SUBRULE(this.sectionsBody);
    this.CONSUME(T.braceClose);
  });

  readonly sectionsBody = this.RULE('sectionsBody', (): void => {
    this.MANY(() =>
      this.OR([
        { ALT: () => this.CONSUME(T.semicolon) },
        { ALT: () => this.add(this.SUBRULE(this.keywordStatement)) },
        { ALT: () => this.SUBRULE(this.entry) },
        { ALT: () => this.SUBRULE(this.insert) },
        { ALT: () => this.SUBRULE(this.overlay) },
        { ALT: () => this.SUBRULE(this.inputFiles) },
        {
          ALT: () => {
            this.CONSUME(k('INCLUDE'));
            const saved = this.includeFile(this.SUBRULE(this.name));
            this.SUBRULE(this.sectionsBody);
            this.ACTION(() => this.leave(saved));
          },
        },
        {
          ALT: () => {
            const name = this.SUBRULE2(this.name);
            this.enter('expression');
            this.lexer.header = 'before';
            this.OR2([
              { ALT: () => this.add(this.SUBRULE(this.assignmentRest, { ARGS: [name] })) },
              { ALT: () => this.add(this.SUBRULE(this.sectionRest, { ARGS: [name] })) },
            ]);
            this.lexer.header = 'no';
            this.enter('script');
          },
        },
      ]),
    );
  });

  readonly sectionRest = this.RULE('sectionRest', (name: IToken): ast.SectionDescription => {
    const script = this.text;
    const address = this.OPTION(() => this.SUBRULE(this.scriptExpression));
    const type = this.OPTION2(() => this.SUBRULE(this.sectionType)) ?? {
      kind: '' as ast.SectionKind,
      elfType: undefined,
    };
    const header = this.SUBRULE(this.sectionHeader);
    const body = this.SUBRULE(this.bracedBody);
    const tail = this.SUBRULE(this.sectionTail);
    return {
      ...header,
      ...tail,
      kind: 'section',
      name: name?.image ?? '',
      address,
      type: type.kind,
      elfType: type.elfType,
      body,
      script,
      at: name?.startOffset ?? 0,
    };
  });

  readonly bracedBody = this.RULE('bracedBody', (): ast.BodyCommand[] => {
    this.CONSUME(T.braceOpen);
    this.enter('wild');
    const body = this.SUBRULE(this.body);
    this.CONSUME(T.braceClose);
    this.enter('script');
    return body;
  });

  readonly sectionType = this.RULE(
    'sectionType',
    (): { kind: ast.SectionKind; elfType: ast.Expression | undefined } => {
      this.CONSUME(T.typeOpen);
      const word = this.CONSUME(TYPES.name).image;
      const elfType = this.OPTION(() => {
        this.CONSUME(T.assign);
        return this.SUBRULE(this.scriptExpression);
      });
      this.CONSUME(TYPES.close);
      return { kind: (word === 'TYPE' ? '' : word) as ast.SectionKind, elfType };
    },
  );

  readonly sectionHeader = this.RULE('sectionHeader', (): Header => {
    const header: Header = {
      loadAddress: undefined,
      align: undefined,
      subalign: undefined,
      alignWithInput: false,
      constraint: '',
      noCrossRefs: false,
    };
    this.CONSUME(TYPES.colon);
    this.lexer.header = 'after';
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(k('H_AT'));
            header.loadAddress = this.SUBRULE(this.inParentheses);
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('H_ALIGN'));
            header.align = this.SUBRULE2(this.inParentheses);
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('H_SUBALIGN'));
            header.subalign = this.SUBRULE3(this.inParentheses);
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('H_ALIGN_WITH_INPUT'));
            header.alignWithInput = true;
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('H_ONLY_IF_RO'));
            header.constraint = 'ONLY_IF_RO';
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('H_ONLY_IF_RW'));
            header.constraint = 'ONLY_IF_RW';
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('H_SPECIAL'));
            header.constraint = 'SPECIAL';
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('H_NOCROSSREFS'));
            header.noCrossRefs = true;
          },
        },
      ]),
    );
    this.lexer.header = 'no';
    return header;
  });

  readonly sectionTail = this.RULE('sectionTail', (): Tail => {
    const tail: Tail = { region: '', loadRegion: '', phdrs: [], fill: undefined };
    this.enter('script');
    this.OPTION(() => {
      this.CONSUME(T.greater);
      tail.region = this.SUBRULE(this.name)?.image;
    });
    this.OPTION2({
      GATE: () => this.LA(1).image === 'AT',
      DEF: () => {
        this.CONSUME(T.word);
        this.CONSUME2(T.greater);
        tail.loadRegion = this.SUBRULE2(this.name)?.image;
      },
    });
    this.MANY(() => {
      this.CONSUME(TYPES.colon);
      tail.phdrs.push(this.SUBRULE3(this.name)?.image);
    });
    this.OPTION3(() => {
      this.CONSUME(T.assign);
      tail.fill = this.SUBRULE(this.scriptExpression);
    });
    this.OPTION4(() => this.CONSUME(TYPES.comma));
    return tail;
  });

  readonly overlay = this.RULE('overlay', (): void => {
    const script = this.text;
    const start = this.CONSUME(k('OVERLAY'));
    this.enter('expression');
    this.lexer.header = 'before';
    const address = this.OPTION(() => this.SUBRULE(this.scriptExpression));
    const header = this.SUBRULE(this.sectionHeader);
    this.CONSUME(T.braceOpen);
    this.enter('script');
    const sections: ast.SectionDescription[] = [];
    this.MANY(() => sections.push(this.SUBRULE(this.overlaySection)));
    this.CONSUME(T.braceClose);
    const tail = this.SUBRULE(this.sectionTail);
    this.add({
      kind: 'overlay',
      address,
      loadAddress: header?.loadAddress,
      noCrossRefs: header?.noCrossRefs ?? false,
      sections,
      ...tail,
      script,
      at: start.startOffset,
    });
  });

  readonly overlaySection = this.RULE('overlaySection', (): ast.SectionDescription => {
    const script = this.text;
    const name = this.SUBRULE(this.name);
    const body = this.SUBRULE(this.bracedBody);
    const tail = this.SUBRULE(this.sectionTail);
    return {
      kind: 'section',
      name: name?.image ?? '',
      address: undefined,
      type: '',
      elfType: undefined,
      loadAddress: undefined,
      align: undefined,
      alignWithInput: false,
      subalign: undefined,
      constraint: '',
      body,
      ...tail,
      script,
      at: name?.startOffset ?? 0,
    };
  });

  readonly entry = this.RULE('entry', (): void => {
    this.CONSUME(k('ENTRY'));
    this.CONSUME(TYPES.open);
    const name = this.SUBRULE(this.name);
    this.CONSUME(TYPES.close);
    this.script.entry = { name: name?.image ?? '', script: this.text, at: name?.startOffset ?? 0 };
  });

  readonly insert = this.RULE('insert', (): void => {
    const start = this.CONSUME(k('INSERT'));
    const after = this.OR([
      {
        ALT: () => {
          this.CONSUME(k('AFTER'));
          return true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('BEFORE'));
          return false;
        },
      },
    ]) as boolean;
    this.add({ kind: 'insert', after, section: this.SUBRULE(this.name)?.image ?? '', at: start.startOffset });
  });

  readonly memoryBlock = this.RULE('memoryBlock', (): void => {
    this.CONSUME(k('MEMORY'));
    this.CONSUME(T.braceOpen);
    this.MANY(() => this.SUBRULE(this.memoryRegion));
    this.CONSUME(T.braceClose);
  });

  readonly memoryRegion = this.RULE('memoryRegion', (): void => {
    const name = this.SUBRULE(this.name);
    let attributes = '';
    this.OPTION(() => {
      this.CONSUME(TYPES.open);
      this.MANY(() => {
        attributes += this.SUBRULE2(this.attribute);
      });
      this.CONSUME(TYPES.close);
    });
    this.CONSUME(TYPES.colon);
    const origin = this.SUBRULE(this.regionValue);
    this.OPTION2(() => this.CONSUME(TYPES.comma));
    const length = this.SUBRULE2(this.regionValue);
    this.OPTION3(() => this.CONSUME2(TYPES.comma));
    this.script.memory.push({
      name: name?.image ?? '',
      attributes,
      origin,
      length,
      script: this.text,
      at: name?.startOffset ?? 0,
    });
  });

  /** `rwx!a`: the exclamation mark is a token of its own. */
  readonly attribute = this.RULE(
    'attribute',
    (): string =>
      this.OR([{ ALT: () => this.CONSUME(T.word).image }, { ALT: () => this.CONSUME(T.bad).image }]) as string,
  );

  readonly regionValue = this.RULE('regionValue', (): ast.Expression => {
    this.SUBRULE(this.name);
    this.CONSUME(T.assign);
    return this.SUBRULE(this.scriptExpression);
  });

  readonly phdrsBlock = this.RULE('phdrsBlock', (): void => {
    this.CONSUME(k('PHDRS'));
    this.script.phdrs ??= [];
    this.CONSUME(T.braceOpen);
    this.MANY(() => this.SUBRULE(this.programHeader));
    this.CONSUME(T.braceClose);
  });

  readonly programHeader = this.RULE('programHeader', (): void => {
    const name = this.SUBRULE(this.name);
    const type = this.SUBRULE(this.scriptExpression);
    let fileHeader = false;
    let programHeaders = false;
    let loadAddress: ast.Expression | undefined;
    let flags: ast.Expression | undefined;
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(k('FILEHDR'));
            fileHeader = true;
          },
        },
        {
          ALT: () => {
            this.CONSUME(k('PHDRS'));
            programHeaders = true;
          },
        },
        {
          ALT: () => {
            const word = this.CONSUME(T.word).image;
            const value = this.SUBRULE(this.inParentheses);
            if (word === 'AT') loadAddress = value;
            else flags = value;
          },
        },
      ]),
    );
    this.CONSUME(T.semicolon);
    this.script.phdrs?.push({
      name: name?.image ?? '',
      type,
      fileHeader,
      programHeaders,
      loadAddress,
      flags,
      at: name?.startOffset ?? 0,
    });
  });

  readonly versionBlock = this.RULE('versionBlock', (): void => {
    this.CONSUME(k('VERSION'));
    this.enter('version');
    this.CONSUME(T.braceOpen);
    this.SUBRULE(this.versionNodes);
    this.CONSUME(T.braceClose);
    this.enter('script');
  });

  readonly versionNodes = this.RULE('versionNodes', (): void => {
    this.MANY(() => this.SUBRULE(this.versionNode));
  });

  readonly versionNode = this.RULE('versionNode', (): void => {
    const at = this.LA(1).startOffset;
    const name = this.OPTION(() => this.CONSUME(T.word).image) ?? '';
    const node = {
      name,
      global: [] as ast.VersionPattern[],
      local: [] as ast.VersionPattern[],
      parents: [] as string[],
      at,
    };
    this.CONSUME(T.braceOpen);
    const state = { into: node.global, language: 'C' as ast.VersionPattern['language'] };
    this.MANY(() => this.SUBRULE(this.versionItem, { ARGS: [node, state] }));
    this.CONSUME(T.braceClose);
    this.MANY2(() => node.parents.push(this.CONSUME2(T.word).image));
    this.CONSUME(T.semicolon);
    this.script.versions.push(node);
  });

  /** `global:`, `local:`, `pattern;`, `extern "C++" { … };` */
  readonly versionItem = this.RULE('versionItem', (node: ast.VersionNode, state: VersionState): void => {
    const token = this.OR([{ ALT: () => this.CONSUME(T.word) }, { ALT: () => this.CONSUME(T.string) }]);
    this.OR2([
      {
        ALT: () => {
          this.CONSUME(TYPES.colon);
          this.ACTION(() => {
            state.into = (token.image === 'local' ? node.local : node.global) as ast.VersionPattern[];
          });
        },
      },
      {
        ALT: () => {
          const language = this.CONSUME2(T.string).image;
          this.CONSUME(T.braceOpen);
          const inner = { into: state?.into, language: language as ast.VersionPattern['language'] };
          this.MANY(() => this.SUBRULE(this.versionItem, { ARGS: [node, inner] }));
          this.CONSUME(T.braceClose);
          this.OPTION(() => this.CONSUME(T.semicolon));
        },
      },
      {
        ALT: () => {
          this.OPTION2(() => this.CONSUME2(T.semicolon));
          this.ACTION(() => {
            state.into.push({ pattern: token.image, language: state.language, literal: token.tokenType === T.string });
          });
        },
      },
    ]);
  });

  readonly setting = this.RULE('setting', (): void => {
    const { script } = this;
    this.OR([
      { ALT: () => this.SUBRULE(this.entry) },
      {
        ALT: () => {
          this.CONSUME(k('OUTPUT_FORMAT'));
          script.outputFormat = list(this.SUBRULE(this.arguments_)).join(',');
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('OUTPUT_ARCH'));
          script.outputArch = list(this.SUBRULE2(this.arguments_))[0] ?? '';
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('OUTPUT'));
          script.output = list(this.SUBRULE3(this.arguments_))[0] ?? '';
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('TARGET'));
          this.SUBRULE4(this.arguments_);
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('SEARCH_DIR'));
          this.script.searchDirs.push(...list(this.SUBRULE5(this.arguments_)));
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('STARTUP'));
          script.startup = list(this.SUBRULE6(this.arguments_))[0] ?? '';
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('EXTERN'));
          this.script.undefinedSymbols.push(...list(this.SUBRULE7(this.arguments_)));
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('NOCROSSREFS'));
          this.script.noCrossRefs.push([...list(this.SUBRULE8(this.arguments_))]);
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('NOCROSSREFS_TO'));
          this.script.noCrossRefsTo.push([...list(this.SUBRULE9(this.arguments_))]);
        },
      },
      { ALT: () => this.SUBRULE(this.lesserSetting) },
    ]);
  });

  readonly lesserSetting = this.RULE('lesserSetting', (): void => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(k('LD_FEATURE'));
          this.SUBRULE(this.arguments_);
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('REGION_ALIAS'));
          const [alias, region] = list(this.SUBRULE2(this.arguments_));
          this.ACTION(() => this.script.aliases.push({ alias: alias ?? '', region: region ?? '' }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('FORCE_COMMON_ALLOCATION'));
          this.script.forceCommon = true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('FORCE_GROUP_ALLOCATION'));
          this.script.forceGroups = true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('INHIBIT_COMMON_ALLOCATION'));
          this.script.inhibitCommon = true;
        },
      },
    ]);
  });

  readonly arguments_ = this.RULE('arguments', (): string[] => {
    const names: string[] = [];
    this.CONSUME(TYPES.open);
    this.MANY(() => {
      names.push(this.SUBRULE(this.name)?.image);
      this.OPTION(() => this.CONSUME(TYPES.comma));
    });
    this.CONSUME(TYPES.close);
    return names;
  });

  readonly inputFiles = this.RULE('inputFiles', (): void => {
    const grouped = this.OR([
      {
        ALT: () => {
          this.CONSUME(k('INPUT'));
          return false;
        },
      },
      {
        ALT: () => {
          this.CONSUME(k('GROUP'));
          return true;
        },
      },
    ]) as boolean;
    this.CONSUME(TYPES.open);
    const group = grouped ? 1 + this.script.inputs.reduce((most, file) => Math.max(most, file.group), 0) : 0;
    this.MANY(() => this.SUBRULE(this.inputFile, { ARGS: [group, false] }));
    this.CONSUME(TYPES.close);
  });

  readonly inputFile = this.RULE('inputFile', (group: number, asNeeded: boolean): void => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(k('AS_NEEDED'));
          this.CONSUME(TYPES.open);
          this.MANY(() => this.SUBRULE(this.inputFile, { ARGS: [group, true] }));
          this.CONSUME(TYPES.close);
        },
      },
      {
        ALT: () => {
          const token = this.SUBRULE(this.name);
          this.ACTION(() => {
            const library = token.image.startsWith('-l');
            const name = library ? token.image.slice(2) : token.image;
            this.script.inputs.push({ name, library, asNeeded, group, script: this.text, at: token.startOffset });
          });
        },
      },
    ]);
    this.OPTION(() => this.CONSUME(TYPES.comma));
  });
}

interface VersionState {
  into: ast.VersionPattern[];
  language: ast.VersionPattern['language'];
}
