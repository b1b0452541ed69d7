import { list, record, text, type Tree } from './values';

/** A resource of another state. */
export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly values: Tree;
}

/** Resources of a module and of those in it; what was only looked up is none. */
export function* resourcesIn(module: Tree): Generator<StateResource> {
  for (const each of list(module['resources']).map(record)) {
    const address = text(each['address']);
    const type = text(each['type']);
    if (address !== undefined && type !== undefined && each['mode'] !== 'data')
      yield { address, type, values: record(each['values']) };
  }
  for (const child of list(module['child_modules'])) yield* resourcesIn(record(child));
}
