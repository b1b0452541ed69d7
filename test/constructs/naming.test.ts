import { CustomerGateway } from '@cdktf/provider-aws/lib/customer-gateway';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { address, fittingName, prefixName } from '../../constructs/naming';
import { synthConstruct } from '../support/synth';

const gateway = (scope: Construct, id: string): CustomerGateway =>
  new CustomerGateway(scope, id, { type: 'ipsec.1', bgpAsn: '64512' });

test('a second claim of one address throws, also from another construct', () => {
  expect(() =>
    synthConstruct((stack) => {
      address(gateway(new Construct(stack, 'a'), 'x'), 'library');
      address(gateway(new Construct(stack, 'b'), 'x'), 'library');
    }),
  ).toThrow('test has two elements at aws_customer_gateway.library');
});

test('what the registry never saw cannot slip into a stack', () => {
  expect(() => synthConstruct((stack) => gateway(stack, 'stray'))).toThrow('stray was given no address');
});

test('two resources that cdktf alone would merge without a word are refused', () => {
  expect(() =>
    synthConstruct((stack) => {
      address(gateway(stack, 'a'), 'library');
      gateway(stack, 'b').overrideLogicalId('library');
    }),
  ).toThrow('test has two elements at resource.aws_customer_gateway.library');
});

test.each(['1st', 'a.b', 'a b', ''])('"%s" is no Terraform name', (name) => {
  expect(() => synthConstruct((stack) => address(gateway(stack, 'x'), name))).toThrow('is not a Terraform name');
});

test('different prefixes have different names', () => {
  const octet = fc.nat({ max: 255 });
  const anyPrefix = fc
    .tuple(octet, octet, octet, octet, fc.nat({ max: 32 }))
    .map(([a, b, c, d, bits]) => `${a}.${b}.${c}.${d}/${bits}`);
  fc.assert(
    fc.property(anyPrefix, anyPrefix, (one, other) => (prefixName(one) === prefixName(other)) === (one === other)),
  );
});

test('a name that is too long is shortened, and two that begin alike stay apart', () => {
  expect(fittingName('short')).toBe('short');
  const [first, second] = [`${'a'.repeat(70)}b`, `${'a'.repeat(70)}c`];
  expect(fittingName(first)).toHaveLength(64);
  expect(fittingName(first)).not.toBe(fittingName(second));
  expect(fittingName(first)).toBe(fittingName(first));
});
