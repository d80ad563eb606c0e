import * as logger from "@aws-lambda-powertools/logger";
import * as dynamoSdk from "@aws-sdk/client-dynamodb";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import * as sesSdk from "@aws-sdk/client-ses";
import * as snsSdk from "@aws-sdk/client-sns";
import * as sqsSdk from "@aws-sdk/client-sqs";
import * as ssmSdk from "@aws-sdk/client-ssm";
import * as dynamoUtil from "@aws-sdk/util-dynamodb";

import type * as aws from "../../shared/aws";
import type { TestCloud } from "./cloud";

/** What containers share, since nothing of it differs from one to the next and loading it takes a second. */
const libraries: Record<string, object> = {
  "@aws-lambda-powertools/logger": logger,
  "@aws-sdk/client-dynamodb": dynamoSdk,
  "@aws-sdk/client-ses": sesSdk,
  "@aws-sdk/client-sns": snsSdk,
  "@aws-sdk/client-sqs": sqsSdk,
  "@aws-sdk/client-ssm": ssmSdk,
  "@aws-sdk/util-dynamodb": dynamoUtil,
};

/** An action on a thing, e.g. `["dynamodb:PutItem", "table/users"]`, `["sqs:SendMessage", "queue"]`, `["sns:Publish", "*"]`. */
export type Grant = readonly [action: string, thing: string];

let serial = 0;

/**
 * A handler in a container of its own: its modules, its clients, and credentials that may do what is granted and
 * nothing else. The environment has to be set before.
 * @param entry under `functions/`, e.g. `notifications/deliver`.
 */
export async function container<Handler>(
  cloud: TestCloud,
  entry: string,
  grants: readonly Grant[],
): Promise<Handler> {
  const iam = new IAMClient(cloud.clientConfig);
  const UserName = `${entry.replaceAll("/", "-")}-${String(++serial)}`;
  // A policy has to have a statement; this one lets nobody do anything that needs leave.
  const Statement = [["sts:GetCallerIdentity", "*"] as const, ...grants].map(([Action, thing]) => ({
    Effect: "Allow",
    Action,
    Resource: arn(cloud, thing),
  }));
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "grants", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = {
    ...{ accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" },
  };

  let handler: Handler | undefined;
  jest.isolateModules(() => {
    for (const [name, library] of Object.entries(libraries)) jest.doMock(name, () => library);
    const { dynamoDb, ses, sns, sqs, ssm } = jest.requireActual<typeof aws>("../../shared/aws");
    for (const client of [dynamoDb, ses, sns, sqs, ssm]) {
      client.config.credentials = () => Promise.resolve(credentials);
    }
    ({ handler } = jest.requireActual<{ handler: Handler }>(`../../${entry}`));
  });
  if (handler === undefined) throw new Error(`${entry} exports no handler`);
  return handler;
}

function arn(cloud: TestCloud, thing: string): string {
  const [kind, name = "", ...rest] = thing.split("/");
  if (kind === "table") {
    const table = cloud.tables[name as keyof typeof cloud.tables];
    return ["arn:aws:dynamodb:us-east-1:000000000000:table", table, ...rest].join("/");
  }
  if (kind === "queue") {
    return `arn:aws:sqs:us-east-1:000000000000:${cloud.queueUrl.slice(cloud.queueUrl.lastIndexOf("/") + 1)}`;
  }
  if (kind === "parameter")
    return `arn:aws:ssm:us-east-1:000000000000:parameter/${[name, ...rest].join("/")}`;
  return thing;
}
