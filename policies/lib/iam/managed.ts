/** AWS managed policies that grant nothing, or only what a statement of our own may grant too. */
export const narrowManagedPolicies: readonly string[] = ["AWSDenyAll", "AWSXRayDaemonWriteAccess"];

/** What well-known AWS managed policies grant, for the message. */
const grants: Readonly<Record<string, string>> = {
  AdministratorAccess: "every action on every resource",
  PowerUserAccess: "every action except those of IAM and Organizations, on every resource",
  IAMFullAccess: "every IAM action, and through it every other permission",
  ReadOnlyAccess: "reading everything, including data",
};

/** A managed policy that is refused. */
export interface ManagedPolicy {
  /** Its name without path, or the whole ARN if it has no readable name. */
  name: string;
  /** What it grants, e.g. `every action on every resource`. */
  grants: string;
}

/**
 * Checks a managed policy by its ARN. AWS managed policies are refused except {@link narrowManagedPolicies}: nearly all
 * have `Resource: "*"`, and AWS can extend them at any time. Customer managed policies are checked as resources.
 */
export function broadManagedPolicy(arn: string): ManagedPolicy | undefined {
  const match = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/i.exec(arn.trim());
  if (match === null) return /[*?]/.test(arn) ? { name: arn, grants: "unknown permissions" } : undefined;
  const name = (match[1] ?? "").replace(/^.*\//, "");
  if (narrowManagedPolicies.includes(name)) return undefined;
  return { name, grants: grants[name] ?? "actions on every resource, which AWS can extend" };
}
