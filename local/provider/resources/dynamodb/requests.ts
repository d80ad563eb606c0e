import type {
  AttributeDefinition,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  Projection,
  TableDescription,
  UpdateTableCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { Value, Values } from "../resource";
import { compact, flag, needed, number, object, objects, strings, tagList, text } from "../shared";

/** The request that creates a table. */
export function tableRequest(inputs: Values): CreateTableCommandInput {
  const globals = objects(inputs, "globalSecondaryIndexes");
  const locals = objects(inputs, "localSecondaryIndexes");
  const encryption = object(inputs, "serverSideEncryption");
  const tags = tagList(inputs);
  const key = text(encryption, "kmsKeyArn");
  return {
    TableName: needed(inputs, "name"),
    AttributeDefinitions: attributeDefinitions(inputs),
    KeySchema: keySchema(inputs),
    ...throughput(inputs, false),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals.map((index) => globalIndex(index, inputs)) }),
    ...(locals.length > 0 && {
      LocalSecondaryIndexes: locals.map((index) => ({
        IndexName: needed(index, "name"),
        KeySchema: keySchema({ hashKey: inputs["hashKey"] ?? null, rangeKey: index["rangeKey"] ?? null }),
        Projection: projection(index),
      })),
    }),
    ...(flag(inputs, "streamEnabled") && {
      StreamSpecification: {
        StreamEnabled: true,
        StreamViewType: (text(inputs, "streamViewType") ?? "NEW_AND_OLD_IMAGES") as "NEW_AND_OLD_IMAGES",
      },
    }),
    ...(flag(encryption, "enabled") && {
      SSESpecification: { Enabled: true, SSEType: "KMS", ...(key !== undefined && { KMSMasterKeyId: key }) },
    }),
    ...(text(inputs, "tableClass") !== undefined && { TableClass: text(inputs, "tableClass") as "STANDARD" }),
    ...(flag(inputs, "deletionProtectionEnabled") && { DeletionProtectionEnabled: true }),
    ...(tags.length > 0 && { Tags: tags }),
  };
}

/** Attributes of keys. */
export function attributeDefinitions(inputs: Values): AttributeDefinition[] {
  return objects(inputs, "attributes").map((attribute) => ({
    AttributeName: needed(attribute, "name"),
    AttributeType: needed(attribute, "type") as "S",
  }));
}

/** Billing and capacity, of the table and (for a change) of its indexes. */
export function throughput(inputs: Values, indexes = true): Omit<UpdateTableCommandInput, "TableName"> {
  if (text(inputs, "billingMode") === "PAY_PER_REQUEST") return { BillingMode: "PAY_PER_REQUEST" };
  const globals = indexes ? objects(inputs, "globalSecondaryIndexes") : [];
  return {
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: capacity(inputs),
    ...(globals.length > 0 && {
      GlobalSecondaryIndexUpdates: globals.map((index) => ({
        Update: { IndexName: needed(index, "name"), ProvisionedThroughput: capacity(index) },
      })),
    }),
  };
}

/** The requests for a change of indexes, one index each. */
export function indexUpdates(
  old: Values,
  next: Values,
): Pick<UpdateTableCommandInput, "GlobalSecondaryIndexUpdates">[] {
  const [before, after] = [old, next].map(
    (inputs) =>
      new Map(objects(inputs, "globalSecondaryIndexes").map((index) => [needed(index, "name"), index])),
  ) as [Map<string, Values>, Map<string, Values>];
  const shape = (index: Values | undefined): string =>
    index === undefined ? "" : JSON.stringify([keySchema(index), projection(index)]);
  const removals = [...before.keys()].filter((name) => shape(before.get(name)) !== shape(after.get(name)));
  const additions = [...after.keys()].filter((name) => shape(before.get(name)) !== shape(after.get(name)));
  const onDemand = text(next, "billingMode") === "PAY_PER_REQUEST";
  const resized = [...after].filter(([name, index]) => {
    const was = before.get(name);
    return (
      !onDemand &&
      !additions.includes(name) &&
      JSON.stringify(capacity(was ?? {})) !== JSON.stringify(capacity(index))
    );
  });
  return [
    ...removals.map((name) => ({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }] })),
    ...additions.map((name) => ({
      GlobalSecondaryIndexUpdates: [{ Create: globalIndex(after.get(name) ?? {}, next) }],
    })),
    ...resized.map(([IndexName, index]) => ({
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName, ProvisionedThroughput: capacity(index) } }],
    })),
  ];
}

