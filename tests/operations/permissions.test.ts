/**
 * Permissions of the commands of operations, with IAM enforced: each command works with the permissions of its entry in
 * infra/lib/deploy-permissions/operations.ts, and fails without any one action.
 *
 * Not covered: what commands do through the Pulumi engine (tests/stages/account.test.ts), and conditions that the local
 * cloud does not know (infra/lib/deploy-permissions/operations.test.ts).
 */
import { operations, type Operation } from "../../infra/lib/deploy-permissions";
import type { Cloud } from "../../local/cloud";
import { stageOfCloud, type Stage } from "../../ops/stages/stage";
import { openPlatform, removeTestCloud } from "../testing/support";
import { CommandRole } from "./command-role";
import { flows, type Flow } from "./flows";

let cloud: Cloud;
let root: Stage;

beforeAll(async () => {
  cloud = await openPlatform();
  root = stageOfCloud(cloud);
});
afterAll(async () => {
  await removeTestCloud(cloud);
});

const commands = (Object.keys(operations) as Operation[]).filter((name) => operations[name].length > 0);

test("every command with permissions has a flow, and no other", () => {
  expect(Object.keys(flows).sort()).toEqual(commands.sort());
});

describe.each(Object.entries(flows) as [Operation, Flow][])("%s", (command, flow) => {
  const unproven = Object.keys(flow.unproven ?? {});
  const actions = CommandRole.actions(command);
  let role: CommandRole;
  let stage: Stage;

  async function outcome(): Promise<string> {
    await flow.prepare?.(root);
    try {
      await flow.run(stage, root);
      return "done";
    } catch (error) {
      const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return /AccessDenied|AuthorizationError|not authorized/i.test(text) ? `denied: ${text}` : text;
    }
  }

  beforeAll(async () => {
    role = await CommandRole.create(root, command);
    await role.grant();
    stage = await role.stage();
  });

  test("works with its permissions", async () => {
    expect(await outcome()).toBe("done");
  });

  test.each(actions.filter((action) => !unproven.includes(action)))(
    "is denied without %s",
    async (action) => {
      await role.grant(action);
      expect(await outcome()).toMatch(/^denied: /);
    },
  );

  test("works with its permissions again", async () => {
    await role.grant();
    expect(await outcome()).toBe("done");
  });

  test("lists nothing as unproven that it does not have", () => {
    expect(actions).toEqual(expect.arrayContaining(unproven));
  });
});
