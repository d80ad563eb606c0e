/**
 * For what Lambda's runtime keeps of each invocation: the store of the runtime itself, where it has one. The original
 * makes one of its own else, which nobody fills.
 */
interface RuntimeGlobal {
  awslambda?: { InvokeStore?: object };
}

export const InvokeStore = {
  getInstanceAsync: (): Promise<object | undefined> =>
    Promise.resolve((globalThis as RuntimeGlobal).awslambda?.InvokeStore),
};
