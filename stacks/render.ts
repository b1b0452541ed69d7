import cdktfPackage from 'cdktf/package.json';
import { RootConstruct } from 'constructs';
import { stableJson } from '../output/stable-json';
import type { StackInput } from '../plan/stacks/stack-input';
import { buildStack } from './index';
import { literalText } from './literal-text';
import type { SynthContext } from './synth-context';

/**
 * The Terraform JSON of one stack. The root is a plain construct rather than cdktf's App, because an App makes folders
 * when it is created and validates after it has written (docs/adr/0001); here validations run first and nothing is written.
 */
export function renderStack(input: StackInput, context: SynthContext): string {
  // cdktf notes a stack trace with every token it makes, which costs more than the token: it is given none. Traces of
  // errors don't come from this function and stay whole.
  const capture = Error.captureStackTrace.bind(Error);
  Error.captureStackTrace = () => undefined;
  try {
    return render(input, context);
  } finally {
    Error.captureStackTrace = capture;
  }
}

function render(input: StackInput, context: SynthContext): string {
  const root = new RootConstruct();
  root.node.setContext('cdktfVersion', cdktfPackage.version);
  const stack = buildStack(root, literalText(input), context);
  stack.prepareStack();
  stack.runAllValidations();
  const text = stableJson(stack.toTerraform());
  // A token that was taken apart as text resolves to nothing: Terraform would only say so at plan time.
  if (/TfToken\[/.test(text)) throw new Error(`${input.name} holds an unresolved token`);
  return text;
}
