import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../catalogue/issues/render-issues';
import type { Desk } from '../../cli/edit/proposal';
import { importCommand, type ImportOptions } from '../../cli/import/import';
import { filesOf, smallDesk } from './desk';
import { temporaryFolder } from './workspace';

export const HEAD =
  'id,name,state,postcode,profile,segments,circuit,role,address,supplier,mbps,bearerMbps,order,goLive,uprn';
export const NEW =
  'new-branch,New Branch,building,ex11zz,branch,council=/25,,,198.18.9.17,FibreCo,100 Mbps,1 Gbps,FC-9,01/02/2027,100012345699';

export const desk = smallDesk();
export const start = filesOf(desk.cwd);

/** Another small example to write to, with a table beside it. */
export function deskWith(name: string, content: string | Uint8Array): Desk {
  const cwd = temporaryFolder();
  for (const file of ['small.yaml', 'small.lock.yaml', 'small'])
    cpSync(path.join(desk.cwd, file), path.join(cwd, file), { recursive: true });
  writeFileSync(path.join(cwd, name), content);
  return { ...desk, cwd };
}

export const given = (name: string, content: string | Uint8Array, options: ImportOptions = {}, map?: string) => {
  const { cwd } = deskWith(name, content);
  if (map !== undefined) writeFileSync(path.join(cwd, 'map.yaml'), map);
  return importCommand('small.yaml', cwd, [name], { ...options, ...(map === undefined ? {} : { map: 'map.yaml' }) });
};
export const wrong = (issues: Parameters<typeof renderIssues>[0]): string =>
  renderIssues(issues.filter(({ severity }) => severity !== 'warning'));
export const table = (...rows: readonly string[]): string => `${[HEAD, ...rows].join('\r\n')}\r\n`;
