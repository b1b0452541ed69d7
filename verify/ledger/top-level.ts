import type { Fault } from '../network/network';
import { blocks, type Json, type Stack } from '../terraform/stack-json';
import { importOf } from './asked/adopted';
import type { Places } from './asked/places';
import { AskedOfStack } from './asked/stack';
import { sameJson, shown } from './read-arguments';

/** What beside resources Terraform would read in a stack, each held against what catalogue and lock ask; anything else is not understood. */
export function topLevelFaults(places: Places, stacks: readonly Stack[]): readonly Fault[] {
  return stacks.flatMap((stack) => new TopLevel(places, stack).faults);
}

/** Comments to Terraform, which doesn't read what stands under a key of this name. */
const COMMENT = '//';

/** Tunnels are paired with instances by position: the plan stops where the provider lists them otherwise. */
const IN_ORDER = {
  condition: `\${${[0, 1].map((instance) => `azurerm_vpn_gateway.hub.bgp_settings[0].instance_${instance}_bgp_peering_address[0].ip_configuration_id == "Instance${instance}"`).join(' && ')}}`,
  error_message:
    'The gateway lists its instances in another order than Instance0, Instance1: addresses here and tunnels of links would be those of the other one.',
};

class TopLevel {
  readonly faults: Fault[] = [];
  private readonly asked: AskedOfStack;

  constructor(
    private readonly places: Places,
    private readonly stack: Stack,
  ) {
    this.asked = new AskedOfStack(places, stack.name);
    const { tree } = stack;
    for (const line of stack.repeatedKeys)
      this.strange(`cdk.tf.json:${line}`, 'is a key that stands there twice: Terraform takes both');
    for (const [key, value] of Object.entries(tree)) {
      if (key === COMMENT || key === 'resource') continue;
      if (key === 'terraform') this.hold('terraform', value, this.asked.terraform());
      else if (key === 'provider') this.hold('provider', value, this.asked.providers());
      else if (key === 'data') this.data(value);
      else if (key === 'output') this.outputs(value);
      else if (key === 'variable') this.variables(value);
      else if (key === 'moved') this.moved(value);
      else if (key === 'import') this.imported(value);
      else this.strange(key, 'is nothing that this proof knows');
    }
    for (const [address] of this.toImport())
      if (!blocks(tree['import']).some(({ to }) => to === address))
        this.wrong('import', `leaves out ${address}, which is there: a second one would be made beside it`);
    if (!('terraform' in tree)) this.wrong('terraform', 'is left out: its state would be a file beside the stack');
    if (!('provider' in tree)) this.wrong('provider', 'is left out: credentials at hand would choose the account');
  }

  private data(value: unknown): void {
    if (!isRecord(value)) {
      this.strange('data', 'is no block');
      return;
    }
    for (const [type, sources] of Object.entries(value)) {
      if (!isRecord(sources)) this.strange(`data.${type}`, 'is no block');
      else if (type === 'terraform_remote_state')
        for (const [name, source] of Object.entries(sources)) this.remoteState(name, source);
      else if (type === 'aws_eip') for (const [name, source] of Object.entries(sources)) this.allocation(name, source);
      else
        this.strange(
          `data.${type}`,
          'is nothing that this proof knows: it may run a program, or read what nobody wrote',
        );
    }
  }

  private remoteState(name: string, source: unknown): void {
    const { backend } = this.places.catalogue.wan.state;
    this.hold(`data.terraform_remote_state.${name}`, source, {
      backend: backend === 'cloud' ? 'remote' : backend,
      config: this.asked.state(name, true),
    });
  }

  /** A public address that somebody has already, by its allocation. */
  private allocation(name: string, source: unknown): void {
    const known = Object.values(this.places.breakout(this.stack.name)?.natAllocations ?? {}).flat();
    const id = isRecord(source) ? source['id'] : undefined;
    if (typeof id !== 'string' || !known.includes(id))
      this.wrong(`data.aws_eip.${name}`, `is ${shown(id)}, which the catalogue does not give`);
    this.hold(`data.aws_eip.${name}`, source, { id });
  }

