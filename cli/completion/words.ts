import type { Command, Option } from 'commander';

/** What ids a word can be of; `sites` before `datacentres` where several kinds are taken. */
export type IdKind =
  | 'sites'
  | 'datacentres'
  | 'tenants'
  | 'hubs'
  | 'services'
  | 'flows'
  | 'suppliers'
  | 'egressDomains'
  | 'profiles'
  | 'states'
  | 'circuitSuppliers'
  | 'districts'
  | 'stacks'
  | 'files';

/** Ids of a kind, read when they are asked for. */
export type Ids = (kind: IdKind) => readonly string[];

/** Arguments of commands, by the command's whole name. */
const ARGUMENTS: Readonly<Record<string, readonly IdKind[]>> = {
  show: ['sites', 'datacentres', 'tenants', 'hubs', 'services', 'flows', 'suppliers', 'stacks'],
  router: ['sites', 'datacentres'],
  move: ['sites'],
  rename: ['sites'],
  plan: ['stacks'],
  deploy: ['stacks'],
  drift: ['stacks'],
};

/** Values of options, by the option, whatever command has it. */
const VALUES: Readonly<Record<string, readonly IdKind[]>> = {
  '--tenant': ['tenants'],
  '--owner': ['tenants'],
  '--consumer': ['tenants'],
  '--hub': ['hubs'],
  '--profile': ['profiles'],
  '--state': ['states'],
  '--supplier': ['circuitSuppliers'],
  '--district': ['districts'],
  '--egress': ['egressDomains'],
  '--renumber': ['sites', 'hubs'],
  '--withdraw': ['sites', 'datacentres'],
  '--two-byte-asn': ['sites'],
  '--raise': ['hubs'],
  '--rogue': ['sites'],
  '--without': ['datacentres', 'sites'],
  '--from': ['tenants', 'sites'],
  '--to': ['tenants', 'sites'],
  '--file': ['files'],
};

/** Between tenants alone: `wan add flow --from`. */
const OF_FLOWS: Readonly<Record<string, readonly IdKind[]>> = { '--from': ['tenants'], '--to': ['tenants'] };

/**
 * What may stand where the cursor is: commands, options that have not been given, ids and other values, all beginning with what is typed. `words`
 * are those after `wan`, the last of them the one that is being typed.
 */
export function completions(program: Command, words: readonly string[], ids: Ids): readonly string[] {
  const typed = words.at(-1) ?? '';
  let command = program;
  let path = '';
  let taken = 0;
  /** The option whose value comes next. */
  let waiting: Option | undefined;
  const given = new Set<string>();
  for (const word of words.slice(0, -1)) {
    const option = word.startsWith('-') ? optionNamed(command, program, word) : undefined;
    if (option) {
      given.add(option.long ?? '');
      waiting = takesValue(option) && !word.includes('=') ? option : undefined;
    } else if (waiting) {
      if (!waiting.variadic) waiting = undefined;
    } else {
      const next = command.commands.find((each) => each.name() === word);
      if (next) {
        command = next;
        path = path === '' ? next.name() : `${path} ${next.name()}`;
      } else taken += 1;
    }
  }
  const begun = (all: readonly string[]): readonly string[] =>
    [...new Set(all)].filter((each) => each.startsWith(typed));
  if (typed.startsWith('-')) {
    const own = [...command.options, ...(command === program ? [] : program.options)];
    return begun(
      own
        .filter((option) => !option.hidden && (option.variadic || !given.has(option.long ?? '')))
        .flatMap(({ long }) => long ?? []),
    );
  }
  if (waiting) {
    const values = begun(valuesOf(waiting, path, ids));
    // After the values of one that takes several, arguments may come as well.
    if (!waiting.variadic || values.length > 0) return values;
  }
  const commands = command
    .createHelp()
    .visibleCommands(command)
    .map((each) => each.name());
  const choices = command.registeredArguments[0]?.argChoices ?? [];
  const isOver = taken > 0 && command.registeredArguments.every(({ variadic }) => !variadic);
  return isOver ? [] : begun([...commands, ...choices, ...(ARGUMENTS[path] ?? []).flatMap((kind) => ids(kind))]);
}

function valuesOf({ long = '', argChoices }: Option, path: string, ids: Ids): readonly string[] {
  if (argChoices) return argChoices;
  const kinds = path === 'add flow' ? (OF_FLOWS[long] ?? VALUES[long]) : VALUES[long];
  return (kinds ?? []).flatMap((kind) => ids(kind));
}

function optionNamed(command: Command, program: Command, word: string): Option | undefined {
  const name = word.split('=')[0];
  return [...command.options, ...program.options].find(({ long, short }) => long === name || short === name);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}
