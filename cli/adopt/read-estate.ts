import path from 'node:path';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { readBytes } from '../../catalogue/yaml/source';
import { listedEstate } from './azure/read-listed';
import { describedEstate } from './aws/read-described';
import { type Estate, joined, NOTHING } from './estate';
import { stateEstate } from './read-state';
import { type Tree } from './values';

const FIX =
  'Give what `terraform show -json`, `aws ec2 describe-vpn-connections` (and customer-gateways, transit-gateways, transit-gateway-attachments, transit-gateway-route-tables) or `az network … list` print.';

/**
 * Files that say what is there, told apart by what is in them. Reports ESTATE_UNREADABLE for a file that says nothing of it; nothing of a file
 * is repeated, since keys stand in it.
 */
export function readEstate(files: readonly string[], cwd: string): Result<Estate> {
  const issues: Issue[] = [];
  let estate = NOTHING;
  for (const file of files) {
    const bytes = readBytes(path.resolve(cwd, file), file);
    if (!(bytes instanceof Uint8Array)) {
      issues.push(bytes);
      continue;
    }
    const unreadable = (problem: string, fix: string): void => {
      issues.push({ code: 'ESTATE_UNREADABLE', at: { file, line: 1, column: 1 }, problem, fix });
    };
    let value: unknown;
    try {
      value = JSON.parse(decoded(bytes));
    } catch {
      unreadable('This is no JSON.', FIX);
      continue;
    }
    const tree = (typeof value === 'object' && value !== null ? value : {}) as Tree;
    const described = describedEstate(tree, file);
    if (described && 'problem' in described) {
      unreadable(
        described.problem,
        'Name the file after the table, such as tgw-rtb-0a1b2c3d4e5f60718-routes.json, and give all of it (`--max-results 1000`).',
      );
      continue;
    }
    const listed = described === undefined ? (stateEstate(tree) ?? listedEstate(value, file)) : undefined;
    if (listed && 'problem' in listed) {
      unreadable(listed.problem, 'Ask with `az network … list`, which gives all of it.');
      continue;
    }
    const read = described ?? listed;
    if (read) estate = joined(estate, read);
    else unreadable('Nothing in it says what is there.', FIX);
  }
  if (estate.contradictions.length > 0)
    issues.push({
      code: 'ESTATE_UNREADABLE',
      problem: `Two of these files say otherwise of one thing: ${estate.contradictions.slice(0, 5).join(', ')}.`,
      fix: 'Ask again, and give files of one moment.',
    });
  return issues.length > 0 ? failure(issues) : success(estate);
}

/** UTF-8, or what PowerShell writes where it is asked for a file. */
function decoded(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes).replace(/^\uFEFF/, '');
}
