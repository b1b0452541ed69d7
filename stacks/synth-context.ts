/** What a stack must know of the machine: nothing but where local state is, relative to its working folder. */
export interface SynthContext {
  readonly localRoot: string;
}
