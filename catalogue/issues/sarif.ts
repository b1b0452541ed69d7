import { ISSUE_CODES, type Issue } from './issue';
import { distinct, visible } from '../text/unseen';

/**
 * Problems as SARIF 2.1.0, for code scanning and editors. Source: docs.oasis-open.org/sarif/sarif/v2.1.0; GitHub shows 5,000 results of a
 * file: docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function sarif(issues: readonly Issue[], version: string): string {
  const codes = [...new Set(issues.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'wan',
            version,
            rules: codes.map((code) => ({
              id: code,
              shortDescription: { text: code.toLowerCase().replaceAll('_', ' ') },
              // 1: the check says no; 2: bad input.
              properties: { exitCode: ISSUE_CODES[code] },
            })),
          },
        },
        // Places are from the top of the repository.
        originalUriBaseIds: { ROOT: { description: { text: 'The top of the repository' } } },
        results: issues.slice(0, MOST_RESULTS).map((issue) => resultOf(issue, codes.indexOf(issue.code))),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 1)}\n`;
}

const MOST_RESULTS = 5_000;

function resultOf(issue: Issue, ruleIndex: number): object {
  const { code, at, path, severity } = issue;
  const text = [
    path,
    issue.problem,
    issue.got === undefined ? undefined : `Got: ${distinct(issue.got)}`,
    issue.allowed === undefined ? undefined : `Allowed: ${issue.allowed}`,
    issue.fix,
    ...(issue.paste ?? []),
  ].flatMap((part) => (part === undefined || part === '' ? [] : [visible(part)]));
  return {
    ruleId: code,
    ruleIndex,
    level: severity === 'warning' ? 'warning' : 'error',
    message: { text: text.join('\n') },
    // The same problem of the same entry is the same alert, on whatever line it stands.
    partialFingerprints: { 'wanProblem/v1': `${code} ${path ?? at?.file ?? ''}` },
    ...(at
      ? {
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(at.file), uriBaseId: 'ROOT' },
                region: { startLine: at.line, startColumn: at.column },
              },
            },
          ],
        }
      : {}),
  };
}
