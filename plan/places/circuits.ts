import type { Datacentre } from '../../catalogue/model';

/** Whether Terraform may destroy it: what is leaving is given up, and nothing else is. */
export function mayGo(datacentre: Pick<Datacentre, 'state'>, circuit: Pick<Datacentre, 'state'>): boolean {
  return datacentre.state === 'leaving' || circuit.state === 'leaving';
}

/**
 * Whether a circuit carries something. What we order is connected once it is live: AWS makes no interface on a port before the
 * cross-connect is in and the port available, and Azure no connection before the provider is done. What others offer is
 * connected from `building` on.
 * Sources: docs.aws.amazon.com/directconnect/latest/UserGuide/create-vif.html; github.com/hashicorp/terraform-provider-aws
 * issues 28006 and 33746; learn.microsoft.com/azure/expressroute/expressroute-workflows
 */
export function isUp({ state, connection }: Pick<Datacentre['circuits'][number], 'state' | 'connection'>): boolean {
  if (state === 'building') return connection.type !== 'own' && connection.type !== 'dedicated';
  return state !== 'planned';
}
