import type { Cloud } from "../../local/cloud";
import { nameless, namings, ofTheAccount, UNKNOWN } from "./limits";
import { canCarryTags, previewStage, type Previewed, type PreviewedStage } from "./previews";
import { openTestCloud, removeTestCloud } from "../testing/support";

const stages = ["local", "dev", "staging", "prod"] as const;

/** Stores that are not encrypted yet, and why. Remove an entry when its store is encrypted. */
const NOT_ENCRYPTED: Readonly<Record<string, string>> = {
  "aws:sns/topic:Topic::alerts":
    "alarms can publish only to topics that are encrypted with a customer managed key",
};

describe("the stages", () => {
  const previews = new Map<string, PreviewedStage>();
  let cloud: Cloud;

  beforeAll(async () => {
    cloud = await openTestCloud();
    for (const stage of stages) previews.set(stage, await previewStage(cloud, stage));
  });
  afterAll(async () => {
    await removeTestCloud(cloud);
  });

  const of = (stage: string, type?: string): Previewed[] =>
    previews.get(stage)!.resources.filter((one) => type === undefined || one.type === type);

  /** Names of the resources that fail a check. */
  const failing = (resources: Previewed[], holds: (one: Previewed) => boolean): string[] => {
    expect(resources.length).toBeGreaterThan(0);
    return resources.filter((one) => !holds(one)).map(({ resource }) => resource);
  };

  test("have the same resources, and settings of their own", () => {
    for (const stage of stages) expect(of(stage).length).toBeGreaterThan(150);
    expect(new Set(stages.map((stage) => previews.get(stage)!.settings["logRetentionDays"]))).toEqual(
      new Set(["7", "14", "30"]),
    );
  });

  describe.each(stages)("%s", (stage) => {
    const setting = (name: string): string => previews.get(stage)!.settings[name]!;

    test("has no errors, and no policy findings at the level mandatory", () => {
      const { policies, errors } = previews.get(stage)!;
      expect({ policies, errors }).toEqual({ policies: [], errors: [] });
    });

    test("has all five tags on every resource that can have tags", () => {
      const taggable = of(stage).filter(({ type }) => canCarryTags(type));
      expect(new Set(taggable.map(({ type }) => type)).size).toBeGreaterThan(10);
      const wanted = {
        project: "sjc1990app",
        stage,
        owner: setting("owner"),
        costCentre: setting("costCentre"),
      };
      expect(
        failing(taggable, ({ inputs }) => {
          const { component, ...others } = (inputs["tags"] ?? {}) as Record<string, string>;
          return (
            component !== undefined &&
            component !== "" &&
            Object.entries(wanted).every(([key, value]) => others[key] === value)
          );
        }),
      ).toEqual([]);
    });

    test("encrypts all stores of data", () => {
      const encrypted = of(
        stage,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      );
      const buckets = new Set(encrypted.map(({ inputs }) => inputs["bucket"]));
      const checks: Record<string, (inputs: Record<string, unknown>) => boolean> = {
        "aws:dynamodb/table:Table": (inputs) =>
          (inputs["serverSideEncryption"] as { enabled?: boolean } | undefined)?.enabled === true,
        "aws:s3/bucket:Bucket": ({ bucket }) => buckets.has(bucket),
        "aws:ssm/parameter:Parameter": ({ type }) => type === "SecureString",
        "aws:sqs/queue:Queue": (inputs) =>
          inputs["sqsManagedSseEnabled"] === true || typeof inputs["kmsMasterKeyId"] === "string",
        "aws:sns/topic:Topic": (inputs) => typeof inputs["kmsMasterKeyId"] === "string",
      };
      const open = Object.entries(checks).flatMap(([type, check]) =>
        failing(of(stage, type), ({ inputs }) => check(inputs)),
      );
      expect(open.sort()).toEqual(Object.keys(NOT_ENCRYPTED).sort());
    });

    test("keeps the logs of every function for its retention period", () => {
      const groups = of(stage, "aws:cloudwatch/logGroup:LogGroup");
      const days = Number(setting("logRetentionDays"));
      expect(failing(groups, ({ inputs }) => inputs["retentionInDays"] === days)).toEqual([]);
      const names = new Set(groups.map(({ inputs }) => inputs["name"]));
      const functions = of(stage, "aws:lambda/function:Function");
      expect(failing(functions, ({ inputs }) => names.has(`/aws/lambda/${String(inputs["name"])}`))).toEqual(
        [],
      );
    });

    test("protects data when protectData is on", () => {
      const on = setting("protectData") === "true";
      const tables = of(stage, "aws:dynamodb/table:Table");
      const buckets = of(stage, "aws:s3/bucket:Bucket");
      const keys = of(stage, "aws:kms/key:Key");
      const secrets = of(stage, "aws:ssm/parameter:Parameter").filter(({ resource }) =>
        resource.endsWith("::phone"),
      );
      expect(secrets).toHaveLength(1);
      expect(failing([...tables, ...buckets, ...keys, ...secrets], ({ protect }) => protect === on)).toEqual(
        [],
      );
      expect(failing(tables, ({ inputs }) => (inputs["deletionProtectionEnabled"] ?? false) === on)).toEqual(
        [],
      );
      expect(failing(buckets, ({ inputs }) => (inputs["forceDestroy"] ?? false) === !on)).toEqual([]);
    });

    test("has point-in-time recovery of tables when it is on", () => {
      const on = setting("pointInTimeRecovery") === "true";
      expect(
        failing(of(stage, "aws:dynamodb/table:Table"), ({ inputs }) => {
          const { enabled = false } = (inputs["pointInTimeRecovery"] ?? {}) as { enabled?: boolean };
          return enabled === on;
        }),
      ).toEqual([]);
    });

    test("has alarm actions when alarms are enabled", () => {
      const on = setting("alarmsEnabled") === "true";
      const alarms = of(stage, "aws:cloudwatch/metricAlarm:MetricAlarm");
      expect(failing(alarms, ({ inputs }) => (inputs["actionsEnabled"] ?? true) === on)).toEqual([]);
    });

    test("sets the permissions boundary on roles when it is on", () => {
      const on = setting("permissionsBoundary") === "true";
      const wanted = on ? `arn:aws:iam::000000000000:policy/sjc1990app-boundary-${stage}` : undefined;
      expect(
        failing(of(stage, "aws:iam/role:Role"), ({ inputs }) => inputs["permissionsBoundary"] === wanted),
      ).toEqual([]);
    });

    test("has names that AWS accepts", () => {
      const unknown = of(stage).filter(({ type }) => namings[type] === undefined && !nameless.has(type));
      // A new type needs its limits in tests/stages/limits.ts.
      expect([...new Set(unknown.map(({ type }) => type))]).toEqual([]);
      const wrong = failing(
        of(stage).filter(({ type }) => namings[type] !== undefined),
        ({ type, inputs }) => {
          const { property, max, pattern } = namings[type]!;
          const name = inputs[property];
          return typeof name === "string" && (name === UNKNOWN || (name.length <= max && pattern.test(name)));
        },
      );
      expect(wrong).toEqual([]);
    });
  });

  test("prod notifies at 100, 150, 200 and 250 USD a month, actual and forecast, and at 10 USD a day", () => {
    const topic = (severity: string): string =>
      `arn:aws:sns:us-east-1:000000000000:sjc1990app-alerts-${severity}-prod`;
    interface Notification {
      notificationType: string;
      threshold: number;
      subscriberSnsTopicArns: string[];
    }
    const budgets = of("prod", "aws:budgets/budget:Budget").map(({ inputs }) => ({
      ...{ timeUnit: inputs["timeUnit"], limit: inputs["limitAmount"], filters: inputs["costFilters"] },
      notifications: (inputs["notifications"] as Notification[]).map(
        ({ notificationType, threshold, subscriberSnsTopicArns }) =>
          [notificationType, threshold, subscriberSnsTopicArns.join()] as const,
      ),
    }));
    const filters = [{ name: "TagKeyValue", values: ["user:stage$prod"] }];
    expect(budgets).toHaveLength(3);
    expect(budgets).toEqual(
      expect.arrayContaining([
        {
          ...{ timeUnit: "MONTHLY", limit: "200", filters },
          notifications: [
            ["ACTUAL", 100, topic("warning")],
            ["ACTUAL", 150, topic("warning")],
            ["ACTUAL", 200, topic("warning")],
            ["ACTUAL", 250, topic("critical")],
          ],
        },
        {
          ...{ timeUnit: "MONTHLY", limit: "200", filters },
          notifications: [100, 150, 200, 250].map((usd) => ["FORECASTED", usd, topic("warning")]),
        },
        {
          ...{ timeUnit: "DAILY", limit: "10", filters },
          notifications: [["ACTUAL", 10, topic("warning")]],
        },
      ]),
    );
  });

  test("change no settings of the whole account", () => {
    const found = stages.flatMap((stage) => of(stage).filter(({ type }) => ofTheAccount.has(type)));
    expect(found.map(({ resource }) => resource)).toEqual([]);
  });

  test("share no names, so that any two fit in one account and region", () => {
    const seen = new Map<string, string>();
    const shared: string[] = [];
    for (const stage of stages) {
      for (const { type, inputs, resource } of of(stage)) {
        const { property, within = [] } = namings[type] ?? { property: "" };
        const parts = [...within, property].map((one) => inputs[one] ?? "");
        // A name that contains one chosen by AWS is unique.
        if (property === "" || parts.includes(UNKNOWN)) continue;
        const name = JSON.stringify([type, ...parts]);
        const other = seen.get(name);
        if (other !== undefined && other !== stage) shared.push(`${other} and ${stage}: ${resource}`);
        seen.set(name, stage);
      }
    }
    expect(seen.size).toBeGreaterThan(500);
    expect(shared).toEqual([]);
  });
});
