import { z } from 'zod';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { stableJson } from '../../output/stable-json';
import type { PlanReview } from './compare-plan';
import { planData } from './plan-report';

const ACTIONS = ['create', 'import', 'update', 'replace', 'destroy', 'move', 'read', 'forget', 'nothing'] as const;

const changeSchema = z.object({
  address: z.string(),
  action: z.enum(ACTIONS),
  predicted: z.enum(['create', 'import', 'update', 'replace', 'destroy', 'move', 'nothing']),
  arguments: z.array(z.string()),
  replacedBy: z.array(z.string()),
  reason: z.string().optional(),
});

const digestSchema = z.object({
  wanPlan: z.literal(1),
  /** Commit that was planned; empty outside of git. */
  commit: z.string(),
  stack: z.string(),
  display: z.string(),
  terraform: z.string(),
  counts: z.object({
    create: z.number(),
    import: z.number().default(0),
    update: z.number(),
    replace: z.number(),
    destroy: z.number(),
  }),
  agreed: z.number(),
  isDone: z.boolean(),
  disagreed: z.array(changeSchema),
  drift: z.array(changeSchema),
  perpetual: z.array(z.object({ why: z.string(), count: z.number() })),
  failed: z.string().optional(),
});

/**
 * What a plan says, without anything of what it holds: names of resources and of arguments, never a value. It may go where a plan may
 * not: into artefacts, comments and logs.
 */
export function planDigest(review: PlanReview, secrets: ReadonlySet<string>, commit: string): string {
  const [data] = planData([review], secrets) as readonly object[];
  return stableJson({ wanPlan: 1, commit, ...data });
}

/** The same of a stack that could not be planned: why, so that no page leaves it out. */
export function failedDigest(stack: string, { code, problem }: Issue, commit: string): string {
  const nothing: PlanReview = {
    stack,
    display: stack,
    terraform: '',
    counts: { create: 0, import: 0, update: 0, replace: 0, destroy: 0 },
    agreed: 0,
    isDone: false,
    disagreed: [],
    drift: [],
    perpetual: new Map(),
    failed: `${code} ${problem}`,
  };
  return planDigest(nothing, new Set(), commit);
}

/**
 * Reads such a file; undefined for a text that is none, such as what `terraform show -json` prints. Reports PLAN_FOREIGN for what was made of
 * another commit than the one that is checked out.
 */
export function readDigest(text: string, file: string, commit: string): Result<PlanReview> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('wanPlan' in value)) return undefined;
  const parsed = digestSchema.safeParse(value);
  if (!parsed.success)
    return failure([
      {
        code: 'PLAN_UNREADABLE',
        problem: `${file} is not as \`wan plan --digest\` writes it.`,
        fix: 'Make it anew, with the program that is checked out here.',
      },
    ]);
  const { perpetual, disagreed, drift, wanPlan: _format, commit: made, failed, ...rest } = parsed.data;
  if (made !== commit)
    return failure([
      {
        code: 'PLAN_FOREIGN',
        problem: `${file} is of commit ${made.slice(0, 7) || 'none'}, and ${commit.slice(0, 7) || 'none'} is checked out.`,
        fix: 'Plan again, or take the file away.',
      },
    ]);
  const withReason = ({ reason, ...each }: z.output<typeof changeSchema>): PlanReview['drift'][number] => ({
    ...each,
    ...(reason === undefined ? {} : { reason }),
  });
  return success({
    ...rest,
    display: file,
    disagreed: disagreed.map(withReason),
    drift: drift.map(withReason),
    perpetual: new Map(perpetual.map(({ why, count }) => [why, count])),
    ...(failed === undefined ? {} : { failed }),
  });
}
