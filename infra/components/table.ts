import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow, type Grant } from "../lib/iam";
import { arns, physicalName } from "../lib/names";

/** A key attribute: a string (S) or a number (N). */
interface Attribute {
  name: string;
  type: "S" | "N";
}

/** A global secondary index. */
interface IndexArgs {
  /** Partition key. */
  hashKey: Attribute;
  /** Sort key. */
  rangeKey?: Attribute;
  /** Projected attributes, in addition to the keys. Default: all. */
  project?: readonly string[];
}

/** Arguments of a {@link Table}. */
export interface TableArgs {
  /** Partition key. */
  hashKey: Attribute;
  /** Sort key. */
  rangeKey?: Attribute;
  /** Global secondary indexes by name. */
  indexes?: Readonly<Record<string, IndexArgs>>;
  /** TTL attribute, in epoch seconds. Default: items never expire. */
  ttlAttribute?: string;
  /** Streams changes, with old and new image. Default: false. */
  stream?: boolean;
}

/** The DynamoDB table `sjc1990app-<name>-<stage>`: on-demand billing, encryption at rest, typed grants. */
export class Table extends pulumi.ComponentResource {
  /** The physical name, known before the table exists. */
  readonly tableName: string;
  /** Names of the global secondary indexes. */
  readonly indexes: readonly string[];
  readonly table: aws.dynamodb.Table;
  readonly grants: TableGrants;

  constructor(name: string, args: TableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:data:Table", name, {}, opts);
    const stage = currentStage();
    this.tableName = physicalName(name, stage);
    const indexes = Object.entries(args.indexes ?? {});
    this.indexes = indexes.map(([index]) => index);

    this.table = new aws.dynamodb.Table(
      name,
      {
        name: this.tableName,
        billingMode: "PAY_PER_REQUEST",
        hashKey: args.hashKey.name,
        rangeKey: args.rangeKey?.name,
        attributes: keyAttributes(args),
        ...(indexes.length === 0 ? {} : { globalSecondaryIndexes: indexes.map(secondaryIndex) }),
        ttl:
          args.ttlAttribute === undefined ? undefined : { attributeName: args.ttlAttribute, enabled: true },
        ...(args.stream === true ? { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" } : {}),
        pointInTimeRecovery: { enabled: stage.pointInTimeRecovery },
        // The key alias/aws/dynamodb, so that CloudTrail records its use. Without it, DynamoDB uses a key of its own that
        // costs nothing; this one costs 0.03 USD per 10,000 requests to KMS, of which DynamoDB makes few: it caches keys.
        serverSideEncryption: { enabled: true },
        deletionProtectionEnabled: stage.protectData,
      },
      { parent: this, protect: stage.protectData },
    );
    this.grants = new TableGrants(name, this.tableName, this.indexes, this.table);
    this.registerOutputs({ name: this.table.name });
  }
}

/** Limits a grant to partitions: a value of the partition key, or a beginning of it and `*`. Default: all. */
interface Partitions {
  partitions: string;
}

/** Grants of one action on the table or one of its indexes. They set the variable `<NAME>_TABLE`. */
class TableGrants {
  readonly #arns: ReturnType<typeof arns>;

  constructor(
    private readonly name: string,
    private readonly tableName: string,
    private readonly indexes: readonly string[],
    private readonly table: aws.dynamodb.Table,
  ) {
    this.#arns = arns(currentStage());
  }

  /** Reads one item. */
  getItem(only?: Partitions): Grant {
    return this.#on("dynamodb:GetItem", only);
  }

  /** Reads up to 100 items in one call. */
  batchGetItem(): Grant {
    return this.#on("dynamodb:BatchGetItem");
  }

  /** Writes a whole item, also in a transaction. */
  putItem(only?: Partitions): Grant {
    return this.#on("dynamodb:PutItem", only);
  }

  /** Updates an item, also in a transaction. */
  updateItem(): Grant {
    return this.#on("dynamodb:UpdateItem");
  }

  /** Deletes an item, also in a transaction. */
  deleteItem(only?: Partitions): Grant {
    return this.#on("dynamodb:DeleteItem", only);
  }

  /** Checks a condition on an item in a transaction. */
  conditionCheckItem(): Grant {
    return this.#on("dynamodb:ConditionCheckItem");
  }

  /**
   * Reads items of one partition, from the table or an index.
   * @param from name of the index, or partitions of the table. Default: all of the table.
   * @throws Error if the table has no such index.
   */
  query(from?: string | Partitions): Grant {
    if (typeof from !== "string") return this.#on("dynamodb:Query", from);
    const index = from;
    if (!this.indexes.includes(index)) throw new Error(`the table ${this.name} has no index ${index}`);
    return this.#grant("dynamodb:Query", this.#arns.tableIndex(this.tableName, index));
  }

  /** Needed by the function of a {@link StreamSubscription}. Sets no environment variable. */
  readStream(): Grant {
    const actions = [
      "dynamodb:DescribeStream",
      "dynamodb:GetRecords",
      "dynamodb:GetShardIterator",
      "dynamodb:ListStreams",
    ];
    return {
      statements: [allow(actions, this.#arns.tableStreams(this.tableName))],
      environment: {},
      resources: [this.table],
    };
  }

  #on(action: string, only?: Partitions): Grant {
    return this.#grant(action, this.#arns.table(this.tableName), only);
  }

  #grant(action: string, resource: string, only?: Partitions): Grant {
    const statement = allow(action, resource);
    return {
      statements: [
        only === undefined
          ? statement
          : {
              ...statement,
              Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [only.partitions] } },
            },
      ],
      environment: { [`${this.name.replaceAll("-", "_").toUpperCase()}_TABLE`]: this.tableName },
      resources: [this.table],
    };
  }
}

/** DynamoDB declares key attributes only, each once. */
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
      : { projectionType: "INCLUDE", nonKeyAttributes: [...project] }),
  };
}