  private outputs(value: unknown): void {
    if (!isRecord(value)) {
      this.strange('output', 'is no block');
      return;
    }
    for (const [name, output] of Object.entries(value)) {
      const at = `output.${name}`;
      if (!isRecord(output)) {
        this.strange(at, 'is no block');
        continue;
      }
      for (const key of Object.keys(output))
        if (!['value', 'description', 'sensitive', 'precondition'].includes(key))
          this.strange(`${at}.${key}`, 'is nothing that this proof knows');
      if (name.startsWith('service_key') && output['sensitive'] !== true) this.wrong(at, 'is shown in plans');
      if ('precondition' in output || name === 'gateway_instances')
        this.hold(`${at}.precondition`, output['precondition'], name === 'gateway_instances' ? IN_ORDER : undefined);
      const description = output['description'];
      if (typeof description !== 'string' || !isLiteral(description)) this.strange(`${at}.description`, 'is no text');
      const wanted = this.told(name);
      if (wanted !== undefined) this.holdTold(`${at}.value`, output['value'], wanted);
      for (const text of textsIn(output['value']))
        if (!isLiteral(text) && !VALUE.test(text))
          this.strange(`${at}.value`, `is ${shown(text)}, which is no value of one resource`);
    }
  }

  /** As `hold`; an entry of something that is not there is a fault of what is missing, which stops nobody from reading the rest. */
  private holdTold(at: string, given: unknown, wanted: unknown): void {
    if (!isRecord(given) || !isRecord(wanted)) {
      this.hold(at, given, wanted);
      return;
    }
    for (const key of Object.keys(given))
      if (!(key in wanted)) this.wrong(`${at}.${key}`, 'is of nothing in this stack');
    for (const [key, each] of Object.entries(wanted)) this.hold(`${at}.${key}`, given[key], each);
  }

  /** What people copy from outputs into allow-lists and routers; undefined where an output serves other stacks. */
  private told(name: string): unknown {
    const all = (type: string): Stack['resources'] => this.stack.resources.filter((resource) => resource.type === type);
    if (name === 'public_addresses' && this.asked.isAws) {
      const given = all('aws_nat_gateway').flatMap(({ attributes }) =>
        [attributes['allocation_id'], attributes['secondary_allocation_ids'] ?? []].flat(),
      );
      return given.map((id) => {
        const made = /^\$\{aws_eip\.([\w-]+)\.allocation_id\}$/.exec(String(id))?.[1];
        return made === undefined
          ? `\${data.aws_eip.${this.allocated(String(id))}.public_ip}`
          : `\${aws_eip.${made}.public_ip}`;
      });
    }
    // What other stacks read by a name is what is called so.
    const [, kind, what] = /^(route_table|concentrator)_(.+)$/.exec(name) ?? [];
    if (this.asked.isAws && kind === 'route_table') return `\${aws_ec2_transit_gateway_route_table.${what ?? ''}.id}`;
    if (this.asked.isAws && kind === 'concentrator')
      return `\${aws_vpn_concentrator.${what ?? ''}.vpn_concentrator_id}`;
    if (name === 'resolver_addresses')
      return this.asked.isAws
        ? all('aws_route53_resolver_endpoint').flatMap(({ attributes }) =>
            attributes['direction'] === 'INBOUND' ? blocks(attributes['ip_address']).map(({ ip }) => ip) : [],
          )
        : all('azurerm_private_dns_resolver_inbound_endpoint').flatMap(({ attributes }) =>
            blocks(attributes['ip_configurations']).map((each) => each['private_ip_address']),
          );
    if (name === 'tunnel_ends')
      return Object.fromEntries(
        all('aws_vpn_connection').map(({ name: connection, attributes }) => {
          const of = (what: string): string => `\${aws_vpn_connection.${connection}.${what}}`;
          const tunnels = [1, 2].map((tunnel) => ({
            inside: attributes[`tunnel${tunnel}_inside_cidr`],
            outside: of(`tunnel${tunnel}_address`),
          }));
          const isKeyed = attributes['preshared_key_storage'] !== undefined;
          return [connection, { tunnels, ...(isKeyed ? { key: of('preshared_key_arn') } : {}) }];
        }),
      );
    if (name === 'circuit_ends')
      return Object.fromEntries(
        all('aws_dx_transit_virtual_interface').map(({ name: circuit }) => {
          const of = (what: string): string => `\${aws_dx_transit_virtual_interface.${circuit}.${what}}`;
          const datacentre = this.places.catalogue.datacentres.find(({ id }) =>
            this.stack.name.endsWith(`-datacentre-${id}`),
          )?.id;
          return [`${datacentre ?? '?'}_${circuit}`, { own: of('customer_address'), peer: of('amazon_address') }];
        }),
      );
    if (name === 'gateway_instances')
      return Object.fromEntries(
        [0, 1].map((instance) => {
          const at = `azurerm_vpn_gateway.hub.bgp_settings[0].instance_${instance}_bgp_peering_address[0]`;
          return [`instance_${instance}`, { bgp: `\${${at}.default_ips}`, tunnel: `\${${at}.tunnel_ips}` }];
        }),
      );
    return undefined;
  }

