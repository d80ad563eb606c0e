/** For the error classes of a client's model, which are alike but for name and fault. */
interface ErrorOptions {
  name?: string;
  message?: string;
  $fault?: string;
  $metadata?: object;
  $response?: object;
  $retryable?: object;
}

type BaseClass = new (options: ErrorOptions) => Error;

/**
 * An error class. What a service answers beyond the errors of a command has the base class and the right name; it
 * counts as an instance of the class of that name.
 */
export function modelled(base: BaseClass, shapeId: string, fault: string): BaseClass {
  const name = shapeId.slice(shapeId.indexOf("#") + 1);
  return class extends base {
    static readonly shapeId = shapeId;

    static override [Symbol.hasInstance](value: unknown): boolean {
      return (
        Object.prototype.isPrototypeOf.call(this.prototype, value as object) ||
        (value instanceof base && value.name === name)
      );
    }

    constructor(options: ErrorOptions) {
      super({ name, $fault: fault, ...options });
      Object.setPrototypeOf(this, new.target.prototype);
      const { message, $metadata, $response, $retryable, ...members } = options;
      Object.assign(this, members, { name, $fault: fault });
    }
  };
}
