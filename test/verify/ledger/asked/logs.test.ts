import { ledgerFaults } from '../../../../verify/ledger/ledger';
import { type Attributes, changedStacks, resource } from '../../../support/verify';
import { parseStack, prepareOrThrow, renderAll } from '../../../support/synth';

/** The small example keeps logs of flows in a bucket, ten minutes together; the shipped one in CloudWatch, every minute. */
const SMALL = 'examples/small.yaml';
const BUCKET = 'arn:aws:s3:::small-flow-logs/flows';

const flowLogs = (file: string): Readonly<Record<string, Attributes>> =>
  Object.fromEntries(
    [...renderAll(file)].flatMap(([stack, text]) =>
      Object.values(parseStack(text).resource['aws_flow_log'] ?? {}).map((log) => [stack, log] as const),
    ),
  );
const told = ({
  log_destination,
  log_destination_type,
  max_aggregation_interval,
  iam_role_arn,
}: Attributes): readonly unknown[] => [
  log_destination_type,
  max_aggregation_interval,
  log_destination === BUCKET,
  iam_role_arn !== undefined,
];

test("flows go where the catalogue says; guests' stay minute by minute in a group of their own, and a transit gateway's every minute", () => {
  const logs = flowLogs(SMALL);
  expect(told(logs['aws-inspect'] ?? {})).toEqual(['s3', 600, true, false]);
  expect(told(logs['aws-breakout-corporate'] ?? {})).toEqual(['s3', 600, true, false]);
  expect(told(logs['aws-breakout-guest'] ?? {})).toEqual(['cloud-watch-logs', 60, false, true]);
  // London has guests, and no log of the gateway's flows; the other hub has.
  expect(logs['aws-hub']).toBeUndefined();
  expect(told(logs['aws-london-two-hub'] ?? {})).toEqual(['s3', 60, true, false]);
  const inspect = parseStack(renderAll(SMALL).get('aws-inspect')).resource['aws_cloudwatch_log_group'] ?? {};
  expect(Object.keys(inspect).filter((name) => name.endsWith('-flows'))).toEqual([]);
  for (const log of Object.values(flowLogs('sites.yaml')))
    expect(told(log)).toEqual(['cloud-watch-logs', 60, false, true]);
});

test.each([
  [
    "guests' flows in everybody's bucket",
    'aws-breakout-guest',
    { log_destination: BUCKET, log_destination_type: 's3', iam_role_arn: undefined },
  ],
  ['flows in a bucket of somebody else', 'aws-inspect', { log_destination: 'arn:aws:s3:::elsewhere' }],
  ['flows told more coarsely', 'aws-london-two-hub', { max_aggregation_interval: 600 }],
  ["guests' told more coarsely", 'aws-breakout-guest', { max_aggregation_interval: 600 }],
] as const)('%s are found', (_what, stack, over) => {
  const { catalogue, lock } = prepareOrThrow(SMALL);
  const name = Object.keys(parseStack(renderAll(SMALL).get(stack)).resource['aws_flow_log'] ?? {})[0] ?? '';
  const planted = changedStacks(SMALL, (tree) => {
    Object.assign(resource(tree(stack), 'aws_flow_log', name), over);
  });
  const found = ledgerFaults(catalogue, lock, planted).filter(({ where }) => where === `${stack}/aws_flow_log.${name}`);
  expect(found.length).toBeGreaterThan(0);
  expect(
    ledgerFaults(
      catalogue,
      lock,
      changedStacks(SMALL, () => undefined),
    ),
  ).toEqual([]);
});
