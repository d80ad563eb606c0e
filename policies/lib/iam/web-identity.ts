import { UNKNOWN, type Plain } from "../plain";
import { literal, matches } from "./arn";
import type { Condition, Statement } from "./document";

/** What a trust policy does not pin, or does not show at preview. */
export type MissingClaim = "audience" | "subject" | "unknown";

/** Claims that name the audience, by the last part of their condition key. */
const audiences: readonly string[] = ["aud", "oaud", "azp", "app_id"];

/** Claims that name one subject. Those of GitHub, and `amr` of Cognito, are in {@link namesSubject}. */
const subjects: readonly string[] = ["sub", "id", "user_id"];

const GITHUB = "token.actions.githubusercontent.com";
const COGNITO = "cognito-identity.amazonaws.com";

/**
 * The claims that a trust policy must pin, and does not, in a statement that lets web identities assume the role. Without
 * them, everybody with an account at the identity provider may. Empty for any other statement.
 */
export function missingClaims(statement: Statement): MissingClaim[] {
  if (!statement.allows || !trustsWebIdentity(statement)) return [];
  const { conditions } = statement;
  const pins = (named: (claim: string, host: string, value: Plain) => boolean): boolean =>
    conditions.some(
      ({ operator, key, values }) =>
        isPositive(operator) && values.length > 0 && values.every((value) => named(...split(key), value)),
    );
  const hasUnknown = conditions.some(({ values }) => values.includes(UNKNOWN));
  const missing: MissingClaim[] = [
    ...(pins((claim, _, value) => audiences.includes(claim) && isExact(value)) ? [] : ["audience" as const]),
    ...(pins(namesSubject) ? [] : ["subject" as const]),
  ];
  return missing.length > 0 && hasUnknown ? ["unknown"] : missing;
}

function trustsWebIdentity({ actions, notActions, federated }: Statement): boolean {
  const action = "sts:assumerolewithwebidentity";
  return (
    federated.some((name) => typeof name !== "string" || !name.includes(":saml-provider/")) &&
    (notActions.length > 0 || actions.some((pattern) => matches(pattern.toLowerCase(), action)))
  );
}

/** Operators that hold only if the token has the claim. `ForAllValues:` and `…IfExists` also hold without it. */
function isPositive(operator: Condition["operator"]): boolean {
  return /^(?:foranyvalue:)?string(?:equals|equalsignorecase|like)$/.test(operator);
}

/** Provider and claim of a condition key, e.g. `gitlab.com:sub`. */
function split(key: string): [claim: string, host: string] {
  const colon = key.lastIndexOf(":");
  return [key.slice(colon + 1), key.slice(0, colon)];
}

function isExact(value: Plain): boolean {
  return typeof value === "string" && value !== "" && !/[*?]/.test(literal(value));
}

/** Whether a value of a claim names a subject, or at least its owner, before the first wildcard. */
function namesSubject(claim: string, host: string, value: Plain): boolean {
  if (typeof value !== "string") return false;
  // What comes before the first wildcard.
  const [head = ""] = literal(value).split(/[*?]/);
  // Everybody can choose the environment and the branch in a repository of their own, but not its owner.
  if (host === GITHUB) {
    if (claim === "sub") {
      return /(?:^|:)(?:repo|repository):[^/:]+\//.test(head) || isRepositoryId(head, value);
    }
    return claim === "repository" ? /^[^/]+\//.test(head) : claim === "repository_id" && isExact(value);
  }
  if (host === COGNITO && claim === "amr") return value === "authenticated";
  if (!subjects.includes(claim)) return false;
  if (isExact(value)) return true;
  // Service accounts of a Kubernetes cluster: the namespace. Otherwise `<kind>:<owner>:…`, e.g. `project_path:group/…`.
  return head.startsWith("system:serviceaccount:")
    ? /^system:serviceaccount:[^:]+:/.test(head)
    : /^[^:/]+[:/][^:/]+[:/]/.test(head);
}

/** A subject of GitHub by an id: `repository_owner_id:1234:…`. */
function isRepositoryId(head: string, value: string): boolean {
  const id = /(?:^|:)repository_(?:owner|owner_id|id):[^:]+(:|$)/.exec(head);
  return id !== null && (id[1] === ":" || isExact(value));
}
