import type { RegisteredResource } from "./inventory";

interface Granting {
  Action?: string | string[];
  Principal?: { AWS?: string | string[] };
}

/** Actions of the program's roles, from their own policies and from key policies. */
export function roleActions(registered: readonly RegisteredResource[]): readonly string[] {
  const actions = registered.flatMap(({ type, inputs }) => {
    if (type === "aws:iam/rolePolicy:RolePolicy") return granting(inputs["policy"]);
    if (type !== "aws:kms/keyPolicy:KeyPolicy") return [];
    return granting(inputs["policy"]).filter(({ Principal }) =>
      [Principal?.AWS ?? []].flat().some((arn) => arn.includes(":role/")),
    );
  });
  return [...new Set(actions.flatMap(({ Action = [] }) => [Action].flat()))].sort();
}

function granting(document: unknown): Granting[] {
  if (typeof document !== "string") throw new Error("a policy is unknown at preview");
  const { Statement } = JSON.parse(document) as { Statement: (Granting & { Effect: string })[] };
  return Statement.filter(({ Effect }) => Effect === "Allow");
}
