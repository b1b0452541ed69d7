import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCatalogue } from '../../catalogue/load';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { smallWorkspace } from '../support/workspace';

/** What is said of the small example in production when nothing but tenants' supernets is in Azure. */
function saidOf(change: (text: string) => string): string {
  const folder = smallWorkspace([
    { file: 'small.yaml', replace: 'environment: lab', with: 'environment: production' },
    { file: 'small/sites.yaml', content: 'sites: []\n' },
  ]);
  const file = path.join(folder, 'small.yaml');
  const text = readFileSync(file, 'utf8').replace(/\ndatacentres:[\s\S]*?(?=\nquotas:)/, '');
  writeFileSync(file, change(text));
  const loaded = loadCatalogue('small.yaml', folder);
  return loaded.ok ? '' : renderIssues(loaded.issues);
}

test('keys of a link alone are refused in local state, too', () => {
  expect(saidOf((text) => text)).toContain(
    'Example Council is in both clouds, and the keys of the link between them Terraform keeps in its state, and local state is in the clear.',
  );
});

test('where no tenant is in both clouds there is no link, and nothing to refuse', () => {
  expect(saidOf((text) => text.replace(/, azure: \[[^\]]*\]/g, ''))).not.toContain('STATE_UNENCRYPTED');
});
