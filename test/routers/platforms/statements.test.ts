import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Platform, PLATFORMS } from '../../../routers/platforms/platform';
import { CIRCUITS, everyRouter } from '../../support/routers/every-router';
import { localVariantsOf, variantsOf } from '../../support/routers/variants';
import { ROOT } from '../../support/run';

const PAGE = path.join(ROOT, 'docs/routers/statements.md');
const TITLES: Readonly<Record<Platform, string>> = {
  'cisco-ios-xe': 'Cisco IOS-XE',
  fortinet: 'FortiOS',
  'juniper-srx': 'Junos on SRX',
  linux: 'Linux',
};

/** What stands for what differs. An open place in a configuration may be an address or a key. */
const OPEN = '<[^>]+>';
const TOKENS: Readonly<Record<string, string>> = {
  NAME: `[^\\s"<]+|[^"<]+(?=")|${OPEN}(?=")`,
  N: '\\d+',
  ADDRESS: `[\\d.]+|${OPEN}`,
  PREFIX: `[\\d.]+/\\d+|${OPEN}/\\d+`,
  LIST: `[^{}]+?`,
  TEXT: '.+',
  KEY: OPEN,
};

function patternOf(statement: string): RegExp {
  const escaped = statement.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    `^${escaped.replace(/\b(NAME|ADDRESS|PREFIX|LIST|TEXT|KEY|N)(?=\b|s\b)/g, (token) => `(?:${TOKENS[token] ?? ''})`)}$`,
  );
}

/** Statements of one platform, each with the source above it. */
function allowed(
  platform: Platform,
  page = readFileSync(PAGE, 'utf8'),
): readonly { readonly text: string; readonly source: string }[] {
  const [, section = ''] = page.split(`\n## ${TITLES[platform]}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/\n([^\n]+)\n\n```text\n([\s\S]*?)\n```/g)].flatMap(([, source = '', body = '']) =>
    body.split('\n').map((text) => ({ text, source })),
  );
}

const shipped = everyRouter(CIRCUITS);
const station = shipped.filter(({ id }) => id === 'chester-fire-station');
const routers = [...shipped, ...station.flatMap(variantsOf)];

/** Lines that say something, once each. */
function linesOf(platform: Platform): ReadonlySet<string> {
  return new Set(
    [...routers, ...station.flatMap(localVariantsOf)].flatMap((plan) =>
      PLATFORMS[platform]
        .render(plan)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !/^[!#]/.test(line)),
    ),
  );
}

test.each(Object.keys(PLATFORMS) as readonly Platform[])(
  '%s: every line is a statement of the page, each of which has a source and is written for some router',
  (platform) => {
    const rows = allowed(platform).map((row) => ({ ...row, pattern: patternOf(row.text) }));
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter(({ source }) => !/https?:\/\//.test(source) && !/POSIX/.test(source))).toEqual([]);
    const used = new Set<string>();
    const strange = [...linesOf(platform)].filter((line) => {
      const fitting = rows.filter(({ pattern }) => pattern.test(line));
      for (const { text } of fitting) used.add(text);
      return fitting.length === 0;
    });
    expect(strange.slice(0, 5)).toEqual([]);
    expect(rows.map(({ text }) => text).filter((text) => !used.has(text))).toEqual([]);
  },
  60_000,
);

test('a statement that stands nowhere is found', () => {
  const patterns = allowed('cisco-ios-xe').map(({ text }) => patternOf(text));
  const fits = (line: string): boolean => patterns.some((pattern) => pattern.test(line));
  expect(fits('tunnel mode ipsec ipv4')).toBe(true);
  for (const line of [
    'tunnel mode gre ip',
    'permit esp any any',
    'no ip access-group line-primary in',
    'ip mtu 1446 2',
  ])
    expect([line, fits(line)]).toEqual([line, false]);
});
