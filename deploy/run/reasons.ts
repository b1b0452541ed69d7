import type { Issue, IssueCode } from '../../catalogue/issues/issue';
import type { Ran } from './terraform';

interface Reason {
  readonly code: IssueCode;
  readonly says: RegExp;
  readonly problem: string;
  readonly fix: string;
}

/** What stops a stack before anything is changed, by what Terraform and its providers say. */
const REASONS: readonly Reason[] = [
  {
    code: 'STACK_FAILED',
    says: /Unable to find remote state|No stored state was found for the given workspace/i,
    problem: 'it reads what another stack has made, and that one has not been deployed yet.',
    fix: 'Deploy the network first, in the order of `npx wan stacks --all` (a pipeline: docs/pipeline.md, "The first deployment"); pull requests can be planned from then on.',
  },
  {
    code: 'STATE_LOCKED',
    says: /acquiring the state lock|state is already locked|PreconditionFailed.*lock/is,
    problem: 'its state is locked: somebody else is at it, or was cut off.',
    fix: 'Wait for the other run. If there is none, `terraform force-unlock ID` in the stack’s folder, by the ID above, once nobody applies.',
  },
  {
    code: 'PROVIDER_CHANGED',
    says: /match(es)? any of the checksums|checksum.{0,80}(does not|doesn't) match|cached package .{0,200}checksums/is,
    problem: 'a provider is not, byte for byte, the one whose checksums are committed.',
    fix: 'Find out where it comes from (a mirror, a cache, another release). Only if it is right: `npx wan providers lock`, and review what changes.',
  },
  {
    code: 'ACCOUNT_FOREIGN',
    says: /AWS account ID not allowed|not allowed by allowed_account_ids|does not match the provided subscription/is,
    problem: 'the credentials are of another account.',
    fix: 'Take on the role of the account that the catalogue names at the hub (docs/deploying.md).',
  },
  {
    code: 'CREDENTIALS_MISSING',
    says: /No valid credential sources|failed to refresh cached credentials|ExpiredToken|InvalidClientTokenId|unable to build authorizer|please run 'az login'|could not configure AzureCli|Cannot assume IAM Role/is,
    problem: 'there are no credentials, or they have expired.',
    fix: 'Sign in, or let the pipeline take on its role (docs/deploying.md), and run it again.',
  },
];

/** Most characters of what Terraform says that are repeated. */
const LONGEST = 600;

/** Why a stack failed, as a problem with a way out. What providers say is cut, and never holds a line of the configuration. */
export function reasonOf(stack: string, step: 'init' | 'plan' | 'apply', { problems }: Ran): Issue {
  const said = problems.map(({ summary, detail }) => `${summary} ${detail}`.trim().replaceAll(/\s+/g, ' ')).join(' | ');
  const known = REASONS.find(({ says }) => says.test(said));
  const text = said.length > LONGEST ? `${said.slice(0, LONGEST - 1)}…` : said;
  return known
    ? { code: known.code, path: stack, problem: `${stack}: ${known.problem}`, got: text, fix: known.fix }
    : {
        code: 'STACK_FAILED',
        path: stack,
        problem: `${stack} stopped at ${step}: ${text}`,
        fix:
          step === 'apply'
            ? 'What was made before is in its state. Mend the cause and run it again: it goes on from there.'
            : 'Nothing was changed. Mend the cause and run it again.',
      };
}
