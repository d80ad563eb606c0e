import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow, type Grant } from "../lib/iam";
import { arns, physicalName } from "../lib/names";

/** A key attribute: its name, and whether it is a string (S) or a number (N). */
export interface Attribute {
  name: string;
  type: "S" | "N";
}

/** A global secondary index. */
export interface IndexArgs {
  /** Partition key. */
  hashKey: Attribute;
  /** Sort key, where entries of one partition are ordered. */
  rangeKey?: Attribute;
  /** Attributes that the index holds beside the keys. Default: all. An empty list: keys only. */
  project?: readonly string[];
}

/** What a {@link Table} needs. Billing is on demand; encryption is on. */
export interface TableArgs {
  /** Partition key. */
  hashKey: Attribute;
  /** Sort key, where items of one partition are ordered. */
  rangeKey?: Attribute;
  /** Secondary indexes by name; each projects only what its access pattern reads. */
  indexes?: Readonly<Record<string, IndexArgs>>;
  /** Attribute that holds the expiry in epoch seconds. Default: items never expire. */
  ttlAttribute?: string;
  /** Whether changes are streamed, old and new item, to a function. Default: they are not. */
  stream?: boolean;
}

/** A DynamoDB table named `sjc1990app-<name>-<stage>`, with typed grants. */
export class Table extends pulumi.ComponentResource {
  /** The physical name, known before the table exists. */
  readonly tableName: string;
  readonly table: aws.dynamodb.Table;
  readonly grants: TableGrants;

  constructor(name: string, args: TableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:data:Table", name, {}, opts);
    const stage = currentStage();
    this.tableName = physicalName(name, stage);
    const indexes = Object.entries(args.indexes ?? {});

    this.table = new aws.dynamodb.Table(
      name,
      {
        name: this.tableName,
        billingMode: "PAY_PER_REQUEST",
        hashKey: args.hashKey.name,
        ...(args.rangeKey === undefined ? {} : { rangeKey: args.rangeKey.name }),
        attributes: keyAttributes(args),
        ...(indexes.length === 0 ? {} : { globalSecondaryIndexes: indexes.map(secondaryIndex) }),
        ...(args.ttlAttribute === undefined
          ? {}
          : { ttl: { attributeName: args.ttlAttribute, enabled: true } }),
        ...(args.stream === true ? { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" } : {}),
        pointInTimeRecovery: { enabled: stage.pointInTimeRecovery },
        serverSideEncryption: { enabled: true },
        deletionProtectionEnabled: stage.protectData,
      },
      { parent: this, protect: stage.protectData },
    );
    this.grants = new TableGrants(name, this.tableName, Object.keys(args.indexes ?? {}));
    this.registerOutputs({ name: this.table.name });
  }
}

/** What a function may do with a table. Each grant names its action and the table or index, nothing else. */
export class TableGrants {
  readonly #arns: ReturnType<typeof arns>;

  constructor(
    private readonly name: string,
    private readonly tableName: string,
    private readonly indexes: readonly string[],
  ) {
    this.#arns = arns(currentStage());
  }

  /** Reads one item by its key. */
  getItem(): Grant {
    return this.#on("dynamodb:GetItem");
  }

  /** Reads up to 100 items by their keys in one call. */
  batchGetItem(): Grant {
    return this.#on("dynamodb:BatchGetItem");
  }

  /** Writes a whole item, alone or in a transaction. */
  putItem(): Grant {
    return this.#on("dynamodb:PutItem");
  }

  /** Changes an item, alone or in a transaction. */
  updateItem(): Grant {
    return this.#on("dynamodb:UpdateItem");
  }

  /** Removes an item, alone or in a transaction. */
  deleteItem(): Grant {
    return this.#on("dynamodb:DeleteItem");
  }

  /** Holds an item against a condition in a transaction, without changing it. */
  conditionCheckItem(): Grant {
    return this.#on("dynamodb:ConditionCheckItem");
  }

  /**
   * Reads a range of items of one partition, of the table or of one index.
   * @throws Error when the table has no such index.
   */
  query(index?: string): Grant {
    if (index === undefined) return this.#on("dynamodb:Query");
    if (!this.indexes.includes(index)) throw new Error(`the table ${this.name} has no index ${index}`);
    return this.#grant("dynamodb:Query", this.#arns.tableIndex(this.tableName, index));
  }

  #on(action: string): Grant {
    return this.#grant(action, this.#arns.table(this.tableName));
  }

  #grant(action: string, resource: string): Grant {
    return {
      statements: [allow(action, resource)],
      environment: { [`${this.name.replaceAll("-", "_").toUpperCase()}_TABLE`]: this.tableName },
    };
  }
}

/** Attributes are declared for keys only, each once. */
function keyAttributes(args: TableArgs): Attribute[] {
  const keys = [args, ...Object.values(args.indexes ?? {})].flatMap(({ hashKey, rangeKey }) =>
    rangeKey === undefined ? [hashKey] : [hashKey, rangeKey],
  );
  const byName = new Map(keys.map((key) => [key.name, key]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function secondaryIndex([name, { hashKey, rangeKey, project }]: [string, IndexArgs]) {
  return {
    name,
    keySchemas: [
      { attributeName: hashKey.name, keyType: "HASH" },
      ...(rangeKey === undefined ? [] : [{ attributeName: rangeKey.name, keyType: "RANGE" }]),
    ],
    ...(project === undefined
      ? { projectionType: "ALL" }
      : project.length === 0
        ? { projectionType: "KEYS_ONLY" }
        : { projectionType: "INCLUDE", nonKeyAttributes: [...project] }),
  };
}
