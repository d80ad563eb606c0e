import type { Caller } from "../../shared/caller";
import { createClassroom, listClassrooms } from "../catalogue/service";
import { addClassrooms, removeClassroom, userClassrooms } from "./service";
import { MemoryClassrooms, userId } from "../testing/memory-classrooms";

const T = 1_800_000_000_000;
const now = () => T;
const AT = new Date(T).toISOString();
const ME = userId(1);
const caller: Caller = { userId: ME, role: "user", status: "approved", sessionId: "ses_1" };
const admin: Caller = { ...caller, userId: userId(0), role: "admin" };

let store: MemoryClassrooms;
beforeEach(async () => {
  store = new MemoryClassrooms();
  person(ME);
  for (const section of ["A", "B", "C"]) await create(1985, section);
  await create(1986, "A");
});

const create = (year: number, section: string) =>
  createClassroom({ store, now }, { year, grade: "P4", section });
const add = (ids: string[], who = caller, subject = ME) => addClassrooms({ store, now }, who, subject, ids);
const ids = (list: { classrooms: { classroomId: string }[] }) =>
  list.classrooms.map((one) => one.classroomId);

function person(id: string, status = "approved") {
  store.people.set(id, { userId: id, fullName: "Chan", status, visibility: "classmates" });
}

describe("the catalogue", () => {
  test("the id of a classroom is unique and made of its parts", async () => {
    const made = await createClassroom(
      { store, now },
      { year: 1990, grade: "F7", section: "S", teacherName: "李老師" },
    );
    expect(made).toEqual({
      ...{ classroomId: "1990-F7S", year: 1990, grade: "F7", section: "S", displayName: "F7S" },
      ...{ teacherName: "李老師", createdAt: AT },
    });
    await expect(create(1985, "A")).rejects.toMatchObject({ code: "CONFLICT" });
    const other = await createClassroom({ store, now }, { year: 1985, grade: "P", section: "4A" });
    expect(other).toMatchObject({ classroomId: "1985-P-4A", displayName: "P-4A" });
    expect(await store.counters()).toEqual({ classrooms: 6 });
  });

  test("pages make up the list, and the last one has no cursor", async () => {
    const all = await listClassrooms(store, {});
    expect(ids(all)).toEqual(["1985-P4A", "1985-P4B", "1985-P4C", "1986-P4A"]);
    expect(all).not.toHaveProperty("nextCursor");
    for (const limit of ["1", "2", "3", "4"]) {
      const joined: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listClassrooms(store, { limit, cursor });
        expect(page.count).toBe(page.classrooms.length);
        expect(page.count).toBeGreaterThan(0);
        joined.push(...ids(page));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(joined).toEqual(ids(all));
    }
  });

  test("cursors are specific to the year filter", async () => {
    const { nextCursor: ofAll } = await listClassrooms(store, { limit: "3" });
    const { nextCursor: of1985 } = await listClassrooms(store, { limit: "1", year: "1985" });
    expect(ids(await listClassrooms(store, { year: "1985", cursor: of1985 }))).toEqual([
      "1985-P4B",
      "1985-P4C",
    ]);
    for (const query of [
      { year: "1985", cursor: ofAll },
      { year: "1986", cursor: of1985 },
      { cursor: of1985 },
    ]) {
      await expect(listClassrooms(store, query)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    }
  });

  test("the end of the list, and an empty list", async () => {
    expect(await listClassrooms(store, { year: "1986", limit: "1" })).toMatchObject({ count: 1 });
    expect(await listClassrooms(store, { year: "1986", limit: "1" })).not.toHaveProperty("nextCursor");
    expect(await listClassrooms(store, { year: "1999" })).toEqual({ classrooms: [], count: 0 });
  });
});

describe("adding", () => {
  test("adds new memberships once, in the order of the request", async () => {
    expect(await add(["1985-P4B", "1985-P4A", "1985-P4B"])).toEqual(["1985-P4B", "1985-P4A"]);
    expect(await add(["1986-P4A", "1985-P4A"])).toEqual(["1986-P4A"]);
    expect(await add(["1986-P4A", "1985-P4A"])).toEqual([]);
    expect(await store.counters()).toMatchObject({ "year#1985": 2, "year#1986": 1 });
    expect((await userClassrooms(store, ME, {})).classrooms[0]).toMatchObject({
      ...{ classroomId: "1985-P4A", displayName: "P4A", addedAt: AT, role: "student" },
    });
  });

  test("unknown classrooms are reported by index, and nothing is added", async () => {
    const problem = "unknown classroom";
    await expect(add(["1985-P4A", "1985-P4Z", "1985-P4B", "1985-P4Z"])).rejects.toMatchObject({
      code: "BAD_REQUEST",
      details: [
        { field: "classroomIds.1", problem },
        { field: "classroomIds.3", problem },
      ],
    });
    expect(await userClassrooms(store, ME, {})).toEqual({ classrooms: [], count: 0 });
    expect(await store.counters()).toEqual({ classrooms: 4 });
  });

  test("pending users are rejected, also users suspended meanwhile", async () => {
    const look = jest.spyOn(store, "look");
    await expect(add(["1985-P4A"], { ...caller, status: "pending" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(look).not.toHaveBeenCalled();
    person(ME, "suspended");
    await expect(add(["1985-P4A"])).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("an admin can add approved users only", async () => {
    expect(await add(["1985-P4A"], admin)).toEqual(["1985-P4A"]);
    person(userId(2), "pending");
    await expect(add(["1985-P4A"], admin, userId(2))).rejects.toMatchObject({ code: "CONFLICT" });
    for (const nobody of [userId(3), "stats#all", "phone#x", "", "x".repeat(3000)]) {
      await expect(add(["1985-P4A"], admin, nobody)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  test("memberships added by a concurrent request are not reported", async () => {
    const real = store.add;
    jest.spyOn(store, "add").mockImplementationOnce(async (...args) => {
      await real(ME, ["1985-P4A"], AT);
      return real(...args);
    });
    expect(await add(["1985-P4A", "1985-P4B"])).toEqual(["1985-P4B"]);
    expect(await store.counters()).toMatchObject({ "year#1985": 2 });
  });

  test("attempts are limited if the user keeps changing", async () => {
    const spy = jest.spyOn(store, "add").mockResolvedValue({ added: false, status: "approved", taken: [] });
    await expect(add(["1985-P4A"])).rejects.toThrow("during each of 3 attempts");
    expect(spy).toHaveBeenCalledTimes(3);
  });
});

describe("a user's classrooms", () => {
  test("pages make up the list, and cursors are specific to the user", async () => {
    await add(["1986-P4A", "1985-P4C", "1985-P4A"]);
    const first = await userClassrooms(store, ME, { limit: "2" });
    expect([ids(first), first.count]).toEqual([["1985-P4A", "1985-P4C"], 2]);
    const second = await userClassrooms(store, ME, { limit: "2", cursor: first.nextCursor });
    expect(ids(second)).toEqual(["1986-P4A"]);
    expect(second).not.toHaveProperty("nextCursor");
    await expect(userClassrooms(store, userId(2), { cursor: first.nextCursor })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  test("a full last page has no cursor, and an empty list needs no further read", async () => {
    await add(["1985-P4A"]);
    expect(await userClassrooms(store, ME, { limit: "1" })).not.toHaveProperty("nextCursor");
    const read = jest.spyOn(store, "classrooms");
    expect(await userClassrooms(store, userId(2), {})).toEqual({ classrooms: [], count: 0 });
    expect(read).not.toHaveBeenCalled();
  });

  test.each(["stats#all", "phone#abc", "usr_1", "x".repeat(3000)])("%s is not a user", async (id) => {
    await expect(userClassrooms(store, id, {})).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("leaving", () => {
  test("removes once, however often it is called", async () => {
    await add(["1985-P4A", "1985-P4B"]);
    for (let i = 0; i < 3; i++) await removeClassroom(store, ME, "1985-P4A");
    expect(ids(await userClassrooms(store, ME, {}))).toEqual(["1985-P4B"]);
    expect(await store.counters()).toMatchObject({ "year#1985": 1 });
    expect(await add(["1985-P4A"])).toEqual(["1985-P4A"]);
  });

  test.each([
    [ME, ""],
    [ME, "1985-P4A#"],
    [ME, "y".repeat(3000)],
    ["stats#all", "1985-P4A"],
  ])("%s of %s writes nothing", async (id, classroomId) => {
    const remove = jest.spyOn(store, "remove");
    await removeClassroom(store, id, classroomId);
    expect(remove).not.toHaveBeenCalled();
  });
});
