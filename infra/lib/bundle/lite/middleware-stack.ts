/** For the stack of middleware: the same order and errors, without the parts that nobody calls. */
type Handler = (args: unknown) => Promise<unknown>;
type Middleware = (next: Handler, context: unknown) => Handler;

interface Options {
  name?: string;
  aliases?: string[];
  tags?: string[];
  override?: boolean;
  step?: keyof typeof STEPS;
  priority?: keyof typeof PRIORITIES;
  relation?: "before" | "after";
  toMiddleware?: string;
}

interface Entry extends Options {
  middleware: Middleware;
}

interface Plugin {
  applyToStack(stack: Stack): void;
}

interface Stack extends Plugin {
  add(middleware: Middleware, options?: Options): void;
  addRelativeTo(middleware: Middleware, options: Options): void;
  use(plugin: Plugin): void;
  clone(): Stack;
  concat(other: Plugin): Stack;
  remove(what: string | Middleware): boolean;
  removeByTag(tag: string): boolean;
  /** Names in the order in which a request passes them. */
  identify(): string[];
  resolve(handler: Handler, context: unknown): Handler;
}

const STEPS = { initialize: 5, serialize: 4, build: 3, finalizeRequest: 2, deserialize: 1 };
const PRIORITIES = { high: 3, normal: 2, low: 1 };

export function constructStack(): Stack {
  let entries: Entry[] = [];

  const put = (entry: Entry): void => {
    const names = namesOf(entry);
    const isTaken = (other: Entry): boolean => namesOf(other).some((name) => names.includes(name));
    if (entries.some(isTaken)) {
      if (!entry.override) throw new Error(`Duplicate middleware name '${entry.name ?? ""}'`);
      entries = entries.filter((other) => !isTaken(other));
    }
    entries.push(entry);
  };

  const remove = (matches: (entry: Entry) => boolean): boolean => {
    const before = entries.length;
    entries = entries.filter((entry) => !matches(entry));
    return entries.length < before;
  };

  /** In the order in which a request passes them; without those whose place is not known. */
  const inOrder = (): Entry[] => {
    const related = (entry: Entry, relation: Options["relation"]): Entry[] =>
      entries.filter(
        (other) => other.relation === relation && namesOf(entry).includes(other.toMiddleware ?? ""),
      );
    const expand = (entry: Entry): Entry[] => [
      ...related(entry, "before").flatMap(expand),
      entry,
      ...related(entry, "after").reverse().flatMap(expand),
    ];
    return entries
      .filter(({ toMiddleware }) => toMiddleware === undefined)
      .sort((a, b) => weight(b) - weight(a))
      .flatMap(expand);
  };

  const copyTo = (other: Stack): Stack => {
    for (const { middleware, ...options } of entries) other.add(middleware, options);
    return other;
  };

  const stack: Stack = {
    add: (middleware, options = {}) => put({ ...options, middleware }),
    addRelativeTo: (middleware, options) => put({ ...options, middleware }),
    use: (plugin) => plugin.applyToStack(stack),
    clone: () => copyTo(constructStack()),
    concat: (other) => {
      const joined = stack.clone();
      joined.use(other);
      return joined;
    },
    applyToStack: (other) => void copyTo(other),
    remove: (what) =>
      remove((entry) =>
        typeof what === "string" ? namesOf(entry).includes(what) : entry.middleware === what,
      ),
    removeByTag: (tag) => remove(({ tags }) => tags?.includes(tag) ?? false),
    identify: () => inOrder().map(({ name = "anonymous" }) => name),
    resolve: (handler, context) => {
      const ordered = inOrder();
      const lost = entries.find((entry) => !ordered.includes(entry));
      if (lost)
        throw new Error(`${lost.toMiddleware ?? ""} is not found when adding ${lost.name ?? "anonymous"}`);
      return ordered.reduceRight((next, { middleware }) => middleware(next, context), handler);
    },
  };
  return stack;
}

function namesOf({ name, aliases = [] }: Options): string[] {
  return name ? [name, ...aliases] : aliases;
}

function weight({ step = "initialize", priority = "normal" }: Options): number {
  return STEPS[step] * 10 + PRIORITIES[priority];
}