function globalIndex(index: Values, inputs: Values): GlobalSecondaryIndex {
  return {
    IndexName: needed(index, "name"),
    KeySchema: keySchema(index),
    Projection: projection(index),
    ...(text(inputs, "billingMode") !== "PAY_PER_REQUEST" && { ProvisionedThroughput: capacity(index) }),
  };
}

/** The key of a table or an index. An index has it as `keySchemas` or, like tables, as two attributes. */
function keySchema(inputs: Values): KeySchemaElement[] {
  const schemas = objects(inputs, "keySchemas");
  if (schemas.length > 0) {
    return schemas.map((key) => ({
      AttributeName: needed(key, "attributeName"),
      KeyType: needed(key, "keyType") as "HASH",
    }));
  }
  const range = text(inputs, "rangeKey");
  return [
    { AttributeName: needed(inputs, "hashKey"), KeyType: "HASH" },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
  ];
}

function projection(index: Values): Projection {
  const type = needed(index, "projectionType") as "INCLUDE";
  const attributes = strings(index, "nonKeyAttributes").sort();
  return { ProjectionType: type, ...(attributes.length > 0 && { NonKeyAttributes: attributes }) };
}

const capacity = (inputs: Values) => ({
  ReadCapacityUnits: number(inputs, "readCapacity") ?? 0,
  WriteCapacityUnits: number(inputs, "writeCapacity") ?? 0,
});

/** The inputs in a table's description. Includes the key only if the program chose one: the default key has an ARN, too. */
export function toInputs(table: TableDescription, last: Values | undefined): Values {
  const billingMode = table.BillingModeSummary?.BillingMode ?? "PROVISIONED";
  const encryption = table.SSEDescription;
  const encrypted = encryption?.Status === "ENABLED" || encryption?.Status === "ENABLING";
  const key =
    "kmsKeyArn" in object(last ?? {}, "serverSideEncryption") ? encryption?.KMSMasterKeyArn : undefined;
  const streams = table.StreamSpecification?.StreamEnabled ?? false;
  return compact({
    name: table.TableName,
    attributes: (table.AttributeDefinitions ?? [])
      .map(({ AttributeName = "", AttributeType = "" }) => ({ name: AttributeName, type: AttributeType }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    hashKey: keyOf(table.KeySchema, "HASH"),
    rangeKey: keyOf(table.KeySchema, "RANGE"),
    billingMode,
    readCapacity: table.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    writeCapacity: table.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    globalSecondaryIndexes: (table.GlobalSecondaryIndexes ?? []).map((index) => ({
      ...globalIndexInputs(index, last),
      readCapacity: index.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
      writeCapacity: index.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    })),
    localSecondaryIndexes: (table.LocalSecondaryIndexes ?? []).map(indexInputs),
    serverSideEncryption: {
      enabled: encrypted,
      ...(encrypted && key !== undefined ? { kmsKeyArn: key } : {}),
    },
    deletionProtectionEnabled: table.DeletionProtectionEnabled ?? false,
    streamEnabled: streams,
    streamViewType: streams ? table.StreamSpecification?.StreamViewType : undefined,
    tableClass: table.TableClassSummary?.TableClass ?? "STANDARD",
  });
}

function indexInputs(index: {
  IndexName?: string | undefined;
  KeySchema?: KeySchemaElement[] | undefined;
  Projection?: Projection | undefined;
}): Record<string, Value> {
  return compact({
    name: index.IndexName,
    rangeKey: keyOf(index.KeySchema, "RANGE"),
    projectionType: index.Projection?.ProjectionType,
    nonKeyAttributes: index.Projection?.NonKeyAttributes,
  });
}

/** In the form of the last inputs: the service returns one form only. */
function globalIndexInputs(index: GlobalSecondaryIndexDescription, last: Values | undefined): Values {
  const { rangeKey, ...rest } = indexInputs(index);
  const before = objects(last ?? {}, "globalSecondaryIndexes").find(({ name }) => name === index.IndexName);
  if (before !== undefined && "keySchemas" in before) {
    return {
      ...rest,
      keySchemas: (index.KeySchema ?? []).map(({ AttributeName = "", KeyType = "HASH" }) => ({
        attributeName: AttributeName,
        keyType: KeyType,
      })),
    };
  }
  return { ...rest, ...compact({ hashKey: keyOf(index.KeySchema, "HASH"), rangeKey }) };
}

function keyOf(schema: KeySchemaElement[] | undefined, kind: "HASH" | "RANGE"): string | undefined {
  return schema?.find(({ KeyType }) => KeyType === kind)?.AttributeName;
}
