/** Functions of classrooms and integrations, by their entry under `functions/`. */
export const entries = [
  "classrooms/list-classrooms",
  "classrooms/create-classroom",
  "classrooms/list-members",
  "classrooms/user-classrooms",
  "classrooms/add-user-classrooms",
  "classrooms/remove-user-classroom",
  "integrations/stats",
] as const;

/** One of {@link entries}. */
export type Entry = (typeof entries)[number];

/** What each function needs, each grant of it. The program grants the same. */
export const grants: Record<Entry, readonly (readonly [action: string, thing: string])[]> = {
  "classrooms/list-classrooms": [["dynamodb:Query", "classrooms/index/sorted"]],
  "classrooms/create-classroom": [
    ["dynamodb:PutItem", "classrooms"],
    ["dynamodb:UpdateItem", "users"],
  ],
  "classrooms/list-members": [
    ["dynamodb:Query", "user-classrooms/index/classroom"],
    ["dynamodb:BatchGetItem", "classrooms"],
    ["dynamodb:BatchGetItem", "user-classrooms"],
    ["dynamodb:BatchGetItem", "users"],
    ["dynamodb:BatchGetItem", "user-preferences"],
  ],
  "classrooms/user-classrooms": [
    ["dynamodb:Query", "user-classrooms"],
    ["dynamodb:BatchGetItem", "classrooms"],
  ],
  "classrooms/add-user-classrooms": [
    ["dynamodb:BatchGetItem", "classrooms"],
    ["dynamodb:BatchGetItem", "user-classrooms"],
    ["dynamodb:PutItem", "user-classrooms"],
    ["dynamodb:ConditionCheckItem", "users"],
    ["dynamodb:UpdateItem", "users"],
  ],
  "classrooms/remove-user-classroom": [
    ["dynamodb:DeleteItem", "user-classrooms"],
    ["dynamodb:UpdateItem", "users"],
  ],
  "integrations/stats": [["dynamodb:GetItem", "users"]],
};
