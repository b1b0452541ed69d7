import { createInterface, type Interface } from 'node:readline/promises';
import type { Ask } from './answers';

/** Somebody pressed Ctrl-C or Ctrl-D: nothing is written. */
export class Interrupted extends Error {}

/** Where questions are put and answers typed. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Asks with the usual in brackets, and what exists completed by Tab. */
export function askOn(terminal: Terminal): Ask {
  return ({ words, many }, usual, choices) => {
    const few = choices.length > 0 && choices.length <= 8 ? ` (${choices.join(', ')})` : '';
    const several = many ? ', separated by commas' : '';
    const taken = usual.length === 0 ? '' : ` [${usual.join(', ')}]`;
    return typed(terminal, `${words}${several}${few}${taken}: `, choices);
  };
}

/** Whether to write what has been shown; Enter is yes. */
export async function confirmOn(terminal: Terminal, shown: string): Promise<boolean> {
  terminal.output.write(shown);
  const said = await typed(terminal, '\nWrite this? [Y/n] ', []);
  return /^(?:y|yes|)$/i.test(said.trim());
}

/** One line of input. */
async function typed(terminal: Terminal, question: string, choices: readonly string[]): Promise<string> {
  const lines: Interface = createInterface({
    input: terminal.input,
    output: terminal.output,
    completer: (line: string): [string[], string] => {
      const last = line.split(',').at(-1)?.trimStart() ?? '';
      return [choices.filter((each) => each.startsWith(last)), last];
    },
  });
  try {
    return await new Promise<string>((resolve, reject) => {
      const stop = (): void => {
        reject(new Interrupted());
      };
      lines.on('SIGINT', stop);
      lines.on('close', stop);
      lines.question(question).then(resolve, reject);
    });
  } finally {
    lines.close();
  }
}
