import { buildSync } from 'esbuild';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Render from '../../stacks/render';
import { ROOT } from './run';

/**
 * What renders stacks, on `cdktn`, the community's successor of cdktf: this program's own sources and the same bindings, with that package in
 * the place of the other. (Its own bindings of these providers are of later versions: docs/upgrading.md.)
 */
export function renderOnSuccessor(): typeof Render {
  // Within the checkout: what is not bundled is found from there.
  const outfile = path.join(ROOT, 'node_modules/.cache/wan-successor/render.cjs');
  buildSync({
    entryPoints: [path.join(ROOT, 'stacks/render.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    alias: { cdktf: 'cdktn' },
    external: ['constructs'],
    logLevel: 'silent',
  });
  return createRequire(__filename)(outfile) as typeof Render;
}
