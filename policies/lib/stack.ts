import { UNKNOWN, isPlainArray, isPlainObject, type Plain } from "./plain";
import type { CheckedResource } from "./rule";

/** A resource within its stack. */
export interface StackResource extends CheckedResource {
  /** False for components and for the stack itself. */
  hasProvider: boolean;
  /** URNs of the resources that it depends on. */
  dependencies: readonly string[];
  /** URNs of the resources that each property depends on. Known even if the value is not. */
  propertyDependencies: ReadonlyMap<string, readonly string[]>;
}

/** All resources of a stack and their relations. */
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
   * Whether a property of one resource refers to another: it depends on it, or contains its name, id or ARN.
   * @param keys properties of the other that identify it, e.g. `["bucket", "id"]`.
   */
  refers(from: StackResource, property: string, to: StackResource, keys: readonly string[]): boolean {
    if (from.propertyDependencies.get(property)?.includes(to.urn) === true) return true;
    const value = from.props[property];
    if (typeof value !== "string" || value === "") return false;
    return keys.some((key) => to.props[key] === value);
  }

  /** The resources of these types that a property depends on. */
  sources(from: StackResource, property: string, ...types: readonly string[]): readonly StackResource[] {
    const urns = from.propertyDependencies.get(property) ?? [];
    return urns.flatMap((urn) => {
      const source = this.#byUrn.get(urn);
      return source !== undefined && types.includes(source.type) ? [source] : [];
    });
  }

  /**
   * Resources that refer to another: they depend on it, or their properties contain one of these texts as a value, as an
   * ARN within a longer text, or as its {@link shortArn}. Components do not count.
   */
  users(of: StackResource, texts: readonly string[]): readonly StackResource[] {
    this.#mentions ??= index(this.resources);
    const mentions = this.#mentions;
    const urns = new Set([of.urn, ...texts].flatMap((text) => [...(mentions.get(text) ?? [])]));
    urns.delete(of.urn);
    return [...urns].flatMap((urn) => this.#byUrn.get(urn) ?? []);
  }
}

/** URNs of the resources by the texts they mention: values, ARNs within values, and dependencies. */
function index(resources: readonly StackResource[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { urn, props, dependencies, hasProvider } of resources) {
    // Components and the stack only pass on the values of their children.
    if (!hasProvider) continue;
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
 * An ARN and the ARNs that it starts with: `…:function:name:live` also refers to `…:function:name`. Each also as
 * {@link shortArn}, because region and account are not always known.
 */
function arnParts(arn: string): string[] {
  const parts: string[] = [];
  // API Gateway wraps function ARNs: `arn:aws:apigateway:…:path/2015-03-31/functions/<arn>/invocations`.
  const inner = /\/functions\/(arn:.+)\/invocations$/.exec(arn)?.[1];
  for (const one of inner === undefined ? [arn] : [arn, inner]) {
    parts.push(one, shortArn(one));
    for (
      let end = one.length;
      (end = Math.max(one.lastIndexOf("/", end - 1), one.lastIndexOf(":", end - 1))) > 0;
    ) {
      // The first five colons end at the account; anything shorter names no resource.
      if (one.slice(0, end).split(":").length < 6) break;
      const head = one.slice(0, end);
      parts.push(head, shortArn(head));
    }
  }
  return parts;
}

/** An ARN without partition, region and account: `lambda:function:name`, `dynamodb:table/name`. */
export function shortArn(arn: string): string {
  const [, , service = "", , , ...resource] = arn.split(":");
  return `${service}:${resource.join(":")}`;
}

/** A property of a resource if it is a non-empty string, else undefined. */
export function textOf(resource: Pick<CheckedResource, "props">, property: string): string | undefined {
  const value = resource.props[property];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether a property is set. An unknown value counts as set. */
export function isGiven(value: Plain | undefined): boolean {
  return value === UNKNOWN || (value !== undefined && value !== null && value !== "");
}
