import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { checkout } from "../../checkout";

/** A folder with handlers and this checkout's packages, for one test file. */
export class HandlersFixture {
  readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-handlers-")));

  /** @param files contents by path. @param packages files in `node_modules`. Default: those of this checkout. */
  constructor(files: Record<string, string>, packages?: Record<string, string>) {
    if (packages === undefined)
      fs.symlinkSync(path.join(checkout, "node_modules"), path.join(this.root, "node_modules"));
    this.write({ ...files, ...packages });
  }

  write(files: Record<string, string>): void {
    for (const [file, content] of Object.entries(files)) {
      const full = path.join(this.root, file);
      fs.mkdirSync(path.dirname(full), { recursive: true });
      fs.writeFileSync(full, content);
    }
  }

  remove(): void {
    fs.rmSync(this.root, { recursive: true });
  }
}

const IMPORTS = [
  'import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";',
  'import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";',
  'import { Logger } from "@aws-lambda-powertools/logger";',
  'import { jwtVerify } from "jose";',
  'import * as z from "zod/mini";',
];

const BODY = `
const body = z.strictObject({ id: z.string().check(z.minLength(2), z.regex(/^u/)), count: z.optional(z.int()) });
const logger = new Logger();
const dynamoDb = new DynamoDBClient({});
const ssm = new SSMClient({});
export async function handler(event: never) {
  logger.info("request", { body: body.safeParse(event).success });
  await dynamoDb.send(new QueryCommand(event));
  await ssm.send(new GetParametersCommand({ Names: ["key"], WithDecryption: true }));
  return jwtVerify(event, new TextEncoder().encode("key"), { algorithms: ["HS256"] });
}
`;

/** A handler with every library that handlers use. @param order of the imports. */
export function largeHandler(order: "forward" | "backward" = "forward"): string {
  return [...(order === "forward" ? IMPORTS : [...IMPORTS].reverse()), BODY].join("\n");
}
