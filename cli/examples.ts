import type { Command } from 'commander';

/** Typed as examples in --help, by the command. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  check: ['npx wan check', 'npx wan check --today 2027-04-01'],
  lock: [
    'npx wan lock',
    'npx wan lock --check --base origin/main',
    "npx wan lock --withdraw crewe-library --reason 'CHG-1042'",
  ],
  show: ['npx wan show crewe-library', 'npx wan show 198.18.2.146', 'npx wan show supplier care-records'],
  list: [
    'npx wan list --district CW1 --tenant fire',
    'npx wan list circuits --supplier FibreCo --csv',
    'npx wan list --contains 10.97.9.10',
  ],
  cost: ['npx wan cost', 'npx wan cost --tenant fire', 'npx wan cost --by cost-centre --csv', 'npx wan cost --levers'],
  verify: ['npx wan verify', 'npx wan verify --to 10.18.9.10', 'npx wan verify --failures 1'],
  review: ['npx wan review', 'npx wan review --base origin/main --gate --format github'],
  'plan-change': ['npx wan plan-change', 'npx wan plan-change --write'],
  stacks: ['npx wan stacks --all', 'npx wan stacks --changed --base origin/main --format json'],
  plan: ['npx wan plan --changed', 'npx wan plan aws-fire-01 --save plans'],
  deploy: ['npx wan deploy --changed', 'npx wan deploy --wave 1'],
  approve: ['npx wan approve --wave 2'],
  drift: ['npx wan drift', 'npx wan drift aws-hub'],
  providers: ['npx wan providers lock'],
  policy: ['npx wan policy', 'npx wan policy --check'],
  router: ['npx wan router chester-fire-station --ends ends.json', 'npx wan router --all --out routers --check'],
  permissions: ['npx wan permissions'],
  picture: ['npx wan picture network.svg'],
  failures: ['npx wan failures failures.md'],
  docs: ['npx wan docs --check'],
  completion: ['source <(npx wan completion bash)', 'npx wan completion fish | source'],
};

/** Puts them below the help of each command that has none of its own. */
export function addExamples(program: Command): void {
  for (const command of program.commands) {
    const examples = EXAMPLES[command.name()];
    if (examples) command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}\n`).join('')}`);
  }
}
