import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultCatalogue, defaultOutput } from '../../catalogue/find-catalogue';
import { temporaryFolder } from '../support/workspace';

test('the catalogue here, else of the nearest folder above inside the checkout', () => {
  const root = temporaryFolder();
  const inner = path.join(root, 'sites/north');
  mkdirSync(inner, { recursive: true });
  mkdirSync(path.join(root, '.git'));
  expect(defaultCatalogue(inner)).toBe('sites.yaml');
  writeFileSync(path.join(root, 'sites.yaml'), '');
  expect(defaultCatalogue(inner)).toBe('../../sites.yaml');
  expect(defaultCatalogue(root)).toBe('sites.yaml');
  expect(defaultOutput('../../sites.yaml', true)).toBe('../../cdktf.out');
  expect(defaultOutput('../../other.yaml', false)).toBe('cdktf.out');
});

test('a part that a catalogue includes is passed by, whatever it is called', () => {
  const root = temporaryFolder();
  const inner = path.join(root, 'small');
  mkdirSync(path.join(root, '.git'));
  mkdirSync(inner);
  writeFileSync(path.join(inner, 'sites.yaml'), 'sites: []\n');
  expect(defaultCatalogue(inner)).toBe('sites.yaml');
  writeFileSync(path.join(root, 'sites.yaml'), '# yaml-language-server\nwan: { name: x }\n');
  expect(defaultCatalogue(inner)).toBe('../sites.yaml');
  writeFileSync(path.join(root, 'sites.yaml'), 'wen: { name: x }\n');
  expect(defaultCatalogue(inner)).toBe('../sites.yaml');
});

test('one outside of the checkout is not meant', () => {
  const root = temporaryFolder();
  mkdirSync(path.join(root, 'checkout/.git'), { recursive: true });
  writeFileSync(path.join(root, 'sites.yaml'), '');
  expect(defaultCatalogue(path.join(root, 'checkout'))).toBe('sites.yaml');
});
