/** A function works with all of its grants, and fails without any one of them. */
import type { Caller } from "../shared/caller";
import { captureOutput } from "../testing/output";
import { grants } from "../testing/grants";
import type { TestRequest } from "../testing/handlers";
import { ClassroomRig, entries, type ClassroomEntry } from "./testing/rig";

const output = captureOutput();
const rig = new ClassroomRig("grants", output);
let admin: Caller;
let joined: Caller;
let serial = 0;

beforeAll(async () => {
  admin = await rig.user({ role: "admin" });
  joined = await rig.user();
  await rig.classrooms([1985, "P4A"]);
  await rig.join(joined, "1985-P4A");
}, 60_000);

/** A request that uses all grants of a function. */
async function request(entry: ClassroomEntry): Promise<TestRequest> {
  const number = ++serial;
  switch (entry) {
    case "classrooms/list-classrooms":
      return { caller: joined };
    case "classrooms/create-classroom":
      return { caller: admin, body: { year: 1900 + number, grade: "P4", section: "A" } };
    case "classrooms/list-members":
      return { caller: joined, path: { classroomId: "1985-P4A" } };
    case "classrooms/user-classrooms":
      return { caller: joined, path: { userId: "me" } };
    case "classrooms/add-user-classrooms": {
      const caller = await rig.user();
      return { caller, path: { userId: "me" }, body: { classroomIds: ["1985-P4A"] } };
    }
    case "classrooms/remove-user-classroom":
      return { caller: joined, path: { userId: "me", classroomId: "1985-P4B" } };
    case "integrations/stats":
      return {};
  }
}

describe.each(entries)("%s", (entry) => {
  test("works with its grants", async () => {
    const { status } = await rig.call(entry, await request(entry));
    if (status >= 300) throw new Error(output.text());
  });

  test.each(grants[entry].map((grant) => [grant]))("fails without %j", async (left) => {
    const granted = grants[entry].filter((grant) => grant !== left);
    const { status, json } = await rig.call(entry, await request(entry), granted);
    expect(status).toBe(500);
    expect(output.text()).toContain(left[0]);
    expect(JSON.stringify(json)).not.toContain("authorized");
  });
});
