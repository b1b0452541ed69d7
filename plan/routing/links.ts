import { compareText } from '../../catalogue/issues/issue';
import type { AwsHub, AzureHub, Catalogue, Tenant } from '../../catalogue/model';
import { awsHubs, azureHubs, isAtAzureHub } from '../places/hubs';

/** The link between two hubs of different clouds. */
export interface Link {
  /** `london_uksouth`: its key in the lock. */
  readonly key: string;
  readonly aws: AwsHub;
  readonly azure: AzureHub;
  /** Tenants in both clouds: their home blocks, and no others, are known across it. */
  readonly tenants: readonly Tenant[];
}

/**
 * Every link that the catalogue needs: between hubs where one tenant is in both clouds. A tenant on several AWS hubs is
 * known in Azure by the first that it names, since Azure could not tell which of them has an address.
 */
export function planLinks(catalogue: Catalogue): readonly Link[] {
  return awsHubs(catalogue).flatMap((aws) =>
    azureHubs(catalogue).flatMap((azure): Link[] => {
      const tenants = catalogue.tenants
        .filter((tenant) => tenant.hubs[0] === aws.id && isAtAzureHub(tenant, azure))
        .sort((a, b) => compareText(a.id, b.id));
      return tenants.length === 0 ? [] : [{ key: `${aws.id}_${azure.id}`, aws, azure, tenants }];
    }),
  );
}
