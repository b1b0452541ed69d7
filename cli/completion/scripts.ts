/** Shells whose completion is written. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * What a shell's start-up file reads: `wan` by itself where only `npx wan` is there, and its completion, which asks `wan completion words` each time.
 * Sources: gnu.org/software/bash/manual (Programmable Completion), zsh.sourceforge.io/Doc/Release/Completion-System.html,
 * fishshell.com/docs/current/completions.html
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# source <(npx wan completion bash)
type wan >/dev/null 2>&1 || wan() { npx --no-install wan "$@"; }
_wan() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$(printf '%q' "$line")")
  done < <(wan completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _wan wan
`,
  zsh: `#compdef wan
# source <(npx wan completion zsh), after compinit
(( $+commands[wan] )) || wan() { npx --no-install wan "$@" }
_wan() {
  local -a found
  found=("\${(@f)$(wan completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _wan wan
`,
  fish: `# npx wan completion fish | source
type -q wan; or function wan; npx --no-install wan $argv; end
complete -c wan -f -a '(wan completion words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
};
