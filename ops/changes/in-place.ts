import { newExpiries } from "./lifecycle";
import { resourceOf, type PreviewStep, type StepState } from "./preview";
import { isSecretParameter, keysOfData } from "./stateful";

/** What a change does to data or users although the resource stays. */
export interface Effects {
  /** Stored data that is deleted, or can no longer be read: the change is refused. Continues "and lose …". */
  losses: string[];
  /** Anything else that a reader of the preview should know. Follows the resource's name. */
  reports: string[];
}

type Inputs = Readonly<Record<string, unknown>>;
type Reader = (before: Inputs, after: Inputs) => Partial<Effects>;

/** A period after which a service deletes data. */
interface Retention {
  property: string;
  unit: "day" | "hour" | "second";
  /** The period if the property is not set. */
  unset: number;
  /** What is deleted when it ends. */
  what: string;
}

const retentions: Readonly<Record<string, Retention>> = {
  "aws:cloudtrail/eventDataStore:EventDataStore": days("retentionPeriod", 2555, "its audit events"),
  "aws:cloudwatch/eventArchive:EventArchive": days("retentionDays", Infinity, "its events"),
  "aws:cloudwatch/logGroup:LogGroup": days("retentionInDays", Infinity, "its logs"),
  "aws:docdb/cluster:Cluster": days("backupRetentionPeriod", 1, "its backups"),
  "aws:elasticache/replicationGroup:ReplicationGroup": days("snapshotRetentionLimit", 0, "its backups"),
  "aws:kinesis/stream:Stream": { property: "retentionPeriod", unit: "hour", unset: 24, what: "its records" },
  "aws:memorydb/cluster:Cluster": days("snapshotRetentionLimit", 0, "its backups"),
  "aws:neptune/cluster:Cluster": days("backupRetentionPeriod", 1, "its backups"),
  "aws:rds/cluster:Cluster": days("backupRetentionPeriod", 1, "its backups"),
  "aws:rds/instance:Instance": days("backupRetentionPeriod", 0, "its backups"),
  "aws:redshift/cluster:Cluster": days("automatedSnapshotRetentionPeriod", 1, "its backups"),
  "aws:sqs/queue:Queue": {
    ...{ property: "messageRetentionSeconds", unit: "second", unset: 345_600 },
    what: "its waiting messages",
  },
};

const readers: Readonly<Record<string, Reader>> = {
  "aws:cloudtrail/trail:Trail": ({ enableLogging: before }, { enableLogging: after }) =>
    before !== false && after === false ? { reports: ["records no more audit events"] } : {},
  "aws:dynamodb/table:Table": tableEffects,
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": ({ policy: before }, { policy: after }) =>
    after !== undefined && before !== after ? { losses: ["the images that its rules expire"] } : {},
  "aws:kms/key:Key": ({ isEnabled: before }, { isEnabled: after }) =>
    before !== false && after === false
      ? { losses: ["access to everything encrypted with it, until it is enabled again"] }
      : {},
  "aws:s3/bucket:Bucket": bucketEffects,
  "aws:s3/bucketV2:BucketV2": bucketEffects,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycleEffects,
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": lifecycleEffects,
  "aws:s3/bucketVersioning:BucketVersioning": versioningEffects,
  "aws:s3/bucketVersioningV2:BucketVersioningV2": versioningEffects,
};

/** Settings of another resource, and the property that names it. Without the settings, the default of AWS applies. */
const settings: Readonly<Record<string, string>> = {
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": "repository",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "bucket",
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": "bucket",
  "aws:s3/bucketVersioning:BucketVersioning": "bucket",
  "aws:s3/bucketVersioningV2:BucketVersioningV2": "bucket",
};

/** The types that are checked, for a test. */
export const effectTypes = [...Object.keys(readers), ...Object.keys(retentions), ...Object.keys(settings)];

/** Effects of a step that keeps the data store: an update, or the creation or deletion of settings of it. */
export function effectsOf(step: PreviewStep, steps: readonly PreviewStep[]): Effects {
  const type = step.newState?.type ?? step.oldState?.type ?? "";
  const effects = [secretEffects(step)];
  if (step.op === "delete" || step.op === "replace") effects.push(interruption(step.oldState));
  if (step.op === "update" || hasOwner(step, type, steps)) {
    const before = step.oldState?.inputs ?? {};
    const after = step.op === "delete" ? {} : (step.newState?.inputs ?? {});
    effects.push(readers[type]?.(before, after) ?? {}, retentionEffects(retentions[type], before, after));
  }
  return {
    losses: effects.flatMap(({ losses = [] }) => losses),
    reports: effects.flatMap(({ reports = [] }) => reports),
  };
}

/** Whether a step changes the settings of a resource that exists before and after. */
function hasOwner({ oldState, newState }: PreviewStep, type: string, steps: readonly PreviewStep[]): boolean {
  const property = settings[type];
  if (property === undefined) return false;
  const owners = (newState ?? oldState)?.propertyDependencies?.[property] ?? [];
  return !steps.some(({ op, urn }) => ["create", "delete"].includes(op) && owners.includes(urn));
}

/** Resources that hold no data, but stand between it and its readers. */
function interruption(state: StepState | undefined): Partial<Effects> {
  if (state?.type === "aws:sns/topicSubscription:TopicSubscription")
    return { reports: ["receives no more messages; an e-mail address must confirm a new subscription"] };
  // A queue keeps its messages for the next mapping.
  return state?.type === "aws:lambda/eventSourceMapping:EventSourceMapping" &&
    state.inputs?.["startingPosition"] !== undefined
    ? { reports: ["loses its position in the stream; a new mapping begins at its startingPosition"] }
    : {};
}

