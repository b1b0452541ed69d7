import { execFileSync } from 'node:child_process';
import { settleCommand } from '../../../cli/adopt/settle';
import { commit } from '../../support/desk';
import { adopting, enfield, lockOf, wrong } from '../../support/adopted';

test('settling is refused without consent where somebody is on it, and then the tunnels are set', async () => {
  const folder = enfield();
  await adopting(folder, undefined, { write: true });
  const settle = (sites: readonly string[], write = true): ReturnType<typeof settleCommand> =>
    settleCommand('enfield.yaml', folder, sites, { base: 'none', today: '2026-11-22', write });
  expect(wrong((await settle(['nowhere', 'palmers-green-library'])).issues)).toBe(
    [
      'SITE_UNKNOWN',
      '    There is no site "nowhere".',
      '',
      'USAGE',
      '    palmers-green-library has nothing that keeps its options.',
      '    The lock says `keeps: options` where it does.',
      '',
    ].join('\n'),
  );
  // Against what is deployed somebody has to agree: minutes on each tunnel, and a router that takes the profile's proposal.
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  commit(folder);
  const refused = await settleCommand('enfield.yaml', folder, ['edmonton-green-library'], {
    base: 'HEAD',
    today: '2026-11-22',
    write: true,
  });
  expect(wrong(refused.issues)).toContain(
    '1 site is off the network at once (Edmonton Green Library), from the apply until the far end is set alike; the far end must act at the same time (Edmonton Green Library, primary: new keys; primary: crypto as it was taken over → ikev2, DH group 19, AES128-GCM-16, SHA2-256).',
  );
  expect(wrong(refused.issues)).toContain('allows: [far-end-acts, tunnels-interrupted]');
  const done = await settle(['edmonton-green-library']);
  expect(wrong(done.issues)).toBe('');
  const held = lockOf(folder).sites;
  expect(held['edmonton-green-library']?.segments['enfield']?.circuits['primary']?.adopted?.keeps).toBeUndefined();
  expect(held['civic-centre']?.segments['enfield']?.circuits['primary']?.adopted?.keeps).toBe('options');
});