  /** Name of the data source of an address that was there already. */
  private allocated(id: string): string {
    const { data } = this.stack.tree as { readonly data?: { readonly aws_eip?: Json } };
    return (
      Object.entries(data?.aws_eip ?? {}).find(([, source]) => isRecord(source) && source['id'] === id)?.[0] ?? '?'
    );
  }

  /** Keys come from outside, are shown in no plan, and are never written down. */
  private variables(value: unknown): void {
    if (!isRecord(value)) {
      this.strange('variable', 'is no block');
      return;
    }
    for (const [name, variable] of Object.entries(value)) {
      const form = VARIABLES[name];
      if (!form || !isRecord(variable)) {
        this.strange(`variable.${name}`, 'is nothing that this proof knows');
        continue;
      }
      const { description, validation, ...rest } = variable;
      if (typeof description !== 'string' || !isLiteral(description))
        this.strange(`variable.${name}.description`, 'is no text');
      this.hold(`variable.${name}`, rest, { type: 'map(string)', sensitive: true, nullable: false });
      const conditions = blocks(validation).map(({ condition }) => String(condition));
      for (const { error_message: message } of blocks(validation))
        if (typeof message !== 'string' || !isLiteral(message))
          this.strange(`variable.${name}.validation.error_message`, 'is no text');
      if (conditions.length !== form.length || !form.every((pattern, index) => pattern.test(conditions[index] ?? '')))
        this.wrong(`variable.${name}.validation`, 'does not refuse every key that is short or used twice');
      const named = [...(conditions[0] ?? '').matchAll(/"([\w-]+)"(?=, |\])/g)].map(([, key]) => key).sort();
      const text = JSON.stringify(this.stack.tree['resource']);
      const used = [...text.matchAll(new RegExp(`var\\.${name}\\[\\\\"([\\w-]+)`, 'g'))].map(([, key]) => key).sort();
      if (named.join() !== used.join())
        this.wrong(
          `variable.${name}.validation`,
          `looks at ${named.join(', ') || 'no key'}, and ${used.join(', ')} are used`,
        );
    }
  }

  /** A site with a new id keeps what it has: something that is there now takes the place of something that isn't. */
  private moved(value: unknown): void {
    const addresses = new Set(this.stack.resources.map(({ type, name }) => `${type}.${name}`));
    const former = new Map(
      this.places.catalogue.sites.flatMap(({ id, was }) => (was === undefined ? [] : [[id, was]])),
    );
    for (const each of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      const { from, to, ...rest } = isRecord(each) ? each : {};
      const [type = '', name = ''] = String(to).split('.');
      const [site = '', ...others] = name.split('_');
      const wanted = `${type}.${[former.get(site) ?? '?', ...others].join('_')}`;
      if (Object.keys(rest).length > 0 || !addresses.has(String(to)) || addresses.has(String(from)) || from !== wanted)
        this.wrong('moved', `takes ${shown(from)} for ${shown(to)}, and no site of the catalogue was renamed so`);
    }
  }

  /** What was there before is taken over by its own id, and nothing else is. */
  private imported(value: unknown): void {
    const wanted = this.toImport();
    for (const each of blocks(value)) {
      const { to, id, ...rest } = each;
      if (Object.keys(rest).length > 0 || wanted.get(String(to)) !== id)
        this.wrong('import', `takes ${shown(id)} for ${shown(to)}, and the lock does not`);
    }
  }

  private toImport(): ReadonlyMap<string, string> {
    return new Map(
      this.stack.resources.flatMap((resource) => {
        const id = importOf(this.places, resource);
        return id === undefined ? [] : [[`${resource.type}.${resource.name}`, id] as const];
      }),
    );
  }

  /** Every leaf as it is asked for, and none more. */
  private hold(at: string, given: unknown, wanted: unknown): void {
    if (wanted instanceof RegExp) {
      if (typeof given !== 'string' || !wanted.test(given))
        this.wrong(at, `is ${shown(given)}, and something like ${wanted.source} is asked for`);
      return;
    }
    if (Array.isArray(wanted) && Array.isArray(given) && wanted.length === given.length) {
      wanted.forEach((each: unknown, index) => this.hold(`${at}.${index}`, given[index], each));
      return;
    }
    if (isRecord(wanted) && isRecord(given)) {
      for (const key of Object.keys(given))
        if (!(key in wanted)) this.strange(`${at}.${key}`, `is ${shown(given[key])}, and nobody asks for it`);
      for (const [key, each] of Object.entries(wanted)) this.hold(`${at}.${key}`, given[key], each);
      return;
    }
    if (!sameJson(given, wanted)) this.wrong(at, `is ${shown(given)}, and ${shown(wanted)} is asked for`);
  }

  private strange(at: string, problem: string): void {
    this.faults.push({ where: `${this.stack.name}/${at}`, problem: `${problem}.` });
  }

  private wrong(at: string, problem: string): void {
    this.faults.push({ where: `${this.stack.name}/${at}`, label: 'MISBUILT', problem: `${problem}.` });
  }
}