/** The value of a secret is masked in a preview, so that only the list of changed properties shows a change. */
function secretEffects({
  op,
  urn,
  oldState,
  newState,
  detailedDiff,
  diffReasons,
}: PreviewStep): Partial<Effects> {
  if (oldState === undefined || !isSecretParameter(oldState)) return {};
  if (op === "delete") return { losses: ["its value, and everything encrypted or signed with it"] };
  const changed = new Set([...Object.keys(detailedDiff ?? {}), ...(diffReasons ?? [])]);
  const values = ["value", "valueWo", "valueWoVersion"];
  if (newState === undefined || !values.some((property) => changed.has(property))) return {};
  const orphaned = keysOfData[resourceOf(urn)];
  return orphaned === undefined
    ? { reports: ["has a new value: what was encrypted or signed with the old one is not valid afterwards"] }
    : { losses: [orphaned] };
}

function retentionEffects(retention: Retention | undefined, before: Inputs, after: Inputs): Partial<Effects> {
  if (retention === undefined) return {};
  const { property, unit, unset, what } = retention;
  const [old = unset, next = unset] = [before, after].map((inputs) => periodOf(inputs[property], unset));
  return next < old ? { losses: [`${what} older than ${String(next)} ${unit}s`] } : {};
}

/** CloudWatch has 0 for "never", other services for "none". */
function periodOf(value: unknown, unset: number): number {
  if (typeof value !== "number") return unset;
  return value === 0 && unset === Infinity ? Infinity : value;
}

function tableEffects(before: Inputs, after: Inputs): Partial<Effects> {
  const [oldTtl, ttl] = [ttlOf(before), ttlOf(after)];
  const [oldWindow, window] = [recoveryDays(before), recoveryDays(after)];
  const indexes = named(after["globalSecondaryIndexes"], "name");
  const changed = [...named(before["globalSecondaryIndexes"], "name")].filter(
    ([name, keys]) => indexes.get(name) !== keys,
  );
  const replicas = named(after["replicas"], "regionName");
  const lostReplicas = [...named(before["replicas"], "regionName").keys()].filter(
    (one) => !replicas.has(one),
  );
  return {
    losses: [
      ...(ttl !== undefined && ttl !== oldTtl ? [`all items whose ${ttl} is in the past`] : []),
      ...(window < oldWindow ? [`point-in-time backups older than ${String(window)} days`] : []),
    ],
    reports: [
      ...changed.map(([name]) =>
        indexes.has(name)
          ? `builds its index ${name} again: queries fail until it is complete`
          : `loses its index ${name}: deploy functions that no longer query it first`,
      ),
      ...lostReplicas.map((region) => `loses its replica in ${region}`),
      ...(before["streamEnabled"] === true && after["streamEnabled"] !== true
        ? ["loses the records of its stream that are not processed yet"]
        : []),
    ],
  };
}

function ttlOf(inputs: Inputs): string | undefined {
  const { attributeName, enabled } = fieldsOf(inputs["ttl"]);
  return enabled === true && typeof attributeName === "string" ? attributeName : undefined;
}

/** Days that point-in-time recovery reaches back. */
function recoveryDays(inputs: Inputs): number {
  const { enabled, recoveryPeriodInDays } = fieldsOf(inputs["pointInTimeRecovery"]);
  return enabled === true ? periodOf(recoveryPeriodInDays, 35) : 0;
}

/** Items of a list by name, with their keys and projection as text. */
function named(list: unknown, property: string): Map<string, string> {
  const items = (Array.isArray(list) ? list : []).map(fieldsOf);
  return new Map(
    items.flatMap((item) => {
      const { hashKey, rangeKey, keySchemas, projectionType, nonKeyAttributes } = item;
      const name = item[property];
      const content = [hashKey, rangeKey, keySchemas, projectionType, nonKeyAttributes];
      return typeof name === "string" ? [[name, JSON.stringify(content)] as const] : [];
    }),
  );
}

function bucketEffects(before: Inputs, after: Inputs): Partial<Effects> {
  const { losses = [] } = lifecycleEffects(
    { rules: before["lifecycleRules"] },
    { rules: after["lifecycleRules"] },
  );
  const on = (inputs: Inputs): Inputs => ({
    versioningConfiguration: { status: fieldsOf(inputs["versioning"])["enabled"] === true ? "Enabled" : "" },
  });
  return { losses, ...versioningEffects(on(before), on(after)) };
}

function lifecycleEffects({ rules: before }: Inputs, { rules: after }: Inputs): Partial<Effects> {
  return { losses: newExpiries(before, after) };
}

function versioningEffects(before: Inputs, after: Inputs): Partial<Effects> {
  const enabled = ({ versioningConfiguration }: Inputs): boolean =>
    fieldsOf(versioningConfiguration)["status"] === "Enabled";
  return enabled(before) && !enabled(after)
    ? { reports: ["keeps no old versions: an overwritten or deleted object is lost"] }
    : {};
}

function days(property: string, unset: number, what: string): Retention {
  return { property, unit: "day", unset, what };
}

function fieldsOf(value: unknown): Inputs {
  return typeof value === "object" && value !== null ? (value as Inputs) : {};
}
