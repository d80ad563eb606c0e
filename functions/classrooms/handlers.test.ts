/** The handlers as Lambda calls them, on an emulator that enforces IAM, with no more than their grants. */
import type { ZodMiniType } from "zod/mini";

import { stats } from "../integrations/routes";
import type { Caller } from "../shared/caller";
import type { Route } from "../shared/route";
import { errorBody } from "../shared/schemas";
import { captureOutput } from "../testing/output";
import * as routes from "./routes";
import type { TestRequest } from "../testing/handlers";
import { ClassroomRig, type ClassroomEntry } from "./testing/rig";

const output = captureOutput();
const rig = new ClassroomRig("handlers", output);
const byEntry = new Map<string, Route>(
  [
    routes.listClassrooms,
    routes.createClassroom,
    routes.listMembers,
    routes.userClassrooms,
    routes.addUserClassrooms,
    routes.removeUserClassroom,
    stats,
  ].map((route) => [route.function, route]),
);

let admin: Caller;
let member: Caller;
beforeAll(async () => {
  admin = await rig.user({ role: "admin", fullName: "Admin" });
  member = await rig.user({ fullName: "Member" });
  await rig.classrooms([1985, "P4A"], [1985, "P4B"], [1986, "P4A"]);
}, 60_000);

/** Calls a function and validates the response against its route. */
async function call(entry: ClassroomEntry, request: TestRequest) {
  const { status, json } = await rig.call(entry, request);
  if (status >= 500) throw new Error(output.text());
  if (status >= 400) errorBody.parse(json);
  else {
    const schema: ZodMiniType | undefined = byEntry.get(entry)!.responses[status]!.schema;
    expect(json).toEqual(schema === undefined ? {} : schema.parse(json));
  }
  return { status, json };
}

const create = (body: object, caller = admin) => call("classrooms/create-classroom", { caller, body });
const own = (caller = member, userId = "me") => ({ caller, path: { userId } });
const add = (classroomIds: unknown, caller = member, userId = "me") =>
  call("classrooms/add-user-classrooms", { ...own(caller, userId), body: { classroomIds } });
const remove = (classroomId: string, caller = member) =>
  call("classrooms/remove-user-classroom", { caller, path: { userId: "me", classroomId } });
const members = (caller: Caller, query = {}, classroomId = "1985-P4A") =>
  call("classrooms/list-members", { caller, path: { classroomId }, query });

test("an admin creates a classroom once, in one call", async () => {
  const body = { year: 1990, grade: "F5", section: "C", teacherName: "陳老師" };
  expect(await create(body)).toMatchObject({
    status: 201,
    json: { classroomId: "1990-F5C", displayName: "F5C" },
  });
  expect(rig.calls).toEqual(["TransactWriteItems"]);
  expect(await create(body)).toMatchObject({ status: 409, json: { error: "CONFLICT" } });
  expect(await create(body, member)).toMatchObject({ status: 403 });
  expect(rig.calls).toEqual([]);
});

test("classes whose grade and section join to the same text are different classrooms", async () => {
  const classes = [
    ["1", "1A", "1991-1-1A"],
    ["11", "A", "1991-11A"],
    ["1", "1", "1991-1-1"],
    ["1B2", "A", "1991-1B2-A"],
    ["1", "B2A", "1991-1-B2A"],
    ["KG", "A", "1991-KG-A"],
    ["K", "GA", "1991-K-GA"],
    ["P4", "B", "1991-P4B"],
  ] as const;
  for (const [grade, section, classroomId] of classes) {
    expect(await create({ year: 1991, grade, section })).toMatchObject({
      status: 201,
      json: { classroomId, grade, section, displayName: classroomId.slice(5) },
    });
  }
  const ids = classes.map(([, , id]) => id);
  const joiner = await rig.user();
  expect((await add(ids, joiner)).json).toEqual({ added: ids, count: ids.length });
  const query = { year: "1991", limit: "5" };
  const first = await call("classrooms/list-classrooms", { caller: member, query });
  const next = { ...query, cursor: String(first.json["nextCursor"]) };
  const second = await call("classrooms/list-classrooms", { caller: member, query: next });
  const listed = [first, second].flatMap(({ json }) => json["classrooms"] as { classroomId: string }[]);
  expect(listed.map(({ classroomId }) => classroomId)).toEqual([...ids].sort());
  for (const id of ids) {
    expect((await members(joiner, {}, id)).json).toMatchObject({ count: 1 });
    expect(await remove(id, joiner)).toMatchObject({ status: 204 });
  }
});

