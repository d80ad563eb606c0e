/** Checkouts for tests: a folder with handlers, and this repo's packages. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

export const repoRoot = path.resolve(__dirname, "../../../..");

export const TSCONFIG = '{ "compilerOptions": { "strict": true } }';

/** A checkout that lasts for a test file. */
export class Fixture {
  readonly root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "bundle-")));
  /** Where its bundles are kept. */
  readonly cache = path.join(this.root, "cache");

  /** @param files by path. */
  constructor(files: Record<string, string>) {
    symlinkSync(path.join(repoRoot, "node_modules"), path.join(this.root, "node_modules"));
    this.write({ "tsconfig.json": TSCONFIG, ...files });
  }

  write(files: Record<string, string>): void {
    for (const [file, content] of Object.entries(files)) {
      const full = path.join(this.root, file);
      mkdirSync(path.dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

const IMPORTS = [
  'import { DynamoDBClient, QueryCommand, TransactWriteItemsCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";',
  'import { SSMClient, GetParametersCommand } from "@aws-sdk/client-ssm";',
  'import { Logger } from "@aws-lambda-powertools/logger";',
  'import { SignJWT, jwtVerify } from "jose";',
  'import * as z from "zod/mini";',
];

const BODY = `
const body = z.strictObject({ id: z.string().check(z.minLength(2), z.regex(/^u/)), count: z.optional(z.int()) });
const logger = new Logger();
const dynamoDb = new DynamoDBClient({});
const ssm = new SSMClient({});
export async function handler(event: never) {
  logger.info("request", { body: body.safeParse(event).success });
  await dynamoDb.send(new UpdateItemCommand(event));
  await dynamoDb.send(new QueryCommand(event));
  await dynamoDb.send(new TransactWriteItemsCommand(event));
  await ssm.send(new GetParametersCommand({ Names: ["key"], WithDecryption: true }));
  const key = new TextEncoder().encode("0123456789abcdef0123456789abcdef");
  const token = await new SignJWT({}).setProtectedHeader({ alg: "HS256", kid: "1" }).sign(key);
  return jwtVerify(token, key, { algorithms: ["HS256"] });
}
`;

/** A handler as large as they get, but for SNS. @param order of the imports. */
export function largeHandler(order: "forward" | "backward" = "forward"): string {
  return [...(order === "forward" ? IMPORTS : [...IMPORTS].reverse()), BODY].join("\n");
}

/** {@link largeHandler} with SNS. */
export function largestHandler(): string {
  return [
    'import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";',
    largeHandler(),
    "const sns = new SNSClient({});",
    'export const publish = () => sns.send(new PublishCommand({ PhoneNumber: "+15550100", Message: "hello" }));',
  ].join("\n");
}
