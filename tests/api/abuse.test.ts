import { lossesOfAccess } from "./abuse/access";
import { approvalAttacks } from "./abuse/approvals";
import { callerAttacks } from "./abuse/callers";
import { codeAttacks } from "./abuse/codes";
import { inputAttacks } from "./abuse/input";
import { originAttacks } from "./abuse/origins";
import { photoAttacks } from "./abuse/photos";
import { setUp, type Rig } from "./abuse/rig";
import { syntheticAttacks } from "./abuse/synthetic";
import { tokenAttacks } from "./abuse/tokens";
import { expectCleanLogs } from "../testing/logs";
import { removeTestCloud } from "../testing/support";

/** What attackers try, each with the refusal it must get: over HTTP, with IAM enforced. */
describe("attacks", () => {
  const rig = {} as Rig;

  beforeAll(async () => {
    Object.assign(rig, await setUp());
  });
  afterAll(async () => {
    await removeTestCloud(rig.cloud);
  });

  const lostWithinAMinute = lossesOfAccess(rig);
  tokenAttacks(rig);
  callerAttacks(rig);
  approvalAttacks(rig);
  codeAttacks(rig);
  syntheticAttacks(rig);
  photoAttacks(rig);
  inputAttacks(rig);
  originAttacks(rig);
  lostWithinAMinute();

  test("the logs hold nothing private of all this", async () => {
    await expectCleanLogs(rig.cloud);
  });
});