test("the name of a teacher is normalised and checked like any name", async () => {
  const body = { year: 1992, grade: "F5", section: "C" };
  expect(await create({ ...body, teacherName: "\u0301\u0308" })).toMatchObject({
    status: 400,
    json: { details: [{ field: "teacherName" }] },
  });
  expect((await create({ ...body, teacherName: " Ms \t Zoe\u0308  Wong " })).json).toMatchObject({
    teacherName: "Ms Zoë Wong",
  });
});

test("classrooms are listed page by page, in one call each", async () => {
  const caller = member;
  const first = await call("classrooms/list-classrooms", { caller, query: { limit: "1", year: "1985" } });
  expect(rig.calls).toEqual(["Query"]);
  expect(first.json).toMatchObject({ classrooms: [{ classroomId: "1985-P4A" }], count: 1 });
  const cursor = String(first.json["nextCursor"]);
  const second = await call("classrooms/list-classrooms", { caller, query: { cursor, year: "1985" } });
  expect(second.json).toMatchObject({ classrooms: [{ classroomId: "1985-P4B" }], count: 1 });
  expect(second.json).not.toHaveProperty("nextCursor");
});

test("joining updates counters and both lists, and leaving reverts it, with two calls at most", async () => {
  const before = (await call("integrations/stats", {})).json;
  expect(rig.calls).toEqual(["BatchGetItem"]);
  const caller = await rig.user({ fullName: "Joiner" });
  expect(await members(caller)).toMatchObject({ status: 403 });

  expect(await add(["1986-P4A", "1985-P4A"], caller)).toMatchObject({
    status: 201,
    json: { added: ["1986-P4A", "1985-P4A"], count: 2 },
  });
  expect(rig.calls).toEqual(["BatchGetItem", "TransactWriteItems"]);
  expect((await add(["1985-P4A"], caller)).json).toEqual({ added: [], count: 0 });
  expect(rig.calls).toEqual(["BatchGetItem"]);

  expect((await members(caller)).json).toMatchObject({ members: [{ name: "Joiner" }], count: 1 });
  expect(rig.calls).toEqual(["Query", "BatchGetItem"]);
  expect((await call("classrooms/user-classrooms", own(caller))).json).toMatchObject({
    classrooms: [
      { classroomId: "1985-P4A", role: "student" },
      { classroomId: "1986-P4A", role: "student" },
    ],
    count: 2,
  });
  expect(rig.calls).toEqual(["Query", "BatchGetItem"]);
  const counted = (await call("integrations/stats", {})).json["byYear"] as Record<string, number>;
  const was = before["byYear"] as Record<string, number>;
  expect(counted).toEqual({ ...was, 1985: (was[1985] ?? 0) + 1, 1986: (was[1986] ?? 0) + 1 });

  for (let i = 0; i < 2; i++) {
    expect(await remove("1985-P4A", caller)).toEqual({ status: 204, json: {} });
    expect(rig.calls).toEqual(["TransactWriteItems"]);
  }
  expect(await members(caller)).toMatchObject({ status: 403 });
  expect(await remove("1986-P4A", caller)).toMatchObject({ status: 204 });
  expect((await call("integrations/stats", {})).json).toEqual(before);
});

test("only admins read any classroom and act for others", async () => {
  const other = await rig.user();
  expect(await members(admin)).toMatchObject({ status: 200 });
  expect(await add(["1985-P4B"], admin, other.userId)).toMatchObject({ status: 201 });
  expect(await add(["1985-P4B"], member, other.userId)).toMatchObject({ status: 403 });
  expect(await call("classrooms/user-classrooms", own(member, other.userId))).toMatchObject({ status: 403 });
  const pending = await rig.user({ status: "pending" });
  expect(await add(["1985-P4B"], pending)).toMatchObject({ status: 403 });
  expect(await call("classrooms/user-classrooms", own(pending))).toMatchObject({ status: 200 });
  expect(await members(pending)).toMatchObject({ status: 403 });
  expect(await add(["1985-P4B"], admin, "usr_none")).toMatchObject({ status: 404 });
  expect(await add(["1985-P4B"], admin, pending.userId)).toMatchObject({ status: 409 });
});

test.each<[string, unknown, string]>([
  ["no list", "1985-P4A", "classroomIds"],
  ["an empty list", [], "classroomIds"],
  ["too many", Array.from({ length: 21 }, () => "1985-P4A"), "classroomIds"],
  ["a number", [1985], "classroomIds.0"],
  ["an operator", [{ $ne: "" }], "classroomIds.0"],
  ["an id with more after it", ["1985-P4A#"], "classroomIds.0"],
  ["an unknown id", ["1985-P4A", "1999-P4A"], "classroomIds.1"],
])("adding %s is rejected by field and adds nothing", async (_what, ids, field) => {
  const { status, json } = await add(ids);
  expect({ status, details: json["details"] }).toMatchObject({ status: 400, details: [{ field }] });
  expect(rig.calls).not.toContain("TransactWriteItems");
  expect((await call("classrooms/user-classrooms", own())).json).toEqual({ classrooms: [], count: 0 });
});

