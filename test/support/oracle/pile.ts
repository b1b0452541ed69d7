import type { OracleNetwork } from './question';

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- raw JSON is the point here */

type J = Record<string, any>;

/** A function of a text that is asked the same again and again. */
export function remembered<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? work(text);
    known.set(text, found);
    return found;
  };
}

/** A resource in a pile of Terraform JSON; its key is `stack/type.name`. */
export interface Found {
  readonly key: string;
  readonly stack: string;
  readonly body: J;
}

const found = new WeakMap<OracleNetwork, Map<string, readonly Found[]>>();

/** The pile that a second opinion reads. It is asked again and again: what lies in it is looked up once. */
export class Pile {
  constructor(protected readonly network: OracleNetwork) {}

  all(type: string): readonly Found[] {
    const known = found.get(this.network) ?? new Map<string, readonly Found[]>();
    found.set(this.network, known);
    const ofType = known.get(type) ?? this.search(type);
    known.set(type, ofType);
    return ofType;
  }

  protected body(key: string): J | undefined {
    const [stack = '', address = ''] = key.split('/');
    const [type = '', name = ''] = address.split('.');
    return this.network.stacks[stack]?.['resource']?.[type]?.[name];
  }

  private search(type: string): readonly Found[] {
    return Object.entries(this.network.stacks).flatMap(([stack, tree]) =>
      Object.entries((tree['resource']?.[type] ?? {}) as J).map(([name, body]) => ({
        key: `${stack}/${type}.${name}`,
        stack,
        body: body as J,
      })),
    );
  }
}
