import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { systemErrorCode } from '../../catalogue/yaml/source';

/** Formats of `terraform show -json` that are understood: its major version. Source: developer.hashicorp.com/terraform/internals/json-format */
const MAJOR = '1';

/** What every stack asks for (`required_version`, stacks/wan-stack.ts): locks in S3 need it. */
const LEAST_MINOR = 10;

const changeSchema = z.object({
  actions: z.array(z.string()),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  before_sensitive: z.unknown().optional(),
  after_sensitive: z.unknown().optional(),
  after_unknown: z.unknown().optional(),
  importing: z.object({ id: z.string().optional() }).optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
});

const resourceSchema = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  deposed: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  action_reason: z.string().optional(),
  change: changeSchema,
});

/** What is read of a plan; keys that are new are no problem, and what holds secrets (configuration, prior state) is never read. */
const planSchema = z.object({
  format_version: z.string(),
  terraform_version: z.string().optional(),
  complete: z.boolean().optional(),
  errored: z.boolean().optional(),
  variables: z.record(z.string(), z.object({ value: z.unknown().optional() })).optional(),
  resource_changes: z.array(resourceSchema).optional(),
  resource_drift: z.array(resourceSchema).optional(),
});

export type TerraformPlan = z.output<typeof planSchema>;
export type PlannedResource = z.output<typeof resourceSchema>;

/** A plan as a file holds it. */
export interface PlanFile {
  readonly display: string;
  /** The file's name without its ending: by custom the stack's. */
  readonly stem: string;
  readonly plan: TerraformPlan;
}

/**
 * Reads what `terraform show -json` printed. Reports PLAN_UNREADABLE for what is no such JSON or ends too soon, PLAN_VERSION for a format
 * of another major version, and PLAN_UNFINISHED for a plan that failed or holds only a part (`-target`).
 */
export function readPlan(file: string, cwd: string): Result<PlanFile> {
  try {
    return parsePlan(readFileSync(path.resolve(cwd, file), 'utf8'), file);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return failure([{ code: 'PLAN_UNREADABLE', problem: `${file} can't be read: ${code}.`, fix: SHOW }]);
  }
}

const SHOW = 'Make it with `terraform show -json PLANFILE`, by the Terraform that made the plan.';

/** The same from a text, which is called `file` in what is said of it. */
export function parsePlan(text: string, file: string): Result<PlanFile> {
  const refuse = (code: Issue['code'], problem: string, fix: string): Result<PlanFile> =>
    failure([{ code, problem: `${file} ${problem}`, fix }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('PLAN_UNREADABLE', text.trim() === '' ? 'is empty.' : 'is no JSON, or ends too soon.', SHOW);
  }
  const version = (value as { format_version?: unknown } | null)?.format_version;
  if (typeof version !== 'string') return refuse('PLAN_UNREADABLE', 'is no plan: it says no format_version.', SHOW);
  if (version.split('.')[0] !== MAJOR)
    return refuse(
      'PLAN_VERSION',
      `is of format ${version}, and ${MAJOR}.x is understood here.`,
      'Use a Terraform of 1.x, or a newer version of this program.',
    );
  const parsed = planSchema.safeParse(value);
  if (!parsed.success) return refuse('PLAN_UNREADABLE', 'is no plan as Terraform writes it.', SHOW);
  const made = parsed.data.terraform_version;
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(made ?? '') ?? [];
  if (made !== undefined && (major !== '1' || Number(minor) < LEAST_MINOR))
    return refuse(
      'PLAN_VERSION',
      `was made by Terraform ${made}, and stacks ask for 1.${LEAST_MINOR} or newer, below 2.`,
      'Plan with a Terraform that the stacks allow.',
    );
  if (parsed.data.resource_changes === undefined)
    return refuse('PLAN_UNREADABLE', 'is the JSON of a state: it holds no resource_changes.', SHOW);
  if (parsed.data.errored === true)
    return refuse(
      'PLAN_UNFINISHED',
      'is a plan that failed: what it says is not all that would happen.',
      'Mend what Terraform said, and plan again.',
    );
  if (parsed.data.complete === false)
    return refuse(
      'PLAN_UNFINISHED',
      'holds a part only (`-target`, or deferred changes): what it says is not all that would happen.',
      'Plan the whole stack.',
    );
  return success({ display: file, stem: path.basename(file).replace(/\.(tfplan\.)?json$/, ''), plan: parsed.data });
}