describe("cursors", () => {
  const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const lists = [
    ["classrooms/list-classrooms", () => ({ caller: member })],
    ["classrooms/user-classrooms", () => own()],
    ["classrooms/list-members", () => ({ caller: admin, path: { classroomId: "1985-P4A" } })],
  ] as const;

  test.each(lists)("%s rejects foreign cursors without an AWS call", async (entry, request) => {
    const { json } = await call("classrooms/list-classrooms", { caller: member, query: { limit: "1" } });
    const given = String(json["nextCursor"]);
    const tag = (JSON.parse(Buffer.from(given, "base64url").toString()) as string[])[0];
    const ofAnother = entry === "classrooms/list-classrooms" ? [] : [given];
    for (const cursor of [
      ...ofAnother,
      "x",
      "null",
      "' OR 1=1 --",
      "../../etc/passwd",
      "%00",
      "\u0000",
      "=".repeat(1000),
      given.slice(0, -2),
      `${given}A`,
      b64({ kind: { S: "classroom" }, classroomId: { S: "1985-P4A" } }),
      b64([tag, { S: "1985-P4A" }]),
      b64([tag, "1985-P4A", "1985-P4A"]),
      b64([tag, "1985-P4A#"]),
      b64([tag, "x".repeat(600)]),
      b64([tag, ""]),
    ]) {
      const answer = await call(entry, { ...request(), query: { cursor } });
      expect({ cursor, ...answer }).toMatchObject({ status: 400, json: { details: [{ field: "cursor" }] } });
      expect(rig.calls).toEqual([]);
    }
    for (const query of [{ cursor: "" }, { cursor: "x".repeat(1001) }, { limit: "0" }, { limit: "101" }]) {
      expect(await call(entry, { ...request(), query })).toMatchObject({ status: 400 });
    }
  });

  test("a cursor of another year is rejected", async () => {
    const query = { limit: "1", year: "1985" };
    const { json } = await call("classrooms/list-classrooms", { caller: member, query });
    const [tag] = JSON.parse(Buffer.from(String(json["nextCursor"]), "base64url").toString()) as string[];
    for (const place of ["1986-P4A", "1984-ZZ"]) {
      const forged = { ...query, cursor: b64([tag, place]) };
      expect(await call("classrooms/list-classrooms", { caller: member, query: forged })).toMatchObject({
        ...{ status: 400, json: { details: [{ field: "cursor" }] } },
      });
    }
  });

  test("a well-formed cursor of a missing entry works", async () => {
    const { json } = await call("classrooms/list-classrooms", { caller: member, query: { limit: "1" } });
    const [tag] = JSON.parse(Buffer.from(String(json["nextCursor"]), "base64url").toString()) as string[];
    const answer = await call("classrooms/list-classrooms", {
      caller: member,
      query: { cursor: b64([tag, "9999-ZZZZZZ"]) },
    });
    expect(answer).toMatchObject({ status: 200, json: { classrooms: [], count: 0 } });
  });
});

test("counters stay correct with 20 concurrent joins and leaves", async () => {
  const callers = [];
  for (let i = 0; i < 10; i++) callers.push(await rig.user());
  const count = async () => (await call("integrations/stats", {})).json["byYear"] as Record<string, number>;
  const before = await count();
  await Promise.all(callers.flatMap((caller) => [add(["1986-P4A"], caller), add(["1986-P4A"], caller)]));
  expect((await count())[1986]).toBe((before[1986] ?? 0) + 10);
  await Promise.all(callers.flatMap((caller) => [remove("1986-P4A", caller), remove("1986-P4A", caller)]));
  expect(await count()).toEqual(before);
});

test.each([
  ["integrations/stats", {}],
  ["classrooms/list-classrooms", {}],
  ["classrooms/create-classroom", { body: { year: 1985, grade: "P4", section: "Z" } }],
] as const)("%s without a caller", async (entry, request) => {
  // The gateway checks the API key of integrations.
  expect((await call(entry, request)).status).toBe(entry === "integrations/stats" ? 200 : 401);
});

test("logs one line per request, without names", async () => {
  const caller = await rig.user({ fullName: "Wong Siu Ming" });
  await add(["1985-P4B"], caller);
  await members(caller, {}, "1985-P4B");
  expect(output.lines()).toMatchObject([
    { route: "POST /users/{userId}/classrooms", status: 201, userId: caller.userId },
    { route: "GET /classrooms/{classroomId}/members", status: 200, userId: caller.userId },
  ]);
  expect(output.text()).not.toContain("Wong");
});
