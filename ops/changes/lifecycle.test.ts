import { judged, step, type Change } from "./testing/steps";

const rules = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const versioning = "aws:s3/bucketVersioning:BucketVersioning";

const expire = (prefix: string, days: number, more: object = {}) => ({
  ...{ status: "Enabled", filter: { prefix }, expiration: { days } },
  ...more,
});
const old = (noncurrentDays: number, newerNoncurrentVersions?: number) => ({
  ...{ status: "Enabled", filter: { prefix: "" } },
  noncurrentVersionExpiration: { noncurrentDays, newerNoncurrentVersions },
});

describe("rules that delete more are refused:", () => {
  test.each<[string, string, Change, RegExp]>([
    [
      "objects that expire after a day",
      rules,
      { before: { rules: [] }, after: { rules: [expire("tmp/", 1)] } },
      /lose objects below tmp\/ after 1 day\./,
    ],
    [
      "first rules for an existing bucket",
      rules,
      { after: { rules: [expire("", 30)] } },
      /would be created, and lose objects after 30 days/,
    ],
    [
      "rules for more objects",
      rules,
      { before: { rules: [expire("a/b/", 9)] }, after: { rules: [expire("a/", 9)] } },
      /below a\//,
    ],
    [
      "rules for objects of every size",
      rules,
      {
        before: { rules: [expire("", 9, { filter: { objectSizeGreaterThan: 5 } })] },
        after: { rules: [expire("", 9)] },
      },
      /objects after 9 days/,
    ],
    ["an earlier end", rules, { before: { rules: [old(30)] }, after: { rules: [old(1)] } }, /old versions/],
    [
      "fewer old versions",
      rules,
      { before: { rules: [old(30, 5)] }, after: { rules: [old(30, 1)] } },
      /old versions after 30 days/,
    ],
    [
      "a rule that is turned on",
      rules,
      {
        before: { rules: [expire("", 9, { status: "Disabled" })] },
        after: { rules: [expire("", 9)] },
      },
      /objects after 9 days/,
    ],
    [
      "rules in the bucket itself",
      "aws:s3/bucket:Bucket",
      { before: {}, after: { lifecycleRules: [{ enabled: true, expiration: { days: 1 } }] } },
      /objects after 1 day/,
    ],
  ])("%s", (_, type, change, expected) => {
    expect(judged(step(type, change)).problems).toEqual([expect.stringMatching(expected)]);
  });
});

describe("nothing is reported for", () => {
  test.each<[string, string, Change]>([
    [
      "a rule that is divided",
      rules,
      { before: { rules: [expire("a/", 9)] }, after: { rules: [expire("a/b/", 9), expire("a/c/", 30)] } },
    ],
    ["removed rules", rules, { before: { rules: [expire("", 1)] } }],
    [
      "transitions and unfinished uploads",
      rules,
      {
        before: { rules: [] },
        after: {
          rules: [
            {
              ...{ status: "Enabled", filter: { prefix: "" }, transitions: [{ days: 1 }] },
              ...{ abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } },
              expiration: { expiredObjectDeleteMarker: true },
            },
          ],
        },
      },
    ],
  ])("%s", (_, type, change) => {
    const { problems, notes } = judged(step(type, change));
    expect([...problems, ...notes]).toEqual([]);
  });

  test("rules and versioning of a bucket that is created or deleted with them", () => {
    const made = step("aws:s3/bucket:Bucket", { name: "photos", after: {} });
    const first = step(rules, { after: { rules: [expire("", 1)] } });
    expect(judged(first, made)).toMatchObject({ problems: [], notes: [] });
    const gone = step("aws:s3/bucket:Bucket", { name: "photos", before: {} });
    const status = step(versioning, { before: { versioningConfiguration: { status: "Enabled" } } });
    expect(judged(status, gone).notes).toEqual([]);
  });
});