/** One attribute of one resource, or the lookup of one among its blocks. */
const VALUE =
  /^\$\{(?:(?:aws|azurerm)_[a-z0-9_]+\.[\w-]+(?:\.[a-z0-9_]+(?:\[\d+\])?)+|data\.aws_eip\.[\w-]+\.public_ip|one\(\[for each in azurerm_vpn_gateway\.hub\.ip_configuration : each\.public_ip_address if each\.id == "Instance[01]"\]\))\}$/;

const VARIABLES: Readonly<Record<string, readonly RegExp[]>> = {
  shared_keys: [
    /^\$\{alltrue\(\[for name in \[("[\w-]+"(, )?)+\] : can\(regex\("\^\[A-Za-z1-9\._\]\[A-Za-z0-9\._\]\{31,63\}\$", var\.shared_keys\[name\]\)\)\]\)\}$/,
    /^\$\{length\(distinct\(values\(var\.shared_keys\)\)\) == length\(var\.shared_keys\)\}$/,
  ],
  authorisation_keys: [
    /^\$\{alltrue\(\[for id in \[("[\w-]+"(, )?)+\] : can\(regex\("\^\[0-9a-fA-F\]\{8\}\(-\[0-9a-fA-F\]\{4\}\)\{3\}-\[0-9a-fA-F\]\{12\}\$", var\.authorisation_keys\[id\]\)\)\]\)\}$/,
  ],
};

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp);
}

function isLiteral(text: string): boolean {
  return !/(?<![$])\$\{|(?<![%])%\{/.test(text);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
