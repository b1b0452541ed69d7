import { DEFAULTS } from '../../catalogue/defaults';
import type { Catalogue, StateBackend } from '../../catalogue/model';

/**
 * Everything one stack is made of, as plain data: a stack is a function of its input and of nothing else, so an input
 * that hasn't changed needs no rebuilding, can be handed to another process, and can be printed.
 */
export interface StackCommon {
  readonly name: string;
  /** Stacks that are applied first: this one reads their outputs, or may not run beside them. */
  readonly dependencies: readonly string[];
  readonly wan: WanIdentity;
  readonly backend: StateBackend;
  /** What it is for is leaving: nothing in it is guarded against destruction any more. */
  readonly isLeaving?: true;
}

export interface WanIdentity {
  readonly name: string;
  readonly title: string;
  readonly operator: string;
  readonly environment: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  readonly alarmTopic?: string;
  /** Where flows are logged, where that is not CloudWatch every minute. */
  readonly flowLogs?: { readonly intervalSeconds: number; readonly bucketArn?: string };
}

/** What every stack has. */
export function stackCommon(
  { wan }: Catalogue,
  name: string,
  dependencies: readonly string[],
  isLeaving: boolean,
): StackCommon {
  return {
    name,
    ...(isLeaving ? { isLeaving } : {}),
    dependencies,
    wan: {
      name: wan.name,
      title: wan.title,
      operator: wan.operator,
      environment: wan.environment,
      tags: wan.tags,
      logRetentionDays: wan.logRetentionDays,
      ...(wan.alarmTopic === undefined ? {} : { alarmTopic: wan.alarmTopic }),
      ...flowLogs(wan.flowLogs),
    },
    backend: wan.state,
  };
}

/** Left out where it is as AWS's shortest and CloudWatch: an input that is the same makes the same. */
function flowLogs({ intervalSeconds, bucket }: Catalogue['wan']['flowLogs']): Pick<WanIdentity, 'flowLogs'> {
  if (bucket === undefined && intervalSeconds === DEFAULTS.flowLogIntervalSeconds) return {};
  return { flowLogs: { intervalSeconds, ...(bucket === undefined ? {} : { bucketArn: bucket }) } };
}
