import { renderIssues } from '../../../catalogue/issues/render-issues';
import { stacksCommand, type StacksOptions } from '../../../cli/pipeline/stacks';
import * as rollouts from '../../../plan/stacks/rollout';
import { smallWorkspace } from '../../support/workspace';

const folder = smallWorkspace();
const run = (options: Partial<StacksOptions>): ReturnType<typeof stacksCommand> =>
  stacksCommand('small.yaml', folder, { out: 'out', today: '2026-11-22', format: 'text', ...options });
const said = (options: Partial<StacksOptions>): string => {
  const { text, issues } = run(options);
  return text + renderIssues(issues);
};

test('rows of each wave: what waits for each other, or shares a gateway, is one', () => {
  const rows = said({ all: true, rows: true }).trim().split('\n');
  expect(rows.slice(0, 3)).toEqual([
    expect.stringMatching(/^wave 0: aws-hub .*aws-inspect/),
    expect.stringMatching(/^wave 0: aws-london-two-hub .*aws-london-two-inspect/),
    expect.stringMatching(/^wave 0: azure-wan azure-\w+-hub/),
  ]);
  expect(rows.filter((row) => row.includes('azure-uksouth-01'))).toEqual([expect.stringContaining('link-')]);
  const { waves } = JSON.parse(said({ all: true, rows: true, format: 'json' })) as {
    waves: readonly { include: readonly { name: string; stacks: string }[] }[];
  };
  expect(waves).toHaveLength(rollouts.LAST_WAVE + 1);
  expect(waves.flatMap(({ include }) => include.map(({ stacks }) => stacks))).toEqual(
    rows.map((row) => row.replace(/^wave \d: /, '')),
  );
  expect(waves.at(-1)).toEqual({ include: [] });
});

test('before anything is applied only what reads nothing new can be planned', () => {
  const now = said({ changed: true, base: 'none', rows: true, plannable: true }).trim().split('\n');
  expect(now).toContain('wave 0: aws-hub');
  expect(now.join('\n')).not.toContain('aws-inspect');
});

test('a wave that is not, and nothing asked for', () => {
  expect(said({ wave: '10' })).toBe(
    "USAGE\n    --wave takes 0 to 9: what all share, canaries, a tenth, the rest, and who can't go beside them.\n    Got: 10\n",
  );
  expect(said({})).toBe('USAGE\n    Say which: --changed, --wave N or --all.\n');
  expect(said({ all: true, changed: true })).toContain('--all is every stack');
  expect(said({ changed: true, unfinished: true })).toContain(
    '--unfinished compares with what came since a base: give --changed and --base.',
  );
});

test('a change that needs more waves than pipelines have is refused, with what can not go beside the others', () => {
  const spy = jest.spyOn(rollouts, 'rollout').mockReturnValue([
    { wave: 0, rows: [{ stacks: ['aws-hub'], lanes: [] }] },
    { wave: 10, rows: [{ stacks: ['aws-fire-01'], lanes: [] }] },
  ]);
  try {
    expect(said({ changed: true, base: 'none' })).toBe(`\
ROLLOUT_TOO_LONG
    This change needs more than 10 waves: aws-fire-01 can't go beside any of those before.
    Take a part of it into a change of its own: places of one emergency district, or sites of one Azure gateway.
`);
  } finally {
    spy.mockRestore();
  }
});
