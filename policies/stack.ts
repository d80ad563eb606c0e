import { UNKNOWN, isPlainArray, isPlainObject, type Plain } from "./plain";
import type { CheckedResource } from "./rule";

/** A resource within its stack. */
export interface StackResource extends CheckedResource {
  /** Whether a provider makes it. Components and the stack itself are made by nobody. */
  ofCloud: boolean;
  /** URNs of everything that it depends on. */
  dependencies: readonly string[];
  /** URNs of what each property is made from. Known also where the value is not. */
  propertyDependencies: ReadonlyMap<string, readonly string[]>;
}

/** All resources of a stack, and how they belong together. */
export class Stack {
  readonly #byUrn: ReadonlyMap<string, StackResource>;
  readonly #byType = new Map<string, StackResource[]>();
  #mentions: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(readonly resources: readonly StackResource[]) {
    this.#byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources) {
      const list = this.#byType.get(resource.type);
      if (list === undefined) this.#byType.set(resource.type, [resource]);
      else list.push(resource);
    }
  }

  /** Resources of these types, e.g. `aws:s3/bucket:Bucket`. */
  ofType(...types: readonly string[]): readonly StackResource[] {
    return types.flatMap((type) => this.#byType.get(type) ?? []);
  }

  /**
   * Whether a property of one resource stands for another: it is made from it, or holds its name, id or ARN.
   * @param keys properties of the other by which it may be named, e.g. `["bucket", "id"]`.
   */
  refers(from: StackResource, property: string, to: StackResource, keys: readonly string[]): boolean {
    if (from.propertyDependencies.get(property)?.includes(to.urn) === true) return true;
    const value = from.props[property];
    if (typeof value !== "string" || value === "") return false;
    return keys.some((key) => to.props[key] === value);
  }

  /** What a property is made from, where these are resources of the stack of one of the types. */
  sources(from: StackResource, property: string, ...types: readonly string[]): readonly StackResource[] {
    const urns = from.propertyDependencies.get(property) ?? [];
    return urns.flatMap((urn) => {
      const source = this.#byUrn.get(urn);
      return source !== undefined && types.includes(source.type) ? [source] : [];
    });
  }

  /**
   * Resources of the cloud that speak of another: they depend on it, or one of these texts stands in their properties as
   * a value, as an ARN within a longer text, or as the {@link shortArn} of one.
   */
  users(of: StackResource, texts: readonly string[]): readonly StackResource[] {
    this.#mentions ??= index(this.resources);
    const mentions = this.#mentions;
    const urns = new Set([of.urn, ...texts].flatMap((text) => [...(mentions.get(text) ?? [])]));
    urns.delete(of.urn);
    return [...urns].flatMap((urn) => this.#byUrn.get(urn) ?? []);
  }
}

/** Which resources mention which texts: whole values, every ARN in them, and what they depend on. */
function index(resources: readonly StackResource[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { urn, props, dependencies, ofCloud } of resources) {
    // Components and the stack itself only pass on what they are made of.
    if (!ofCloud) continue;
    for (const text of new Set([...texts(props), ...dependencies])) {
      const set = found.get(text);
      if (set === undefined) found.set(text, new Set([urn]));
      else set.add(urn);
    }
  }
  return found;
}

function texts(value: Plain): Set<string> {
  const found = new Set<string>();
  const visit = (item: Plain): void => {
    if (typeof item === "string") {
      found.add(item);
      for (const [arn] of item.matchAll(/arn:aws[a-z-]*:[\w:/.*+=,@{}$-]+/g)) {
        for (const part of arnParts(arn)) found.add(part);
      }
    } else if (isPlainArray(item)) item.forEach(visit);
    else if (isPlainObject(item)) Object.values(item).forEach(visit);
  };
  visit(value);
  return found;
}

/**
 * An ARN, and the ARNs that it begins with: `…:function:name:live` also speaks of `…:function:name`. Each of them also
 * without region and account, as {@link shortArn} writes it, since these are not always known.
 */
function arnParts(arn: string): string[] {
  const parts: string[] = [];
  // API Gateway wraps the ARN of a function: `arn:aws:apigateway:…:path/2015-03-31/functions/<arn>/invocations`.
  const inner = /\/functions\/(arn:.+)\/invocations$/.exec(arn)?.[1];
  for (const one of inner === undefined ? [arn] : [arn, inner]) {
    parts.push(one, shortArn(one));
    for (
      let end = one.length;
      (end = Math.max(one.lastIndexOf("/", end - 1), one.lastIndexOf(":", end - 1))) > 0;
    ) {
      // The first five colons end at the account: what is before names no resource.
      if (one.slice(0, end).split(":").length < 6) break;
      const head = one.slice(0, end);
      parts.push(head, shortArn(head));
    }
  }
  return parts;
}

/** An ARN without what every other one has, too: `lambda:function:name`, `dynamodb:table/name`. */
export function shortArn(arn: string): string {
  const [, , service = "", , , ...resource] = arn.split(":");
  return `${service}:${resource.join(":")}`;
}

/** The value of a resource's property as text, or undefined where it is another thing or not known. */
export function textOf(resource: Pick<CheckedResource, "props">, property: string): string | undefined {
  const value = resource.props[property];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether a property is given at all: a value that is not known yet is given. */
export function isGiven(value: Plain | undefined): boolean {
  return value === UNKNOWN || (value !== undefined && value !== null && value !== "");
}
