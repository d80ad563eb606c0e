import type { Caller } from "../../shared/caller";
import { decodeCursor, encodeCursor } from "../../shared/cursor";
import { createClassroom } from "../catalogue/service";
import { listMembers } from "./service";
import { MemoryClassrooms, userId } from "../testing/memory-classrooms";
import type { Person } from "./store";

const P4B = "1985-P4B";
const caller: Caller = { userId: userId(0), role: "user", status: "approved", sessionId: "ses_1" };
const admin: Caller = { ...caller, userId: userId(999), role: "admin" };

let store: MemoryClassrooms;
beforeEach(async () => {
  store = new MemoryClassrooms();
  await createClassroom({ store, now: () => 0 }, { year: 1985, grade: "P4", section: "B" });
});

async function join(number: number, over: Partial<Person> = {}): Promise<void> {
  const id = userId(number);
  const approved = { userId: id, fullName: `Name ${number}`, visibility: "classmates", ...over } as const;
  store.people.set(id, { ...approved, status: "approved" });
  await store.add(id, [P4B], "2027-01-15T08:00:00.000Z");
  store.people.set(id, { status: "approved", ...approved });
}

const list = (query: { limit?: string; cursor?: string | undefined } = {}, who = caller, id = P4B) =>
  listMembers({ store, photosDomain: "photos.example.org" }, who, id, query);

/** All pages, as names. */
async function pages(limit?: string): Promise<string[][]> {
  const result: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...(limit === undefined ? {} : { limit }), cursor });
    expect(page.count).toBe(page.members.length);
    result.push(page.members.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return result;
}

test("members are sorted by name, with the fields that they show to classmates", async () => {
  const photoKey = "profiles/a/b.jpg";
  await join(0, { fullName: "zoe", bio: "Me", visibility: "connections" });
  await join(1, { fullName: "Ada", bio: "Hi", photoKey });
  await join(2, { fullName: "Bob", bio: "Hidden", photoKey, visibility: "connections" });
  await join(3, { fullName: "Éva", bio: "All", visibility: "public" });
  const { classroom, members, count } = await list();
  const [addedAt, profilePhotoUrl] = [
    "2027-01-15T08:00:00.000Z",
    "https://photos.example.org/profiles/a/b.jpg",
  ];
  expect(classroom).toMatchObject({ classroomId: P4B, displayName: "P4B" });
  expect(count).toBe(4);
  expect(members).toEqual([
    { userId: userId(1), name: "Ada", bio: "Hi", profilePhotoUrl, addedAt },
    { userId: userId(2), name: "Bob", addedAt },
    { userId: userId(3), name: "Éva", bio: "All", addedAt },
    { userId: userId(0), name: "zoe", bio: "Me", addedAt },
  ]);
  const asAdmin = (await list({}, admin)).members;
  expect(asAdmin[1]).toMatchObject({ name: "Bob", bio: "Hidden", profilePhotoUrl });
});

test("names are in the order that readers in Hong Kong expect: Han by strokes, then Latin", async () => {
  const names = ["zoe", "陳大文", "李", "Éva", "丁小明", "Ada", "黃一", "王五", "Eve"];
  for (const [number, fullName] of names.entries()) await join(number, { fullName });
  expect(await pages()).toEqual([["丁小明", "王五", "李", "陳大文", "黃一", "Ada", "Éva", "Eve", "zoe"]]);
});

test.each(["pending", "rejected", "suspended"])("%s and deleted users are not listed", async (status) => {
  for (const number of [0, 1, 2, 3]) await join(number, number === 2 ? { status } : {});
  store.people.delete(userId(1));
  expect(await pages()).toEqual([["Name 0", "Name 3"]]);
  expect(await pages("1")).toEqual([["Name 0"], ["Name 3"]]);
});

