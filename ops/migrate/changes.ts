import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { toAttributes, type Attributes, type Item } from "../../functions/shared/dynamo";
import type { Change } from "./migration";

/** Where a change is written. */
export interface Target {
  TableName: string;
  Key: Attributes;
}

/** Names and values of an expression. */
class Expression {
  readonly names: Record<string, string> = {};
  private readonly values: Item = {};
  private serial = 0;

  /** The placeholder of an attribute. */
  name(attribute: string): string {
    const placeholder = `#a${String(this.serial++)}`;
    this.names[placeholder] = attribute;
    return placeholder;
  }

  /** The placeholder of a value. */
  value(value: unknown): string {
    const placeholder = `:v${String(this.serial++)}`;
    this.values[placeholder] = value;
    return placeholder;
  }

  /** As DynamoDB takes them: it refuses empty ones. */
  get placeholders() {
    const values = toAttributes(this.values);
    return {
      ...(Object.keys(this.names).length === 0 ? {} : { ExpressionAttributeNames: this.names }),
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
    };
  }
}

/** A change as part of a transaction. @throws Error for a change without a condition, or one that changes nothing. */
export function toPart(change: Change, { TableName, Key }: Target): TransactWriteItem {
  const expression = new Expression();
  const conditions = Object.entries(change.when).map(([attribute, expected]) => {
    const name = expression.name(attribute);
    return expected === undefined
      ? `attribute_not_exists(${name})`
      : `${name} = ${expression.value(expected)}`;
  });
  if (conditions.length === 0) throw new Error("a change needs a condition in `when`");
  const ConditionExpression = conditions.join(" AND ");
  if ("put" in change) {
    const Item = { ...toAttributes(change.put), ...Key };
    return { Put: { TableName, Item, ConditionExpression, ...expression.placeholders } };
  }
  if ("delete" in change)
    return { Delete: { TableName, Key, ConditionExpression, ...expression.placeholders } };
  const { set = {}, add = {}, remove = [] } = change.update;
  const clauses = [
    clause("SET", set, (name, value) => `${name} = ${expression.value(value)}`),
    clause("ADD", add, (name, value) => `${name} ${expression.value(value)}`),
    clause("REMOVE", Object.fromEntries(remove.map((attribute) => [attribute, ""])), (name) => name),
  ].filter((text) => text !== "");
  if (clauses.length === 0) throw new Error("an update needs `set`, `add` or `remove`");
  const UpdateExpression = clauses.join(" ");
  return { Update: { TableName, Key, UpdateExpression, ConditionExpression, ...expression.placeholders } };

  function clause(word: string, attributes: Item, write: (name: string, value: unknown) => string): string {
    const parts = Object.entries(attributes).map(([attribute, value]) =>
      write(expression.name(attribute), value),
    );
    return parts.length === 0 ? "" : `${word} ${parts.join(", ")}`;
  }
}

/** What a part of a transaction does, without keys and values: these may be personal data. */
export function describePart({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): string {
  const part = Put ?? Update ?? Delete ?? ConditionCheck;
  const named = (text: string): string =>
    text
      .replaceAll(/#\w+/g, (name) => part?.ExpressionAttributeNames?.[name] ?? name)
      .replaceAll(/:\w+/g, "…");
  const what = Put
    ? `PUT ${Object.keys(Put.Item ?? {})
        .sort()
        .join(", ")}`
    : Update
      ? named(Update.UpdateExpression ?? "")
      : Delete
        ? "DELETE"
        : "CHECK";
  const condition = part?.ConditionExpression;
  return `${String(part?.TableName)}: ${what}${condition === undefined ? "" : ` IF ${named(condition)}`}`;
}
