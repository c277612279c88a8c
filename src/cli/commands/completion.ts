/**
 * `a64as completion bash|zsh|fish`: a script that completes commands, options and files.
 *
 *     source <(a64as completion bash)
 *
 * The options offered are those that the command's own --help names, asked for when the key is pressed: one place for them.
 */
import { type Command, EXIT, type Io, UsageError } from '../command.ts';

const HELP = `usage: a64as completion bash|zsh|fish

Prints a completion script:
  bash  source <(a64as completion bash)
  zsh   source <(a64as completion zsh)
  fish  a64as completion fish | source
`;

/** Options in a help text: words that begin with a dash. */
const OPTIONS = `grep -oE -- '(^|[ ,])--?[A-Za-z][A-Za-z0-9-]*' | tr -d ' ,' | sort -u`;

function bash(names: readonly string[]): string {
  return `_a64as() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" words=
  case " ${names.join(' ')} " in *" $command "*) ;; *) command=as ;; esac
  case "$current" in -*) words=$(a64as "$command" --help 2>/dev/null | ${OPTIONS}) ;; esac
  [ "$COMP_CWORD" -eq 1 ] && words="$words ${names.join(' ')}"
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _a64as a64as
`;
}

function fish(names: readonly string[]): string {
  return `function __a64as_options
  set -l command (commandline -opc)[2]
  contains -- "$command" ${names.join(' ')}; or set command as
  a64as $command --help 2>/dev/null | ${OPTIONS}
end
complete -c a64as -n '__fish_is_first_token' -a '${names.join(' ')}'
complete -c a64as -n 'string match -q -- "-*" (commandline -ct)' -a '(__a64as_options)'
`;
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { COMMANDS } = await import('./index.ts');
  const names = COMMANDS.map(({ name }) => name);
  switch (argv[0]) {
    case '--help':
      io.stdout(HELP);
      return EXIT.ok;
    case 'bash':
      io.stdout(bash(names));
      return EXIT.ok;
    case 'zsh':
      io.stdout(`autoload -U +X bashcompinit && bashcompinit\n${bash(names)}`);
      return EXIT.ok;
    case 'fish':
      io.stdout(fish(names));
      return EXIT.ok;
    default:
      throw new UsageError(
        `completion: expected bash, zsh or fish${argv[0] === undefined ? '' : `, not '${argv[0]}'`}`,
      );
  }
}

export const command: Command = {
  name: 'completion',
  summary: 'a completion script for bash, zsh or fish',
  run,
};
