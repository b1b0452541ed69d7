import { spawnSync } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.join(__dirname, '../..');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a user's shell: none of the variables that this program or jest read. */
function cleanEnvironment(over: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { WAN_CATALOGUE: _a, WAN_REPLACE: _b, CDKTF_OUTDIR: _c, NODE_OPTIONS: _d, ...rest } = process.env;
  return { ...rest, ...over };
}

function node(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: cleanEnvironment(env),
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** `npm start -- …` without npm. */
export function start(args: readonly string[], cwd = ROOT, env: NodeJS.ProcessEnv = {}): Ran {
  return node([path.join(ROOT, 'bin/start.cjs'), ...args], cwd, env);
}

/** `npx wan …` without npx. */
export function wan(args: readonly string[], cwd = ROOT, env: NodeJS.ProcessEnv = {}): Ran {
  return node([path.join(ROOT, 'bin/wan.cjs'), ...args], cwd, env);
}

/** `npx cdktf …` without npx, of a project in `cwd`. */
export function cdktf(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Ran {
  return node([path.join(ROOT, 'node_modules/cdktf-cli/bundle/bin/cdktf'), ...args], cwd, {
    CHECKPOINT_DISABLE: '1',
    ...env,
  });
}
