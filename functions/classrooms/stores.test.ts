import { BatchWriteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

import { statsStore } from "../integrations/stats-store";
import { toAttributes } from "../shared/dynamo";
import { TestEmulator } from "../testing/emulator";
import { makeTables } from "../testing/tables";
import { createStore, listStore } from "./catalogue/store";
import type { Classroom } from "./classroom";
import { addStore, removeStore, userClassroomsStore } from "./memberships/store";
import { rosterStore, type Person } from "./roster/store";
import { MemoryClassrooms, userId, type ClassroomStores } from "./testing/memory-classrooms";

const emulator = new TestEmulator();
const AT = "2027-01-15T08:00:00.000Z";

/** Stores on DynamoDB or in memory, with a way to add users. */
interface World {
  store: ClassroomStores;
  person(person: Partial<Person> & { userId: string }): Promise<void>;
}

let serial = 0;

async function onDynamo(): Promise<World> {
  const client = new DynamoDBClient(emulator.clientConfig);
  const tables = await makeTables(client, `stores-${String(++serial)}`);
  const store = {
    ...listStore(client, tables),
    ...createStore(client, tables),
    ...userClassroomsStore(client, tables),
    ...addStore(client, tables),
    ...removeStore(client, tables),
    ...rosterStore(client, tables),
    ...statsStore(client, tables),
  };
  return {
    store,
    async person({ visibility, ...person }) {
      const user = { fullName: "Chan Tai Man", status: "approved", version: 1, ...person };
      await client.send(new PutItemCommand({ TableName: tables.users, Item: toAttributes(user) }));
      if (visibility === undefined) return;
      const Item = toAttributes({ userId: person.userId, profileVisibility: visibility });
      await client.send(new PutItemCommand({ TableName: tables.preferences, Item }));
    },
  };
}

async function inMemory(): Promise<World> {
  const store = new MemoryClassrooms();
  return {
    store,
    async person(person) {
      const defaults = { fullName: "Chan Tai Man", status: "approved", visibility: "classmates" } as const;
      store.people.set(person.userId, { ...defaults, ...person });
    },
  };
}

function classroom(year: number, name: string, over: Partial<Classroom> = {}): Classroom {
  const [grade, section] = [name.slice(0, -1), name.slice(-1)];
  return { classroomId: `${year}-${name}`, year, grade, section, displayName: name, createdAt: AT, ...over };
}

describe.each([
  ["DynamoDB", onDynamo],
  ["memory", inMemory],
])("stores on %s", (_kind, make) => {
  let store: ClassroomStores;
  let person: World["person"];
  beforeEach(async () => {
    ({ store, person } = await make());
  });

  const idsOf = (entries: { classroomId: string }[]) => entries.map(({ classroomId }) => classroomId);

  test("classrooms are listed by year and name, page by page, of one year or all", async () => {
    const added = [
      classroom(1986, "P1A"),
      classroom(1985, "P4B", { teacherName: "Miss Lee" }),
      classroom(1985, "F1A"),
    ];
    for (const one of added) expect(await store.create(one)).toBe(true);
    expect(await store.list(undefined, 3)).toEqual({ entries: [added[2], added[1], added[0]], more: false });
    expect(await store.list(undefined, 2)).toMatchObject({ entries: [added[2], added[1]], more: true });
    expect(await store.list(undefined, 2, "1985-P4B")).toEqual({ entries: [added[0]], more: false });
    expect(await store.list(undefined, 2, "1986-P1A")).toEqual({ entries: [], more: false });
    expect(await store.list("1985", 1)).toEqual({ entries: [added[2]], more: true });
    expect(await store.list("1985", 1, "1985-F1A")).toEqual({ entries: [added[1]], more: false });
    expect(await store.list("1987", 1)).toEqual({ entries: [], more: false });
  });

  test("a page can start after an id that does not exist", async () => {
    await store.create(classroom(1985, "P4B"));
    expect(idsOf((await store.list(undefined, 5, "1985-P4A")).entries)).toEqual(["1985-P4B"]);
  });

  test("a classroom is created and counted once", async () => {
    const first = classroom(1985, "P4B", { teacherName: "Miss Lee" });
    const all = await Promise.all(
      [first, ...Array.from({ length: 5 }, () => classroom(1985, "P4B"))].map((one) => store.create(one)),
    );
    expect(all).toEqual([true, false, false, false, false, false]);
    expect(await store.counters()).toEqual({ classrooms: 1 });
    expect((await store.list(undefined, 5)).entries).toEqual([first]);
  });

  test("memberships are added and counted, all or none", async () => {
    const id = userId(1);
    await person({ userId: id });
    for (const year of [1985, 1986]) await store.create(classroom(year, "P4B"));
    expect(await store.look(id, ["1985-P4B", "1999-P1A"])).toEqual({
      known: new Set(["1985-P4B"]),
      joined: new Set(),
    });
    expect(await store.add(id, ["1985-P4B"], AT)).toEqual({ added: true });
    expect(await store.add(id, ["1985-P4A", "1985-P4B", "1986-P4B"], AT)).toEqual({
      added: false,
      status: "approved",
      taken: ["1985-P4B"],
    });
    expect(await store.add(id, ["1986-P4B", "1985-P4A"], AT)).toEqual({ added: true });
    expect((await store.look(id, ["1985-P4B", "1986-P4B"])).joined).toEqual(
      new Set(["1985-P4B", "1986-P4B"]),
    );
    expect(await store.counters()).toEqual({ classrooms: 2, "year#1985": 2, "year#1986": 1 });
  });

  test("only an approved user is added", async () => {
    expect(await store.add(userId(1), ["1985-P4B"], AT)).toEqual({
      added: false,
      status: undefined,
      taken: [],
    });
    for (const status of ["pending", "suspended", "rejected"]) {
      await person({ userId: userId(2), status });
      expect(await store.add(userId(2), ["1985-P4B"], AT)).toEqual({ added: false, status, taken: [] });
    }
    expect(await store.counters()).toEqual({});
  });

  test("concurrent additions of a user are counted once", async () => {
    await person({ userId: userId(1) });
    const all = await Promise.all(
      Array.from({ length: 10 }, () => store.add(userId(1), ["1985-P4B", "1985-P4A"], AT)),
    );
    expect(all.filter(({ added }) => added)).toHaveLength(1);
    expect(await store.counters()).toEqual({ "year#1985": 2 });
  });

  test("counters stay correct with concurrent additions and removals", async () => {
    const ids = Array.from({ length: 12 }, (_none, i) => userId(i));
    for (const id of ids) await person({ userId: id });
    await Promise.all(ids.map((id) => store.add(id, ["1985-P4B", "1986-P5B"], AT)));
    expect(await store.counters()).toEqual({ "year#1985": 12, "year#1986": 12 });
    await Promise.all(ids.flatMap((id) => [store.remove(id, "1986-P5B"), store.remove(id, "1986-P5B")]));
    expect(await store.counters()).toEqual({ "year#1985": 12, "year#1986": 0 });
  });

  test("20 classrooms of 20 years can be added at once", async () => {
    await person({ userId: userId(1) });
    const ids = Array.from({ length: 20 }, (_none, i) => `${1980 + i}-P4B`);
    expect(await store.add(userId(1), ids, AT)).toEqual({ added: true });
    expect(Object.keys(await store.counters())).toHaveLength(20);
  });

  test("removing a user who is not a member changes no counter", async () => {
    await store.remove(userId(1), "1985-P4B");
    expect(await store.counters()).toEqual({});
  });

  test("the classrooms of a user are listed in order, page by page", async () => {
    await person({ userId: userId(1) });
    await person({ userId: userId(2) });
    for (const name of ["P4B", "P4A", "P6A"]) await store.create(classroom(1985, name));
    await store.add(userId(1), ["1985-P6A", "1985-P4A", "1985-P4B"], AT);
    await store.add(userId(2), ["1985-P6A"], AT);
    const first = await store.memberships(userId(1), 2);
    expect(first).toEqual({
      entries: ["1985-P4A", "1985-P4B"].map((classroomId) => ({
        ...{ userId: userId(1), classroomId, addedAt: AT, role: "student" },
      })),
      more: true,
    });
    const second = await store.memberships(userId(1), 2, "1985-P4B");
    expect({ ids: idsOf(second.entries), more: second.more }).toEqual({ ids: ["1985-P6A"], more: false });
    const classrooms = await store.classrooms(["1985-P6A", "1999-P1A", "1985-P4A"]);
    expect(idsOf(classrooms).sort()).toEqual(["1985-P4A", "1985-P6A"]);
  });

  test("memberships are read by user id; users and the caller's membership in one call", async () => {
    await store.create(classroom(1985, "P4B"));
    const photoKey = "profiles/x.jpg";
    await person({ userId: userId(1), bio: "Hi", photoKey, visibility: "connections" });
    await person({ userId: userId(2), status: "approved", fullName: "Ada" });
    await person({ userId: userId(3) });
    for (const number of [3, 1, 2]) await store.add(userId(number), ["1985-P4B"], AT);
    await person({ userId: userId(3), status: "suspended" });

    const entry = (number: number) =>
      expect.objectContaining({ userId: userId(number), addedAt: AT }) as unknown;
    expect(await store.entries("1985-P4B", 2)).toEqual({ entries: [entry(1), entry(2)], more: true });
    expect(await store.entries("1985-P4B", 2, userId(2))).toEqual({ entries: [entry(3)], more: false });
    expect(await store.entries("1985-P4A", 2)).toEqual({ entries: [], more: false });

    const { people, ...rest } = await store.read("1985-P4B", userId(2), [
      userId(1),
      userId(2),
      userId(3),
      userId(9),
    ]);
    expect(rest).toEqual({ classroom: classroom(1985, "P4B"), isMember: true });
    expect(people.sort((a, b) => (a.userId < b.userId ? -1 : 1))).toEqual([
      {
        ...{ userId: userId(1), fullName: "Chan Tai Man", status: "approved", bio: "Hi", photoKey },
        visibility: "connections",
      },
      { userId: userId(2), fullName: "Ada", status: "approved", visibility: "classmates" },
      { userId: userId(3), fullName: "Chan Tai Man", status: "suspended", visibility: "classmates" },
    ]);
    expect(await store.read("1985-P4B", userId(9), [])).toMatchObject({ isMember: false, people: [] });
    expect(await store.read("1985-P4A", userId(1), [])).toMatchObject({
      classroom: undefined,
      isMember: false,
    });
  });
});

test("DynamoDB accepts a full batch of 49 members", async () => {
  const client = new DynamoDBClient(emulator.clientConfig);
  const tables = await makeTables(client, "full");
  const ids = Array.from({ length: 49 }, (_none, i) => userId(i));
  for (const part of [ids.slice(0, 25), ids.slice(25)]) {
    const requests = part.map((id) => ({ PutRequest: { Item: toAttributes({ userId: id, fullName: id }) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tables.users]: requests } }));
  }
  expect((await rosterStore(client, tables).read("1985-P4B", userId(1), ids)).people).toHaveLength(49);
});
