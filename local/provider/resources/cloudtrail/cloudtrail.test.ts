import {
  PutEventSelectorsCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [["cloudtrail.Trail", trailCases]]);

/** Cases of the type `Trail`. */
function trailCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.cloudTrail();
  const small = { name: "account", s3BucketName: "sjc1990app-trail" };
  return Promise.resolve([
    {
      token: "aws:cloudtrail/trail:Trail",
      small,
      large: {
        ...small,
        s3KeyPrefix: "trail",
        cloudWatchLogsGroupArn: "arn:aws:logs:us-east-1:000000000000:log-group:trail:*",
        cloudWatchLogsRoleArn: "arn:aws:iam::000000000000:role/trail",
        enableLogFileValidation: true,
        enableLogging: false,
        includeGlobalServiceEvents: false,
        isMultiRegionTrail: true,
        kmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555",
        eventSelectors: [
          {
            readWriteType: "WriteOnly",
            dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3:::sjc1990app-photos/"] }],
          },
        ],
        tags: { owner: "platform" },
      },
      drift: async (Name) => {
        await client.send(new StartLoggingCommand({ Name }));
        await client.send(new UpdateTrailCommand({ Name, EnableLogFileValidation: false }));
        await client.send(
          new PutEventSelectorsCommand({ TrailName: Name, EventSelectors: [{ ReadWriteType: "ReadOnly" }] }),
        );
      },
      drifted: [
        "enableLogFileValidation",
        "enableLogging",
        "eventSelectors[0].dataResources",
        "eventSelectors[0].readWriteType",
      ],
      replaced: { name: "other" },
    },
  ]);
}
