/** IAM checks of batches, as AWS makes them. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { GetParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { silentProgress as progress } from "../../common/progress";
import { resetEmulator, startEmulator } from ".";

const root = fs.mkdtempSync(path.join(os.tmpdir(), "emulator-"));
const dir = path.join(root, "emulator");
let config: { endpoint: string; region: string };
const asRoot = { accessKeyId: "test", secretAccessKey: "test" };

beforeAll(async () => {
  const { endpoint } = await startEmulator({ dir, port: 4738, progress });
  config = { endpoint, region: "us-east-1" };
});
afterAll(async () => {
  await resetEmulator({ dir, progress });
  fs.rmSync(root, { recursive: true });
});

/** Credentials that allow one action on these resources. */
async function allowed(UserName: string, Action: string, Resource: string[]) {
  const iam = new IAMClient({ ...config, credentials: asRoot });
  await iam.send(new CreateUserCommand({ UserName }));
  const Statement = [{ Effect: "Allow", Action, Resource }];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "p", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

test("GetParameters needs its permission for each parameter", async () => {
  const ssm = new SSMClient({ ...config, credentials: asRoot });
  for (const Name of ["/a", "/b"]) {
    await ssm.send(new PutParameterCommand({ Name, Value: `value of ${Name}`, Type: "SecureString" }));
  }
  const arn = (name: string) => `arn:aws:ssm:us-east-1:000000000000:parameter/${name}`;
  const get = async (user: string, resources: string[], ...Names: string[]) => {
    const credentials = await allowed(user, "ssm:GetParameters", resources);
    const { Parameters } = await new SSMClient({ ...config, credentials }).send(
      new GetParametersCommand({ Names, WithDecryption: true }),
    );
    return Parameters?.map(({ Value }) => Value);
  };
  expect(await get("both", [arn("a"), arn("b")], "/a", "/b")).toEqual(["value of /a", "value of /b"]);
  expect(await get("one", [arn("a")], "/a")).toEqual(["value of /a"]);
  await expect(get("first", [arn("a")], "/a", "/b")).rejects.toThrow("not authorized");
  await expect(get("second", [arn("b")], "/a", "/b")).rejects.toThrow("not authorized");
});

test("the permission of an action of SQS covers its batch, on that queue only", async () => {
  const sqs = new SQSClient({ ...config, credentials: asRoot });
  for (const QueueName of ["mine", "other"]) await sqs.send(new CreateQueueCommand({ QueueName }));
  const credentials = await allowed("sender", "sqs:SendMessage", ["arn:aws:sqs:us-east-1:000000000000:mine"]);
  const sender = new SQSClient({ ...config, credentials });
  const url = (queue: string) => `${config.endpoint}/000000000000/${queue}`;
  const Entries = [{ Id: "0", MessageBody: "hello" }];
  const send = (queue: string) => sender.send(new SendMessageBatchCommand({ QueueUrl: url(queue), Entries }));
  expect((await send("mine")).Successful).toHaveLength(1);
  await expect(send("other")).rejects.toThrow("not authorized");
  const remove = new DeleteMessageBatchCommand({
    QueueUrl: url("mine"),
    Entries: [{ Id: "0", ReceiptHandle: "r" }],
  });
  await expect(sender.send(remove)).rejects.toThrow("not authorized");
});
