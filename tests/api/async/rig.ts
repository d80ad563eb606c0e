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

import { physicalName } from "../../../infra/lib/names";
import { emulatorDir, type Cloud } from "../../../local/cloud";
import { Instance } from "../../../local/emulator/instance";
import { processIdentity, waitUntil } from "../../../local/emulator/process";
import { neverQuiet, place, Rig, type Person } from "../least-privilege/rig";
import { clientConfig, edit, openTestCloud, removeTestCloud, up } from "../../testing/support";
import type { Plan } from "./stoppable";

/** Milliseconds until what must happen must have happened. */
const BEHIND = 60_000;

/** A message as the emulator holds it, read without receiving it. */
export interface Held {
  id: string;
  body: string;
  receives: number;
  visible: boolean;
}

/** Somebody who can be told by SMS and by e-mail. */
export type Reachable = Person & { email: string };

/** The platform on a cloud of its own, whose workers can be killed at any of their calls. */
export class KillRig {
  private constructor(
    readonly cloud: Cloud,
    readonly rig: Rig,
    private readonly folder: string,
  ) {}

  /** Brings up a copy of the program with points to stop at in it; what waits fifteen minutes there waits a second. */
  static async open(): Promise<KillRig> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-kill-"));
    const cloud = await openTestCloud();
    const functions = path.join(cloud.projectDir, "functions", "shared");
    fs.copyFileSync(path.join(__dirname, "stoppable.ts"), path.join(functions, "stoppable.ts"));
    edit(cloud.projectDir, "functions/shared/stoppable.ts", "@folder@", folder);
    for (const file of ["functions/shared/aws.ts", "functions/shared/s3.ts"]) {
      edit(cloud.projectDir, file, /new (\w+Client)\(([^;]*)\);/g, "stoppable(new $1($2));");
      edit(cloud.projectDir, file, /^/, 'import { stoppable } from "./stoppable";\n');
    }
    // A call that a busy machine answers late is made again, and a message is sent twice: of kills this says nothing.
    edit(cloud.projectDir, "functions/shared/aws.ts", "requestTimeout: 2_000", "requestTimeout: 20_000");
    const consumer = "functions/shared/sqs-consumer.ts";
    edit(cloud.projectDir, consumer, "const batchItemFailures", "Records.forEach(received);\n$&");
    edit(cloud.projectDir, consumer, /^/, 'import { received } from "./stoppable";\n');
    edit(cloud.projectDir, "functions/notifications/queue.ts", "LONGEST_DELAY = 900", "LONGEST_DELAY = 1");
    await up(cloud);
    const rig = new Rig(cloud, String((await cloud.outputs())["apiUrl"]));
    await new SESClient(rig.config).send(
      new VerifyEmailIdentityCommand({ EmailAddress: "no-reply@example.org" }),
    );
    return new KillRig(cloud, rig, folder);
  }

  async close(): Promise<void> {
    await removeTestCloud(this.cloud);
    fs.rmSync(this.folder, { recursive: true });
  }

  get config() {
    return clientConfig(this.cloud);
  }

  /** Somebody approved who is told by SMS and e-mail, at any hour. */
  async reachable(serial: number, attributes: object = {}): Promise<Reachable> {
    const email = `member-${String(serial)}@example.org`;
    const person = await this.rig.member({ email, ...attributes });
    await this.prefer(person, { enabledChannels: ["sms", "email"], quietHours: neverQuiet });
    return { ...person, email };
  }

  async prefer({ userId }: Person, preferences: object): Promise<void> {
    await this.rig.put("user-preferences", { userId, ...preferences });
  }

  /** Has the worker stop that next comes to this point. @param fn e.g. `users-erase`. */
  stop(fn: string, point: string, skip = 0): void {
    const plan: Plan = { of: physicalName(fn, place), point, skip };
    fs.writeFileSync(path.join(this.folder, "plan"), JSON.stringify(plan));
  }

  /** Waits for the worker that stops. @returns its process. */
  async stopped(): Promise<number> {
    const file = path.join(this.folder, "stopped");
    await this.eventually("a worker stops", () => fs.existsSync(file));
    const pid = Number(fs.readFileSync(file, "utf8"));
    fs.rmSync(file);
    const parent = execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" });
    expect(Number(parent)).toBe(new Instance(emulatorDir(this.cloud.name)).liveRecord()?.pid);
    return pid;
  }

  /** Kills a worker, by default the one that stops: a process of the emulator's, by a signal that it cannot catch. */
  async kill(worker?: number): Promise<void> {
    const pid = worker ?? (await this.stopped());
    process.kill(pid, "SIGKILL");
    await this.eventually("it is gone", () => processIdentity(pid) === undefined);
  }

  /** Lets six minutes pass for the queues: whatever was received comes again. */
  async timeoutsPass(): Promise<void> {
    const sqs = new SQSClient(this.config);
    for (const name of fs.readdirSync(this.folder).filter((one) => one.startsWith("receipt-"))) {
      const file = path.join(this.folder, name);
      const { queue, receiptHandle } = JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, string>;
      fs.rmSync(file);
      const change = { QueueUrl: this.queueUrl(queue ?? ""), ReceiptHandle: receiptHandle };
      // Of a message that is done there is none any more.
      await sqs
        .send(new ChangeMessageVisibilityCommand({ ...change, VisibilityTimeout: 0 }))
        .catch(() => undefined);
    }
  }

  /** Lets 90 seconds pass for messages that were being sent: nobody has the right to send them any more. */
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

  /** Calls the function of the digest as EventBridge Scheduler does; the one of the local cloud calls once only. */
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

  /** What is on a queue, and names what is given. */
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
   * Waits until nothing that names somebody is on a queue any more. What comes again after six minutes, since another
   * worker had it at that moment, does so at once.
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

  /** SMS that say so, to a number. */
  async sms(phoneNumber: string, saying: RegExp): Promise<number> {
    const query = new URLSearchParams({ phoneNumber }).toString();
    const answer = await fetch(`${this.config.endpoint}/_ministack/sns/sms-messages?${query}`);
    const { sms_messages: sent } = (await answer.json()) as { sms_messages: Record<string, object[]> };
    return (sent[phoneNumber] ?? []).filter((message) => saying.test(JSON.stringify(message))).length;
  }

  /** E-mails whose subject says so, to an address. */
  async emails(to: string, saying: RegExp): Promise<number> {
    const answer = await fetch(`${this.config.endpoint}/_ministack/ses/messages`);
    const { messages } = (await answer.json()) as {
      messages: Record<string, { To: string[]; Subject: string }[]>;
    };
    return Object.values(messages)
      .flat()
      .filter(({ To, Subject }) => To.includes(to) && saying.test(Subject)).length;
  }

  /** Lines of a function's log that hold a text. */
  async lines(fn: string, text: string): Promise<number> {
    const { events = [] } = await new CloudWatchLogsClient(this.config).send(
      new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${physicalName(fn, place)}` }),
    );
    return events.filter(({ message = "" }) => message.includes(text)).length;
  }

  /** Takes an action from a function. @returns what gives it back. */
  async forbid(fn: string, action: string): Promise<() => Promise<void>> {
    const iam = new IAMClient(this.config);
    const policy = { RoleName: physicalName(fn, place), PolicyName: "grants" };
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
    if (!(await waitUntil(happens, BEHIND))) throw new Error(`it did not happen: ${what}`);
  }
}
