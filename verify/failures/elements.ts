import { compareText } from '../../catalogue/issues/issue';
import { type Catalogue, isRendered } from '../../catalogue/model';
import { circuitsInUse, datacentreConnections } from '../intent/datacentre-connections';
import type { Attachment, Network } from '../network/network';
import { addressOf, type Key } from '../terraform/stack-json';

export type ElementKind =
  | 'circuit of a site'
  | 'tunnel'
  | 'circuit of a datacentre'
  | 'internet line of a datacentre'
  | 'datacentre'
  | 'zone'
  | 'tunnel of a link';

/** Something that can fail. */
export interface Element {
  /** `crewe-library.primary`, `dc-crewe.dx-1`, `eu-west-2a`: what `--without` takes. */
  readonly id: string;
  readonly kind: ElementKind;
  readonly label: string;
}

/** What a connection hangs on: one at least of every group. */
export type Needs = readonly (readonly string[])[];

export interface Elements {
  readonly all: ReadonlyMap<string, Element>;
  /** By connection: of a site, a datacentre, a link. */
  readonly needs: ReadonlyMap<Key, Needs>;
  /** Connections that an element is named by. */
  readonly carries: ReadonlyMap<string, readonly Key[]>;
  /** What goes with an element: an interface with the port that it shares. */
  readonly takesAlong: ReadonlyMap<string, readonly string[]>;
}

/** Everything that can fail by itself, and what hangs on it: from the stacks, and from the catalogue where they don't say. */
export function elementsOf(catalogue: Catalogue, network: Network): Elements {
  return new Gathering(catalogue, network).made;
}

class Gathering {
  private readonly all = new Map<string, Element>();
  private readonly needs = new Map<Key, Needs>();
  private readonly takesAlong = new Map<string, readonly string[]>();
  private readonly azureEnds: ReadonlySet<string>;

  constructor(
    private readonly catalogue: Catalogue,
    network: Network,
  ) {
    this.azureEnds = new Set(
      catalogue.sites.flatMap((site) =>
        site.segments.flatMap(({ tenant, farEnd }) =>
          farEnd === 'azure-gateway' ? site.circuits.map(({ id }) => `${site.id}_${tenant}_${id}`) : [],
        ),
      ),
    );
    this.datacentres();
    this.zones();
    const ways = this.waysByName();
    for (const attachment of network.attachments.values())
      for (const key of attachment.connections) {
        if (attachment.link) this.link(attachment, key);
        else if (attachment.kind === 'direct') this.needs.set(key, this.circuitsOf(attachment, key));
        else
          this.needs.set(key, [...(ways[attachment.cloud].get(nameOf(key)) ?? []), ...this.tunnels(attachment, key)]);
      }
  }

  get made(): Elements {
    const carries = new Map<string, Key[]>();
    for (const [key, needs] of this.needs)
      for (const id of needs.flat()) {
        const list = carries.get(id);
        if (list) list.push(key);
        else carries.set(id, [key]);
      }
    return { all: this.all, needs: this.needs, carries, takesAlong: this.takesAlong };
  }

  private add(id: string, kind: ElementKind, label: string): string {
    this.all.set(id, { id, kind, label });
    return id;
  }

  private datacentres(): void {
    for (const { id, name, state, circuits, vpnBackup } of this.catalogue.datacentres) {
      if (state === 'planned') continue;
      this.add(id, 'datacentre', name);
      for (const circuit of circuits) {
        if (circuit.state === 'planned') continue;
        const own = this.add(
          `${id}.${circuit.id}`,
          'circuit of a datacentre',
          `${circuit.kind === 'direct-connect' ? 'Direct Connect' : 'ExpressRoute'} of ${name} at ${circuit.location}`,
        );
        if (circuit.kind !== 'direct-connect' || circuit.connection.type !== 'shared') continue;
        const port = `${id}.${circuit.connection.port}`;
        this.takesAlong.set(port, [...(this.takesAlong.get(port) ?? []), own]);
      }
      if (vpnBackup) this.add(`${id}.internet`, 'internet line of a datacentre', `internet line of ${name}`);
    }
  }

