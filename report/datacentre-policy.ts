import { Document } from 'yaml';
import type { DatacentrePolicy } from '../plan/policies/datacentre-policy';

const HEADING = ` What the router of this datacentre has to do. Made by \`npx wan policy\` from catalogue and lock, committed and reviewed,
 never edited. Neither cloud can see to any of it: what is not done here, nobody does.
 Sessions outside of tunnels carry no tenant's packet. A longer prefix inside one that is accepted is accepted too.`;

/** The policy as a file: for people to read and for whatever configures the router to be made from. */
export function renderPolicy(policy: DatacentrePolicy): string {
  const document = new Document(policy, { aliasDuplicateObjects: false });
  document.commentBefore = HEADING;
  return document.toString({ lineWidth: 0 });
}
