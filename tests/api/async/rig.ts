import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, paginateScan, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import writeFileAtomic from "write-file-atomic";

import { physicalName } from "../../../infra/lib/names";
import { emulatorDir, type Cloud } from "../../../local/cloud";
import { Instance } from "../../../local/emulator/instance";
import { processIdentity, waitUntil } from "../../../local/emulator/process";
import type { Person } from "../../../ops/people";
import { rolePolicy } from "../../testing/role-policy";
import { neverQuiet, place, Stage } from "../../testing/stage";
import { clientConfig, edit, openPlatform, removeTestCloud, up } from "../../testing/support";
import type { Plan } from "./stoppable";

/** How long a test waits for asynchronous work, ms. */
const PATIENCE = 60_000;

/** A message of a queue, read without receiving it. */
export interface Held {
  id: string;
  body: string;
  receives: number;
  visible: boolean;
}

/** A user who gets SMS and e-mail. */
export type Reachable = Person & { email: string };

/** The platform on a new cloud, whose Lambda workers can be killed at any call of AWS. */
export class KillRig {
  private constructor(
    readonly cloud: Cloud,
    readonly stage: Stage,
    private readonly folder: string,
  ) {}

  /** Deploys a copy of the program whose functions stop where a test wants; its delays of fifteen minutes are a second. */
  static async open(): Promise<KillRig> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-kill-"));
    const cloud = await openPlatform();
    const functions = path.join(cloud.projectDir, "functions", "shared");
    fs.copyFileSync(path.join(__dirname, "stoppable.ts"), path.join(functions, "stoppable.ts"));
    edit(cloud.projectDir, "functions/shared/stoppable.ts", "@folder@", folder);
    for (const file of ["functions/shared/aws.ts", "functions/shared/s3.ts"]) {
      edit(cloud.projectDir, file, /new (\w+Client)\(([^;]*)\);/g, "stoppable(new $1($2));");
      edit(cloud.projectDir, file, /^/, 'import { stoppable } from "./stoppable";\n');
    }
    const consumer = "functions/shared/sqs-consumer.ts";
    edit(cloud.projectDir, consumer, "const batchItemFailures", "Records.forEach(received);\n$&");
    edit(cloud.projectDir, consumer, /^/, 'import { received } from "./stoppable";\n');
    edit(cloud.projectDir, "functions/notifications/queue.ts", "LONGEST_DELAY = 900", "LONGEST_DELAY = 1");
    await up(cloud);
    const stage = await Stage.open(cloud);
    await new SESClient(stage.config).send(
      new VerifyEmailIdentityCommand({ EmailAddress: "no-reply@example.org" }),
    );
    return new KillRig(cloud, stage, folder);
  }

  async close(): Promise<void> {
    await removeTestCloud(this.cloud);
    fs.rmSync(this.folder, { recursive: true });
  }

  get config() {
    return clientConfig(this.cloud);
  }

  /** An approved user who gets SMS and e-mail at any time. */
  async reachable(serial: number, attributes: object = {}): Promise<Reachable> {
    const email = `member-${String(serial)}@example.org`;
    const person = await this.stage.member({ email, ...attributes });
    await this.prefer(person, { enabledChannels: ["sms", "email"], quietHours: neverQuiet });
    return { ...person, email };
  }

  async prefer({ userId }: Person, preferences: object): Promise<void> {
    await this.stage.put("user-preferences", { userId, ...preferences });
  }

  /** Stops the next worker that reaches this point. @param fn e.g. `users-erase`. @param skip passes before. */
  stop(fn: string, point: string, skip = 0): void {
    const plan: Plan = { of: physicalName(fn, place), point, skip };
    writeFileAtomic.sync(path.join(this.folder, "plan"), JSON.stringify(plan));
  }

  /** Waits until a worker has stopped. @returns its process id. */
  async stopped(): Promise<number> {
    const file = path.join(this.folder, "stopped");
    await this.eventually("a worker stops", () => fs.existsSync(file));
    const pid = Number(fs.readFileSync(file, "utf8"));
    fs.rmSync(file);
    const parent = execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" });
    expect(Number(parent)).toBe(new Instance(emulatorDir(this.cloud.name)).liveRecord()?.pid);
    return pid;
  }

  /** Kills a worker with SIGKILL, by default the one that has stopped. */
  async kill(worker?: number): Promise<void> {
    const pid = worker ?? (await this.stopped());
    process.kill(pid, "SIGKILL");
    await this.eventually("the process has ended", () => processIdentity(pid) === undefined);
  }

  /** Ends the visibility timeout of all received messages. */
  async timeoutsPass(): Promise<void> {
    const sqs = new SQSClient(this.config);
    for (const name of fs.readdirSync(this.folder).filter((one) => one.startsWith("receipt-"))) {
      const file = path.join(this.folder, name);
      const { queue, receiptHandle } = JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, string>;
      fs.rmSync(file);
      const change = { QueueUrl: this.queueUrl(queue ?? ""), ReceiptHandle: receiptHandle };
      // A message that is done has been deleted.
      await sqs
        .send(new ChangeMessageVisibilityCommand({ ...change, VisibilityTimeout: 0 }))
        .catch(() => undefined);
    }
  }

  /** Ends the leases of messages that were being sent. */
  async leasesPass(): Promise<void> {
    const client = new DynamoDBClient(this.config);
    const TableName = physicalName("notifications", place);
    for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
      for (const { id, leaseUntil } of Items) {
        if (id === undefined || leaseUntil === undefined) continue;
        await client.send(
          new UpdateItemCommand({
            ...{ TableName, Key: { id }, UpdateExpression: "SET leaseUntil = :past" },
            ExpressionAttributeValues: { ":past": { N: "1" } },
          }),
        );
      }
    }
  }

  /** @param name physical. */
  queueUrl(name: string): string {
    return `${this.config.endpoint}/${place.accountId}/${name}`;
  }

  /** @param queue e.g. `notifications`. */
  async send(queue: string, message: object): Promise<void> {
    const QueueUrl = this.queueUrl(physicalName(queue, place));
    await new SQSClient(this.config).send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }),
    );
  }

  /** Invokes the digest function as EventBridge Scheduler does; the one of the local cloud fires only once. */
  async startDigest(time: string): Promise<void> {
    await new LambdaClient(this.config).send(
      new InvokeCommand({
        FunctionName: physicalName("notifications-digest", place),
        Qualifier: "live",
        InvocationType: "Event",
        Payload: JSON.stringify({ id: "e", time }),
      }),
    );
  }

  /** Waits until the local cloud has polled every queue once more: it has consumed two new messages of another one. */
  async polled(): Promise<void> {
    for (const address of ["first@example.org", "second@example.org"]) {
      const complaint = { complainedRecipients: [{ emailAddress: address }] };
      await this.send("email-feedback", {
        source: "aws.ses",
        detail: { eventType: "Complaint", mail: {}, complaint },
      });
      await this.eventually("a message of another queue is consumed", async () => {
        return (await this.held("email-feedback", address)).length === 0;
      });
    }
  }

  /** Messages of a queue whose body contains a text. */
  async held(queue: string, naming = ""): Promise<Held[]> {
    const QueueUrl = this.queueUrl(physicalName(queue, place));
    const query = new URLSearchParams({ QueueUrl }).toString();
    const answer = await fetch(`${this.config.endpoint}/_ministack/sqs/messages?${query}`);
    const { messages } = (await answer.json()) as {
      messages: Record<string, Record<string, Record<string, Record<string, unknown>[]>>>;
    };
    return (messages[place.accountId]?.[place.region]?.[QueueUrl] ?? [])
      .map((message) => ({
        ...{ id: String(message["MessageId"]), body: String(message["Body"]) },
        ...{ receives: Number(message["ReceiveCount"]), visible: message["IsVisible"] === true },
      }))
      .filter(({ body }) => body.includes(naming));
  }

  /**
   * Waits until a queue has no message whose body contains a text. Ends the visibility timeout of messages that another
   * worker held.
   */
  async done(queue: string, naming: string): Promise<void> {
    let quiet = 0;
    await this.eventually(`${queue} is done with ${naming}`, async () => {
      const held = await this.held(queue, naming);
      quiet = held.some(({ visible }) => visible) ? 0 : quiet + 1;
      if (quiet % 40 === 39) await this.timeoutsPass();
      return held.length === 0;
    });
  }

  /** How many SMS to a number match. */
  async sms(phoneNumber: string, text: RegExp): Promise<number> {
    return (await this.stage.outbox.sms(phoneNumber)).filter((sms) => text.test(sms)).length;
  }

  /** How many e-mails to an address have a subject that matches. */
  async emails(to: string, subject: RegExp): Promise<number> {
    return (await this.stage.outbox.emails(to)).filter((email) => subject.test(email.subject)).length;
  }

  /** How many runs of a function have ended, whether they succeeded, failed or were killed. */
  async runs(fn: string): Promise<number> {
    return this.lines(fn, "END RequestId");
  }

  /** How many lines of a function's log contain a text. The local cloud may log a run's last lines with the next run. */
  async lines(fn: string, text: string): Promise<number> {
    const { events = [] } = await new CloudWatchLogsClient(this.config).send(
      new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${physicalName(fn, place)}` }),
    );
    return events.filter(({ message = "" }) => message.includes(text)).length;
  }

  /** Removes an action from a function's policy. @returns what restores it. */
  async forbid(fn: string, action: string): Promise<() => Promise<void>> {
    const iam = new IAMClient(this.config);
    const policy = await rolePolicy(iam, physicalName(fn, place));
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(policy));
    const document = decodeURIComponent(PolicyDocument);
    const reduced = document.replaceAll(JSON.stringify(action), '"sts:GetCallerIdentity"');
    expect(reduced).not.toBe(document);
    await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: reduced }));
    return async () => {
      await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: document }));
    };
  }

  async eventually(what: string, happens: () => boolean | Promise<boolean>): Promise<void> {
    if (!(await waitUntil(happens, PATIENCE))) throw new Error(`it did not happen: ${what}`);
  }
}