  /** A zone is one place, whichever hubs stand in it; a region of Azure has zones of its own. */
  private zones(): void {
    for (const hub of this.catalogue.hubs)
      for (const zone of hub.zones) {
        const id = zoneId(hub, zone);
        this.add(id, 'zone', hub.cloud === 'aws' ? `zone ${zone}` : `zone ${zone} of ${hub.region}`);
      }
  }

  /** What connections of sites and datacentres hang on besides their own tunnels, by name. */
  private waysByName(): Readonly<Record<Attachment['cloud'], ReadonlyMap<string, Needs>>> {
    const sites = this.catalogue.sites.filter(isRendered).flatMap((site) =>
      site.circuits.flatMap((circuit) => {
        const id = this.add(`${site.id}.${circuit.id}`, 'circuit of a site', `${circuit.id} of ${site.name}`);
        return site.segments.map(({ tenant }) => [`${site.id}_${tenant}_${circuit.id}`, [[id]]] as const);
      }),
    );
    const datacentres = (cloud: Attachment['cloud']): readonly (readonly [string, Needs])[] =>
      datacentreConnections(this.catalogue, cloud).map(({ name, datacentre, hub, way }) => [
        name,
        [
          [datacentre.id],
          way === 'backup'
            ? [`${datacentre.id}.internet`]
            : circuitsInUse(datacentre, hub).map((circuit) => `${datacentre.id}.${circuit.id}`),
        ],
      ]);
    return {
      aws: new Map([...sites, ...datacentres('aws')]),
      azure: new Map([...sites, ...datacentres('azure')]),
    };
  }

  /**
   * AWS makes two tunnels for each connection, Azure one from each of a gateway's two instances. A partner's gateway of Azure
   * that has no BGP knows our prefixes on one of the two alone, and nobody here knows which: it hangs on both.
   * Source: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-highlyavailable (prefixes of local network gateways don't overlap)
   */
  private tunnels({ cloud, isStatic }: Attachment, key: Key): Needs {
    const names = cloud === 'aws' ? ['tunnel-1', 'tunnel-2'] : ['instance-0', 'instance-1'];
    const all = names.map((name) => this.add(`${nameOf(key)}.${name}`, 'tunnel', `${name} of ${addressOf(key)}`));
    return isStatic && this.azureEnds.has(nameOf(key)) ? all.map((each) => [each]) : [all];
  }

  /** What a gateway's circuits hang on: all of them in AWS, where one association carries them; one in Azure. */
  private circuitsOf({ cloud }: Attachment, key: Key): Needs {
    const stack = key.slice(0, key.indexOf('/'));
    const datacentre = this.catalogue.datacentres.find(({ id }) => stack.endsWith(`-datacentre-${id}`));
    if (!datacentre) return [];
    const circuits =
      cloud === 'azure'
        ? [nameOf(key)]
        : datacentre.circuits.flatMap((each) =>
            each.kind === 'direct-connect' && circuitsInUse(datacentre, each.hub).includes(each) ? [each.id] : [],
          );
    return [[datacentre.id], circuits.map((id) => `${datacentre.id}.${id}`)];
  }

  /** A tunnel of a link is one connection in Azure, and one of two in a connection of AWS. */
  private link(attachment: Attachment, key: Key): void {
    const tunnels = attachment.cloud === 'azure' ? [key] : (attachment.link?.peers ?? []);
    this.needs.set(key, [
      tunnels.map((tunnel) => this.add(nameOf(tunnel), 'tunnel of a link', `tunnel ${addressOf(tunnel)}`)),
    ]);
  }
}

/** How a zone is called: its name in AWS, region and number in Azure. */
export function zoneId(hub: Catalogue['hubs'][number], zone: string): string {
  return hub.cloud === 'aws' ? zone : `${hub.region}-${zone}`;
}

function nameOf(key: Key): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

/** All elements in order of kind and id. */
export function inOrder({ all }: Elements): readonly Element[] {
  return [...all.values()].sort((a, b) => compareText(a.kind, b.kind) || compareText(a.id, b.id));
}
