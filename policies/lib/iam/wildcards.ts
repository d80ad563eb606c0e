import type { Plain } from "../plain";
import type { Finding } from "../rule";
import { hasWildcard, wildcardPlace } from "./arn";
import { parseDocument, type Document, type Statement } from "./document";
import { isUnscoped } from "./unscoped-actions";

/** Where a document comes from. */
export interface DocumentKind {
  /**
   * `*` in Resource means "the resource with this policy" for the service, so Resource is not checked. Default: false.
   */
  ownResource?: boolean;
  /** Not a document but a permission from separate properties, treated as one statement. Default: false. */
  permission?: boolean;
}

/**
 * The wildcards in the Allow statements of a policy document. A condition does not make a wildcard acceptable: it limits
 * when a statement applies, not what it grants.
 */
export function wildcardFindings(value: Plain, where: string, kind: DocumentKind = {}): Finding[] {
  const document = parseDocument(value);
  const findings: Finding[] = document.statements
    .filter(({ allows }) => allows)
    .flatMap((statement) =>
      statementFindings(statement, document, kind).map((finding) => ({
        ...finding,
        what: kind.permission ? `the permission ${finding.what}` : `${title(statement)} ${finding.what}`,
        where: kind.permission ? where : `${where}.Statement[${String(statement.index)}]`,
      })),
    );
  if (document.unreadable !== undefined) {
    findings.push({
      id: `Unreadable::${where}`,
      what: `the policy document in ${where} cannot be checked: ${document.unreadable}`,
      where,
      fix: "Write the document as JSON, or as an object with Version and Statement.",
    });
  }
  if (document.unknownGrants) findings.push(unknownFinding(where));
  return findings;
}

function unknownFinding(where: string): Finding {
  return {
    id: `Unknown::${where}`,
    what: `the policy document in ${where} is not known at preview, so its permissions cannot be checked`,
    where,
    fix: "Build its ARNs from names that are known at preview, not from outputs such as `table.arn`.",
  };
}

type Found = Pick<Finding, "id" | "what" | "fix">;

function statementFindings(
  statement: Statement,
  document: Document,
  { ownResource = false }: DocumentKind,
): Found[] {
  const found: Found[] = [];
  for (const action of statement.actions.filter(hasWildcard)) {
    if (ownResource && isKeyOfAccount(action, statement)) continue;
    found.push({
      id: `Action::${action}`,
      what: `allows ${everyAction(action)}`,
      fix: "List the actions that the code calls.",
    });
  }
  if (statement.notActions.length > 0) {
    found.push({
      id: `NotAction::${key(statement.notActions)}`,
      what: `allows every action of every service except ${list(statement.notActions)}`,
      fix: "Use Action to list what is allowed, instead of NotAction.",
    });
  }
  if (!ownResource) found.push(...resourceFindings(statement, document));
  for (const principal of statement.principals.filter(hasWildcard)) {
    found.push({
      id: `Principal::${principal}`,
      what: principal === "*" ? "trusts everybody" : `trusts every principal that matches "${principal}"`,
      fix: "Name the trusted account, role or service. A condition alone is not enough.",
    });
  }
  if (statement.notPrincipals.length > 0) {
    found.push({
      id: `NotPrincipal::${key(statement.notPrincipals)}`,
      what: `trusts everybody except ${list(statement.notPrincipals)}`,
      fix: "Use Principal to list who is trusted, instead of NotPrincipal.",
    });
  }
  return found;
}

/** `kms:*` for an account in the policy of a key: AWS's default, by which IAM policies of that account apply. */
function isKeyOfAccount(action: string, { principals, notPrincipals }: Statement): boolean {
  return (
    action.toLowerCase() === "kms:*" &&
    principals.length === 1 &&
    notPrincipals.length === 0 &&
    principals.every((principal) => /^(?:arn:aws[a-z-]*:iam::\d{12}:root|\d{12})$/.test(principal))
  );
}

function resourceFindings(statement: Statement, document: Document): Found[] {
  const { actions, notActions, resources, notResources } = statement;
  const found: Found[] = [];
  const who = actions.length > 0 ? key(actions) : `all but ${key(notActions)}`;
  const allowed = actions.length > 0 ? list(actions) : "these actions";
  const onlyUnscoped =
    actions.length > 0 &&
    notActions.length === 0 &&
    actions.every((action) => isUnscoped(action, statement.conditions));
  for (const resource of resources) {
    const place = wildcardPlace(resource);
    if (place === undefined || (resource === "*" && onlyUnscoped)) continue;
    const everything = /^[*?]+$/.test(resource);
    found.push({
      id: `Resource::${resource} (${who})${denied(statement, document)}`,
      what: everything
        ? `allows ${allowed} on every resource`
        : `allows ${allowed} on every resource that matches "${resource}" (a wildcard in ${place})`,
      fix: "Use the full ARN of the resource. If only some actions need the wildcard, split the statement.",
    });
  }
  if (notResources.length > 0) {
    found.push({
      id: `NotResource::${key(notResources)} (${who})`,
      what: `allows ${allowed} on every resource except ${list(notResources)}`,
      fix: "Use Resource to list what is allowed, instead of NotResource.",
    });
  }
  return found;
}

/** What the document unconditionally denies of a statement's actions. Part of the id, so that an exception covers both or none. */
function denied(statement: Statement, { statements }: Document): string {
  const actions = statement.actions.map((action) => action.toLowerCase());
  const resources = statements
    .filter((other) => !other.allows && !other.conditional && actions.length > 0)
    .filter((other) => {
      const covered = new Set(other.actions.map((action) => action.toLowerCase()));
      return actions.every((action) => covered.has(action));
    })
    .flatMap((other) => other.resources);
  return resources.length === 0 ? "" : ` except ${key(resources)}`;
}

function everyAction(action: string): string {
  const [service = "", name] = action.split(":");
  if (hasWildcard(service) || name === undefined) {
    return /^\*(:\*)?$/.test(action)
      ? "every action of every service"
      : `every action that matches "${action}"`;
  }
  return name === "*" ? `every ${service} action` : `every ${service} action that matches "${name}"`;
}

function title({ sid, index }: Statement): string {
  return sid === undefined ? `statement ${String(index + 1)}` : `statement "${sid}"`;
}

function key(values: readonly string[]): string {
  return [...new Set(values)].sort().join(", ");
}

function list(values: readonly string[]): string {
  return values.length <= 3
    ? values.join(", ")
    : `${values.slice(0, 3).join(", ")} and ${String(values.length - 3)} more`;
}
