import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

import { newId } from "../../../functions/shared/ids";
import { newPhotoKey } from "../../../functions/shared/photos";
import { bucketName, parameterName, physicalName } from "../../../infra/lib/names";
import type { Stage } from "../../stages/stage";

/** Makes what a former version of a stage may have left behind. @returns the names. */
export async function leaveRemains({ aws, place }: Stage, suffix = newId("ses").slice(4)) {
  const names = {
    photo: newPhotoKey("profiles", newId("usr"), "image/png"),
    upload: newPhotoKey("uploads", newId("usr"), "image/png"),
    table: physicalName(`former-${suffix}`, place),
    logGroup: `/aws/lambda/${physicalName(`former-${suffix}`, place)}`,
    parameter: parameterName(`former-${suffix}`, place),
  };
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  const Bucket = bucketName("photos", place);
  for (const Key of [names.photo, names.upload])
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "photo" }));
  await createTable(new DynamoDBClient(aws), names.table);
  await new CloudWatchLogsClient(aws).send(new CreateLogGroupCommand({ logGroupName: names.logGroup }));
  await new SSMClient(aws).send(
    new PutParameterCommand({ Name: names.parameter, Value: "x", Type: "String" }),
  );
  return names;
}

/** A table with one key. */
export async function createTable(
  client: DynamoDBClient,
  TableName: string,
  key = "id",
  options: { DeletionProtectionEnabled?: boolean } = {},
): Promise<void> {
  await client.send(
    new CreateTableCommand({
      ...options,
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
    }),
  );
}
