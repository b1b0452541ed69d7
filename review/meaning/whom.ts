import type { Subject, Target } from '../../catalogue/consent';
import { homeOf, isRendered, type Site } from '../../catalogue/model';
import type { StackInput } from '../../plan/stacks/stack-input';
import type { ResourceChange } from '../artefacts/resource-change';
import type { Side } from '../sides/side';

/** Who is behind a resource that many share. */
export interface Whom {
  /** What to agree for, each by all its names. */
  readonly targets: readonly Target[];
  /** `everybody at london`, `whoever reaches the internet by schools at london`. */
  readonly text: string;
  /** Sites among them, in use. */
  readonly sites: readonly Site[];
  /** Whether it stands for one entry of the catalogue that is taken away: whoever did that has said so. */
  readonly isOwn?: true;
}

type Place = Pick<ResourceChange, 'stack' | 'type' | 'name'>;

/** Says who is behind resources, by what their stack is for and, in a hub, by the table or concentrator that they are. */
export class People {
  private readonly known = new Map<string, Whom>();
  private readonly before: OfSide;
  private readonly after: OfSide;

  constructor(
    base: Side,
    private readonly head: Side,
  ) {
    this.before = new OfSide(base);
    this.after = new OfSide(head);
  }

  of(place: Place): Whom {
    const key = `${place.stack} ${place.type === 'aws_vpn_concentrator' ? 'concentrator' : ''} ${place.name}`;
    const known = this.known.get(key) ?? this.find(place);
    this.known.set(key, known);
    return known;
  }

  private find(place: Place): Whom {
    const side = this.before.has(place.stack) ? this.before : this.after;
    if (!side.has(place.stack)) {
      // A stack that another program made, and that neither catalogue knows by this name.
      const hubs = this.head.prepared.catalogue.hubs.map(({ id }): Target => [{ kind: 'hubs', id }]);
      return { targets: hubs, text: place.stack, sites: [] };
    }
    const found = side.find(place);
    const { suppliers } = this.head.prepared.catalogue;
    const stands = suppliers.some(({ id }) => isOfSupplier(place.name, id));
    if (!found.isOwn || !stands) return found;
    const { isOwn: _isOwn, ...shared } = found;
    return shared;
  }
}

/** One side's answers. */
class OfSide {
  private readonly inputs: ReadonlyMap<string, StackInput>;
  private readonly used: readonly Site[];
  private readonly lists = new Map<string, readonly Site[]>();

  constructor(private readonly side: Side) {
    const { catalogue, plan } = side.prepared;
    this.inputs = new Map(plan.stacks.map((input) => [input.name, input]));
    this.used = catalogue.sites.filter((site) => isRendered(site) && site.state !== 'leaving');
  }

  has(stack: string): boolean {
    return this.inputs.has(stack);
  }

  find({ stack, type, name }: Place): Whom {
    const input = this.inputs.get(stack);
    if (!input) return { targets: [], text: stack, sites: [] };
    const hub = 'hub' in input ? input.hub.id : '';
    const hubs: Target = hub === '' ? [] : [{ kind: 'hubs', id: hub }];
    const everybody: Whom = { targets: [hubs], text: `everybody at ${hub}`, sites: this.at(hub) };
    switch (input.kind) {
      case 'aws-services':
      case 'azure-services':
        return this.ofSupplier(name, hubs) ?? everybody;
      case 'aws-hub':
        if (type === 'aws_vpn_concentrator') return this.onConcentrator(name, hub);
        return this.ofTable(name, hub) ?? this.ofConcentratorOrDomain(name, hub, hubs) ?? everybody;
      case 'aws-breakout':
        return {
          targets: [[{ kind: 'domains', id: input.domain }, ...hubs]],
          text: `whoever reaches the internet by ${input.domain} at ${hub}`,
          sites: this.leavingBy(input.domain, hub),
        };
      case 'aws-net':
      case 'azure-net':
        // A tenant's own network in the cloud: its sites lose what stands there, not their way.
        return {
          targets: [[{ kind: 'tenants', id: input.tenant }, ...hubs]],
          text: `${input.tenant}'s own ${input.kind === 'aws-net' ? 'VPC' : 'VNet'} ${name.replace(`${input.tenant}_`, '')}`,
          sites: [],
        };
      case 'aws-sites':
      case 'azure-sites':
        return this.inStack(stack, input.connections, name, hubs);
      case 'aws-datacentre':
      case 'azure-datacentre':
        return {
          targets: [[{ kind: 'datacentres', id: input.datacentre }, ...hubs]],
          text: input.datacentreName,
          sites: this.used.filter(({ datacentre }) => datacentre === input.datacentre),
        };
      case 'link':
        return {
          targets: [[{ kind: 'links', id: `${input.hub.id}_${input.azure.id}` }]],
          text: `the link ${input.hub.id} – ${input.azure.id}`,
          sites: [],
        };
      case 'azure-wan': {
        const azure = this.side.prepared.catalogue.hubs.filter(({ cloud }) => cloud === 'azure');
        return {
          targets: azure.map(({ id }): Target => [{ kind: 'hubs', id }]),
          text: 'everybody in Azure',
          sites: this.used.filter((site) => site.hubs.some(({ cloud }) => cloud === 'azure')),
        };
      }
      default:
        return everybody;
    }
  }

