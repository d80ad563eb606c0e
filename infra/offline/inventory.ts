import * as path from "node:path";

import {
  beyond,
  resourceNames,
  type Inventory,
  type RegisteredResource,
} from "../lib/deploy-permissions/inventory";
import { roleActions } from "../lib/deploy-permissions/scan";
import { validConfig } from "./registered";
import { runProgram } from "./run-program";

/** Values that occur nowhere else, so that names can be turned into templates. */
const STAGE = {
  stage: "zzstagezz",
  account: "999988887777",
  emailFrom: "sender@zz.example.org",
  apiDomain: "api.zz.example.org",
  photosDomain: "photos.zz.example.org",
  hostedZoneId: "ZZZZZZZZ",
  // Last, because the other names end with it.
  emailDomain: "zz.example.org",
};

const placeholders = Object.entries(STAGE).map(([name, value]) => [value, `<${name}>`] as const);

const DOMAINS = JSON.stringify({
  api: STAGE.apiDomain,
  photos: STAGE.photosDomain,
  hostedZoneId: STAGE.hostedZoneId,
});

/** What the program registers, with and without its optional settings. */
export async function currentInventory(): Promise<Inventory> {
  const always = await register({});
  const domains = await register({ "sjc1990app:domains": DOMAINS });
  const webFirewall = await register({ "sjc1990app:webFirewall": '{"requestsPerFiveMinutes":1000}' });
  const names = (registered: readonly RegisteredResource[]) => resourceNames(registered, placeholders);
  const base = names(always);
  return {
    always: base,
    domains: beyond(base, names(domains)),
    webFirewall: beyond(base, names(webFirewall)),
    roleActions: roleActions([...always, ...domains, ...webFirewall]),
  };
}

/** Runs the program without an engine. */
function register(config: Readonly<Record<string, string>>): Promise<RegisteredResource[]> {
  return runProgram({
    stack: STAGE.stage,
    config: {
      ...validConfig,
      "aws:allowedAccountIds": JSON.stringify([STAGE.account]),
      "sjc1990app:emailFrom": STAGE.emailFrom,
      // Adds a log group, which every deploy role may create.
      "sjc1990app:executionLogs": "errors",
      // Adds a parameter, which every deploy role may create.
      "sjc1990app:alertWebhook": "https://chat.example.org/hook",
      // Adds an anomaly monitor, which every deploy role may create.
      "sjc1990app:budget": '{"target":200,"monthly":[100],"daily":10,"anomaly":20}',
      ...config,
    },
  });
}

/** The inventory as it is checked in. */
export const inventoryFile = path.join(__dirname, "../lib/deploy-permissions/registered.json");

/** The text of that file. */
export function renderInventory(inventory: Inventory): string {
  return `${JSON.stringify(inventory, null, 2)}\n`;
}
