/** Policies that AWS keeps and that grant nothing but what a statement of one's own may grant, too. */
export const narrowManagedPolicies: readonly string[] = ["AWSXRayDaemonWriteAccess"];

/** What the best known of them grant, for the message. */
const grants: Readonly<Record<string, string>> = {
  AdministratorAccess: "every action on every resource",
  PowerUserAccess: "every action but those of IAM and Organizations, on every resource",
  IAMFullAccess: "every IAM action, and so the way to every other permission",
  ReadOnlyAccess: "reading everything, data included",
};

/** What is wrong with attaching a policy, or undefined where nothing is. */
export interface ManagedPolicy {
  /** Its name without path, or the whole ARN where that cannot be read. */
  name: string;
  /** What it grants, e.g. `every action on every resource`. */
  grants: string;
}

/**
 * Judges a policy by its ARN. Those of AWS are refused but for {@link narrowManagedPolicies}: nearly all of them speak
 * of `Resource: "*"`, their text is not part of the stack, and AWS widens it at will. A policy of one's own is no
 * finding here: it is checked where it is made.
 */
export function broadManagedPolicy(arn: string): ManagedPolicy | undefined {
  const match = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/i.exec(arn.trim());
  if (match === null) return /[*?]/.test(arn) ? { name: arn, grants: "what cannot be told" } : undefined;
  const name = (match[1] ?? "").replace(/^.*\//, "");
  if (narrowManagedPolicies.includes(name)) return undefined;
  return { name, grants: grants[name] ?? "actions on every resource, as AWS sees fit" };
}
