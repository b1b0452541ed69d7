import path from 'node:path';
import { ordersHurried } from '../../plan/numbering/orders';
import type { Side } from '../../review/sides/side';
import type { Stack } from '../../verify/terraform/stack-json';
import { NOWHERE } from '../support/catalogues';
import { sideOf } from '../support/review';
import { terraformInstalled } from '../support/terraform';
import { ShapedWorld } from '../support/terraform-shape';

const installed = terraformInstalled();
if (!installed) process.stderr.write('The first deploy is not followed: terraform is not installed.\n');
const onTerraform = installed ? test : test.skip;

const side = sideOf('the shipped catalogue', path.join(__dirname, '../..'), 'sites.yaml');
/** Connections of one stack that are followed: Terraform's time grows with their square, and they are alike. */
const FOLLOWED = 6;

/** The same with fewer connections in stacks of sites, and everything else. */
const fewer: Side = { ...side, read: (stack) => trimmed(side.read(stack)) };

function trimmed(stack: Stack): Stack {
  const names = stack.resources.flatMap(({ type, name }) =>
    /^(aws_vpn_connection|azurerm_vpn_gateway_connection)$/.test(type) ? [name] : [],
  );
  const left = new Set(names.slice(FOLLOWED));
  return { ...stack, resources: stack.resources.filter(({ name }) => !left.has(name)) };
}

test('CI has Terraform', () => {
  expect([process.env['CI'] === 'true', installed]).not.toEqual([true, false]);
});

test('nothing of the shipped catalogue is connected in the deploy that orders it', () => {
  expect(ordersHurried(side.prepared.catalogue, undefined, NOWHERE)).toEqual([]);
});

onTerraform(
  'alone a stack finds nothing to read: the order, in which test/ci/first-deployment.test.ts deploys all of them, is what makes it work',
  () => {
    for (const stack of ['aws-inspect', 'aws-fire-01', 'azure-uksouth-rules', 'link-london-uksouth']) {
      const [applied] = new ShapedWorld().apply(fewer, [stack]);
      expect([stack, applied?.failed.length ?? 0]).not.toEqual([stack, 0]);
    }
  },
  120_000,
);
