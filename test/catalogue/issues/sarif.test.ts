import type { Issue } from '../../../catalogue/issues/issue';
import { renderIssues } from '../../../catalogue/issues/render-issues';

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleIndex: number;
      readonly ruleId: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations?: object[];
    }[];
  }[];
}
const of = (issues: readonly Issue[]): Sarif => JSON.parse(renderIssues(issues, 'sarif')) as Sarif;

test('problems with their place, their code as a rule, and what to do', () => {
  const log = of([
    {
      code: 'HOST_BITS',
      at: { file: 'sites/crewe 1.yaml', line: 12, column: 5 },
      path: 'sites.crewe',
      problem: 'It has host bits.',
      got: '10.0.0.1/24',
      fix: 'Write 10.0.0.0/24.',
    },
    { code: 'FLOW_EXPIRED', problem: 'It has ended.', severity: 'warning' },
    { code: 'HOST_BITS', problem: 'Another.' },
  ]);
  expect(log.version).toBe('2.1.0');
  const [run] = log.runs;
  expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['FLOW_EXPIRED', 'HOST_BITS']);
  expect(run?.results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level])).toEqual([
    ['HOST_BITS', 1, 'error'],
    ['FLOW_EXPIRED', 0, 'warning'],
    ['HOST_BITS', 1, 'error'],
  ]);
  expect(run?.results[0]).toMatchObject({
    message: { text: 'sites.crewe\nIt has host bits.\nGot: 10.0.0.1/24\nWrite 10.0.0.0/24.' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'sites/crewe%201.yaml' },
          region: { startLine: 12, startColumn: 5 },
        },
      },
    ],
  });
  expect(run?.results[1]?.locations).toBeUndefined();
});

test('nothing is a log without results, and more than GitHub shows are cut at what it shows', () => {
  expect(of([]).runs[0]?.results).toEqual([]);
  const many = Array.from({ length: 5_100 }, (): Issue => ({ code: 'HOST_BITS', problem: 'One of many.' }));
  expect(of(many).runs[0]?.results).toHaveLength(5_000);
});
