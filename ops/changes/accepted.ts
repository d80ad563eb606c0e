/** An intended loss: the only way to delete stored data. */
export interface AcceptedChange {
  /** `<type token>::<logical name>` of the resource, exactly, e.g. `aws:sqs/queue:Queue::notifications`. */
  resource: string;
  change: "replace" | "delete" | "update" | "create";
  /** Why, and what happens to its contents. */
  reason: string;
  /** Version of the program (package.json) with the change. Entries of other versions are stale. */
  version: string;
  /** Stages it applies to. Default: all. */
  stages?: readonly string[];
}

/**
 * All accepted losses of the current version. Remove them when the version is raised: stale entries fail every rehearsal
 * of an upgrade.
 */
export const accepted: readonly AcceptedChange[] = [
  {
    resource: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration::photos-lifecycle",
    change: "update",
    reason:
      "Uploads get a folder of their own, uploads/, which is emptied after a day. No existing photo is in it.",
    version: "0.1.0",
  },
];
