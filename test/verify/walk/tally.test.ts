import type { Want } from '../../../verify/intent/want';
import type { Hubs } from '../../../verify/walk/hubs';
import type { Source } from '../../../verify/walk/sources';
import { Tally } from '../../../verify/walk/tally';

const want = (because: string): Want => ({
  because,
  from: 'fire',
  to: 'council',
  sources: [],
  destinations: [],
  ports: [],
  path: [],
  kind: 'places',
  inspected: true,
});
const source = (attachment: string): Source => ({
  owner: { kind: 'site', tenant: 'fire', place: attachment, label: attachment },
  address: 1,
  start: { at: 'attachment', attachment },
  resolver: false,
  label: attachment,
});
const hubs = {
  startOf: ({ start }: Source) => (start.at === 'attachment' ? (start.attachment.split('/')[0] ?? '') : ''),
} as unknown as Hubs;

test('what one place reaches is not proven of another that was granted it too', () => {
  const cad = want('flows.cad');
  const tally = new Tally();
  tally.grant(source('london/one'), [cad], true);
  tally.grant(source('london/two'), [cad], false);
  tally.grant(source('london-two/three'), [cad], false);
  // A place is proven by any of what it was granted, in whatever order that is tried.
  tally.grant(source('london/two'), [cad], true);
  expect(tally.withoutWay(hubs)).toEqual([{ want: cad, hub: 'london-two' }]);
});
