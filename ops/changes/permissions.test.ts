import { permissionChanges } from "./permissions";
import type { PreviewStep } from "./preview";

const urn = (type: string, name: string): string => `urn:pulumi:dev::sjc1990app::x$${type}::${name}`;
const role = urn("aws:iam/role:Role", "erase-role");

function policy(statements: object[]): Record<string, unknown> {
  return { policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) };
}

function update(
  type: string,
  before: object | undefined,
  after: object | undefined,
  made: object = {},
): PreviewStep {
  const state = (inputs: object) => ({
    type,
    inputs: inputs as Record<string, unknown>,
    propertyDependencies: made as Record<string, string[]>,
  });
  return {
    op: before === undefined ? "create" : after === undefined ? "delete" : "update",
    urn: urn(type, "thing"),
    ...(before === undefined ? {} : { oldState: state(before) }),
    ...(after === undefined ? {} : { newState: state(after) }),
  };
}

const get = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "arn:t" };
const put = { Effect: "Allow", Action: "dynamodb:PutItem", Resource: "arn:t" };

test("an added or removed action on a resource is reported for the role", () => {
  const step = update("aws:iam/rolePolicy:RolePolicy", policy([get]), policy([put]), { role: [role] });
  expect(permissionChanges([step])).toEqual([
    {
      holder: "erase-role",
      kind: "policy",
      added: ["Allow dynamodb:PutItem on arn:t"],
      removed: ["Allow dynamodb:GetItem on arn:t"],
    },
  ]);
});

test("equivalent statements are no change", () => {
  const both = { Effect: "Allow", Action: ["dynamodb:PutItem", "dynamodb:GetItem"], Resource: ["arn:t"] };
  expect(
    permissionChanges([update("aws:iam/rolePolicy:RolePolicy", policy([get, put]), policy([both]))]),
  ).toEqual([]);
});

test("a policy that moves to another resource is no change of the role", () => {
  const moved = [
    update("aws:iam/rolePolicy:RolePolicy", policy([get]), undefined, { role: [role] }),
    update("aws:iam/rolePolicy:RolePolicy", undefined, policy([get]), { role: [role] }),
  ];
  expect(permissionChanges(moved)).toEqual([]);
});

test("a removed condition is a change", () => {
  const bound = { ...get, Condition: { StringEquals: { "aws:SourceAccount": "1" } } };
  expect(
    permissionChanges([update("aws:iam/rolePolicy:RolePolicy", policy([bound]), policy([get]))]),
  ).toMatchObject([
    {
      added: ["Allow dynamodb:GetItem on arn:t"],
      removed: ['Allow dynamodb:GetItem on arn:t if {"StringEquals":{"aws:SourceAccount":"1"}}'],
    },
  ]);
});

test("trust, boundary and permissions of a role are reported apart", () => {
  const trust = (service: string) =>
    JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
    });
  const step = update(
    "aws:iam/role:Role",
    { assumeRolePolicy: trust("lambda.amazonaws.com"), permissionsBoundary: "arn:b" },
    { assumeRolePolicy: trust("ec2.amazonaws.com"), managedPolicyArns: ["arn:admin"] },
  );
  expect(permissionChanges([step])).toEqual([
    { holder: "thing", kind: "boundary", added: [], removed: ["bound by arn:b"] },
    { holder: "thing", kind: "policy", added: ["managed policy arn:admin"], removed: [] },
    {
      holder: "thing",
      kind: "trust",
      added: ["Allow sts:AssumeRole by Service ec2.amazonaws.com"],
      removed: ["Allow sts:AssumeRole by Service lambda.amazonaws.com"],
    },
  ]);
});

test("negative elements are reported", () => {
  const all = {
    Effect: "Deny",
    NotAction: "s3:GetObject",
    NotResource: ["arn:a", "arn:b"],
    NotPrincipal: { AWS: "1" },
  };
  const [change] = permissionChanges([update("aws:s3/bucketPolicy:BucketPolicy", undefined, policy([all]))]);
  expect(change?.added).toEqual(["Deny all but s3:GetObject on all but arn:a, arn:b by all but AWS 1"]);
});

test("a policy that the preview does not know is reported as unknown", () => {
  const step = update("aws:iam/rolePolicy:RolePolicy", undefined, {
    policy: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  });
  expect(permissionChanges([step])).toMatchObject([
    { added: [expect.stringContaining("known after the update only")] },
  ]);
  const known = update("aws:iam/rolePolicy:RolePolicy", policy([get]), {
    policy: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  });
  expect(permissionChanges([known])).toMatchObject([{ removed: [] }]);
});

test("a Lambda permission is reported", () => {
  const inputs = {
    action: "lambda:InvokeFunction",
    principal: "s3.amazonaws.com",
    function: "f",
    sourceArn: "arn:b",
  };
  expect(permissionChanges([update("aws:lambda/permission:Permission", inputs, undefined)])).toMatchObject([
    { removed: ["Allow lambda:InvokeFunction on f by s3.amazonaws.com from arn:b"] },
  ]);
});