  private ofSupplier(name: string, hubs: Target): Whom | undefined {
    const supplier = this.side.prepared.catalogue.suppliers.find(({ id }) => isOfSupplier(name, id));
    return (
      supplier && {
        targets: supplier.consumers.map((id): Target => [{ kind: 'tenants', id }, ...hubs]),
        text: `consumers of ${supplier.name} (${supplier.consumers.join(', ')})`,
        sites: [],
        isOwn: true,
      }
    );
  }

  private onConcentrator(name: string, hub: string): Whom {
    const own = new Set(
      this.side.prepared.plan.connections.flatMap((each) =>
        each.cloud === 'aws' && each.concentrator === name && each.hub === hub ? [each.site] : [],
      ),
    );
    return {
      targets: [
        [
          { kind: 'concentrators', id: name },
          { kind: 'hubs', id: hub },
        ],
      ],
      text: `concentrator ${name}`,
      sites: this.used.filter(({ id }) => own.has(id)),
    };
  }

  /** Who hangs on a tenant's own route table; undefined for what is no tenant's. */
  private ofTable(name: string, hub: string): Whom | undefined {
    const tenant = this.side.prepared.catalogue.tenants.find(({ id }) => name === `rt-${id}`);
    return (
      tenant && {
        targets: [
          [
            { kind: 'tenants', id: tenant.id },
            { kind: 'hubs', id: hub },
          ],
        ],
        text: tenant.id,
        sites: this.at(hub).filter((site) => site.segments.some((segment) => segment.tenant === tenant.id)),
      }
    );
  }

  /** Who hangs on a concentrator's association and propagation, or on the table of what comes back to a domain of its own. */
  private ofConcentratorOrDomain(name: string, hub: string, hubs: Target): Whom | undefined {
    const { catalogue, lock } = this.side.prepared;
    if (lock.hubs[hub]?.concentrators.includes(name)) return this.onConcentrator(name, hub);
    const domain = catalogue.egressDomains.find(({ id }) => name === `rt-post-${id}`);
    return (
      domain && {
        targets: [[{ kind: 'domains', id: domain.id }, ...hubs]],
        text: `whoever reaches the internet by ${domain.id} at ${hub}`,
        sites: this.leavingBy(domain.id, hub),
      }
    );
  }

  private inStack(
    stack: string,
    connections: readonly { readonly name: string; readonly site: string; readonly tenant: string }[],
    name: string,
    hubs: Target,
  ): Whom {
    // A row that leads to one partner is that partner's.
    const led = connections.find((each) => name.startsWith(`${each.name}_`));
    if (led)
      return {
        targets: [[{ kind: 'tenants', id: led.tenant }, { kind: 'sites', id: led.site }, ...hubs]],
        text: led.site,
        sites: this.used.filter(({ id }) => id === led.site),
      };
    const all = [...new Set(connections.map(({ tenant }) => tenant))];
    // Logs of a tenant's tunnels: of those who had them, and of nobody else in the stack.
    const tenants = all.filter((tenant) => name === `vpn_${tenant}`);
    const holders = [...new Set(connections.flatMap(({ site, tenant }) => (tenants.includes(tenant) ? [site] : [])))];
    return {
      targets: (tenants.length > 0 ? tenants : all).map((id): Target => [
        { kind: 'tenants', id },
        ...(holders.length === 1 ? holders.map((site): Subject => ({ kind: 'sites', id: site })) : []),
        ...hubs,
      ]),
      text: `sites of ${stack}`,
      sites: this.listed(stack, () => {
        const own = new Set(connections.map(({ site }) => site));
        return this.used.filter(({ id }) => own.has(id));
      }),
    };
  }

  /** Sites in use that have a tunnel to a hub. */
  private at(hub: string): readonly Site[] {
    return this.listed(`at ${hub}`, () => this.used.filter((site) => site.hubs.some(({ id }) => id === hub)));
  }

  private leavingBy(domain: string, hub: string): readonly Site[] {
    const { catalogue, lock } = this.side.prepared;
    const tenants = new Set(catalogue.tenants.filter(({ egress }) => egress === domain).map(({ id }) => id));
    // A site in a datacentre leaves by the first hub of AWS.
    const isAt = (site: Site): boolean =>
      site.hubs.length === 0 ? hub === lock.firstHubs.aws : site.hubs.some(({ id }) => id === hub);
    return this.listed(`by ${domain} ${hub}`, () =>
      this.used.filter(
        (site) => isAt(site) && homeOf(site) !== 'azure' && site.segments.some(({ tenant }) => tenants.has(tenant)),
      ),
    );
  }

  private listed(key: string, make: () => readonly Site[]): readonly Site[] {
    const known = this.lists.get(key) ?? make();
    this.lists.set(key, known);
    return known;
  }
}

/** Whether a resource of the services network is there for one supplier alone: `supplier-revenues`, `supplier-revenues_eu-west-2a`. */
function isOfSupplier(name: string, supplier: string): boolean {
  return name === `supplier-${supplier}` || name.startsWith(`supplier-${supplier}_`);
}