test("only members and admins have access", async () => {
  await join(1);
  await expect(list()).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect((await list({}, admin)).count).toBe(1);
  await join(0);
  expect((await list()).count).toBe(2);
  await store.remove(userId(0), P4B);
  await expect(list()).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test.each(["1985-P4A", "", "1985-p4b", "x".repeat(3000), "1985-P4B\n"])("%j is not found", async (id) => {
  await expect(list({}, caller, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(list({}, admin, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("an empty classroom", async () => {
  const answer = await list({}, admin);
  expect(answer).toMatchObject({ members: [], count: 0 });
  expect(answer).not.toHaveProperty("nextCursor");
});

describe("pages", () => {
  /** Names in a different order than ids. */
  const name = (number: number) => `Name ${String((number * 37) % 101).padStart(3, "0")}`;

  test.each([1, 48, 49])("a class of %i is sorted by name across all pages", async (size) => {
    for (let i = 0; i < size; i++) await join(i, { fullName: name(i) });
    const sorted = Array.from({ length: size }, (_none, i) => name(i)).sort();
    for (const limit of [undefined, "1", "7", "48", "49", "50", "100"]) {
      const all = await pages(limit);
      expect(all.flat()).toEqual(sorted);
      expect(all).toHaveLength(Math.ceil(size / Number(limit ?? 50)));
    }
  });

  test("larger classes are sorted in chunks of 49, and everybody is listed once", async () => {
    for (let i = 0; i < 100; i++) await join(i, { fullName: name(i) });
    const chunk = (from: number, to: number) =>
      Array.from({ length: to - from }, (_none, i) => name(from + i)).sort();
    const expected = [...chunk(0, 49), ...chunk(49, 98), ...chunk(98, 100)];
    for (const limit of ["1", "20", "49", "100"]) expect((await pages(limit)).flat()).toEqual(expected);
    expect((await pages("20")).map(({ length }) => length)).toEqual([20, 20, 9, 20, 20, 9, 2]);
  });

  test("a chunk without visible members is an empty page with a cursor", async () => {
    for (let i = 0; i < 51; i++) await join(i, i > 0 && i < 50 ? { status: "suspended" } : {});
    store.people.get(userId(0))!.status = "suspended";
    expect(await pages()).toEqual([[], ["Name 50"]]);
  });

  test("changes between pages do not affect other members", async () => {
    for (const [number, fullName] of ["A", "C", "E", "G"].entries()) await join(number, { fullName });
    const { nextCursor } = await list({ limit: "2" });
    const rest = async () => (await list({ cursor: nextCursor })).members.map((member) => member.name);
    expect(await rest()).toEqual(["E", "G"]);
    store.people.get(userId(1))!.status = "suspended";
    expect(await rest()).toEqual(["E", "G"]);
    await join(9, { fullName: "D" });
    expect(await rest()).toEqual(["D", "E", "G"]);
    // The user in the cursor has left.
    await store.remove(userId(1), P4B);
    expect(await rest()).toEqual(["D", "E", "G"]);
  });

  test("cursors contain no names and are specific to the classroom", async () => {
    for (const number of [0, 1]) await join(number);
    const { nextCursor = "" } = await list({ limit: "1" });
    expect(Buffer.from(nextCursor, "base64url").toString()).not.toContain("Name");
    await createClassroom({ store, now: () => 0 }, { year: 1985, grade: "P4", section: "A" });
    await expect(list({ cursor: nextCursor }, admin, "1985-P4A")).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  test("a forged cursor reveals no more than the list", async () => {
    for (const number of [0, 1, 2]) await join(number);
    const id = /(usr_[0-9a-z]{1,40})?/;
    const context = {
      list: "listMembers",
      partition: P4B,
      fields: { chunk: id, last: id, shown: /\d{1,2}/ },
    };
    const forge = (chunk: string, last: string, shown: string) =>
      encodeCursor({ chunk, last, shown }, context);
    expect(decodeCursor((await list({ limit: "1" })).nextCursor, context)).toMatchObject({
      chunk: "",
      shown: "1",
    });
    const names = async (cursor: string) => (await list({ cursor })).members.map((member) => member.name);
    expect(await names(forge(userId(1), "", "0"))).toEqual(["Name 2"]);
    expect(await names(forge("", userId(500), "99"))).toEqual([]);
    expect(await names(forge("", userId(500), "0"))).toEqual(["Name 0", "Name 1", "Name 2"]);
    const outsider = { ...caller, userId: userId(7) };
    await expect(list({ cursor: forge("", "", "0") }, outsider)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
