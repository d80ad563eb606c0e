/**
 * Compares the permission table with the Service Authorization Reference of AWS: the action exists, and supports the
 * resource and the condition keys. testing/service-authorization.json is an excerpt of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/: `actions` with level, resources and keys.
 */
import type { DeployPlace } from "./rule";
import { permissionTable } from "./table";
import excerpt from "./testing/service-authorization.json";

const place: DeployPlace = {
  stage: "dev",
  region: "eu-west-1",
  accountId: "111122223333",
  emailFrom: "no-reply@example.org",
  domains: { api: "api.example.org", photos: "photos.example.org", hostedZoneId: "Z1" },
};

const formats: Readonly<Record<string, string>> = excerpt.resources;
const actions = excerpt.actions as unknown as Readonly<
  Record<string, readonly [string, readonly string[], readonly string[]]>
>;

/** Patterns of the ARNs that an action supports. */
function takes(action: string): RegExp[] {
  const [service = ""] = action.split(":");
  const kinds = actions[action]?.[1] ?? [];
  return kinds.map((kind) => {
    const literal = (formats[`${service}:${kind}`] ?? "").replaceAll(/[.+?^*()|[\]\\]/g, "\\$&");
    return new RegExp(`^${literal.replaceAll(/\$\{\w+\}/g, ".+")}$`);
  });
}

const rules = Object.entries(permissionTable).flatMap(([type, permissions]) =>
  permissions.rules.flatMap((rule) =>
    [
      ...(rule.read ?? []).map((action) => [action, true] as const),
      ...(rule.write ?? []).map((action) => [action, false] as const),
    ].map(([action, reads]) => ({ type, action, reads, rule })),
  ),
);
const names: Readonly<Record<string, string>> = {
  "aws:ssm/parameter:Parameter": "/sjc1990app/dev/jwt",
  "aws:kms/alias:Alias": "alias/sjc1990app-secrets-dev",
};

test.each(rules)("$action for $type", ({ type, action, reads, rule }) => {
  expect(Object.keys(actions)).toContain(action);
  const [level = "", kinds = [], keys = []] = actions[action] ?? [];

  // Previews get the actions that read. AWS lists decryption as a write action.
  if (reads && action !== "kms:Decrypt") expect(["Read", "List"]).toContain(level);

  for (const arn of rule.on([names[type] ?? "x"], place)) {
    const taken = arn === "*" ? kinds.length === 0 : takes(action).some((format) => format.test(arn));
    expect({ arn, taken }).toEqual({ arn, taken: true });
  }

  const asked = Object.values(rule.when?.(place) ?? {}).flatMap((condition) => Object.keys(condition));
  expect(asked.map((key) => key.replace(/\/.*$/, "")).filter((key) => !keys.includes(key))).toEqual([]);
});
