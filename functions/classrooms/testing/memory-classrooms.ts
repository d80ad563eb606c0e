/* eslint-disable @typescript-eslint/require-await -- implements asynchronous interfaces */
import type { StatsStore } from "../../integrations/stats-store";
import type { CreateStore, ListStore } from "../catalogue/store";
import { sliceOf, type Classroom, type Membership } from "../classroom";
import { yearCounter } from "../memberships/counter";
import type { AddStore, RemoveStore, UserClassroomsStore } from "../memberships/store";
import type { Person, RosterStore } from "../roster/store";

/** All stores of the functions of classrooms. */
export type ClassroomStores = ListStore &
  CreateStore &
  UserClassroomsStore &
  AddStore &
  RemoveStore &
  RosterStore &
  StatsStore;

/** The stores in memory. stores.test.ts runs the same tests on it as on DynamoDB. */
export class MemoryClassrooms implements ClassroomStores {
  readonly people = new Map<string, Person>();
  private readonly catalogue = new Map<string, Classroom>();
  private readonly all = new Map<string, Membership>();
  private readonly stats: Record<string, number> = {};

  list: ListStore["list"] = async (year, limit, after = "") => {
    const classrooms = [...this.catalogue.values()]
      .filter((classroom) => year === undefined || classroom.year === Number(year))
      .filter(({ classroomId }) => classroomId > after);
    return sliceOf(ordered(classrooms, "classroomId"), limit);
  };

  create: CreateStore["create"] = async (classroom) => {
    if (this.catalogue.has(classroom.classroomId)) return false;
    this.catalogue.set(classroom.classroomId, classroom);
    this.count("classrooms", 1);
    return true;
  };

  memberships: UserClassroomsStore["memberships"] = async (userId, limit, after = "") => {
    const own = [...this.all.values()].filter(
      (entry) => entry.userId === userId && entry.classroomId > after,
    );
    return sliceOf(ordered(own, "classroomId"), limit);
  };

  classrooms: UserClassroomsStore["classrooms"] = async (ids) =>
    ids.flatMap((id) => this.catalogue.get(id) ?? []).reverse();

  look: AddStore["look"] = async (userId, ids) => ({
    known: new Set(ids.filter((id) => this.catalogue.has(id))),
    joined: new Set(ids.filter((id) => this.all.has(`${userId} ${id}`))),
  });

  add: AddStore["add"] = async (userId, ids, addedAt) => {
    const status = this.people.get(userId)?.status;
    const taken = ids.filter((id) => this.all.has(`${userId} ${id}`));
    if (status !== "approved" || taken.length > 0) return { added: false, status, taken };
    for (const classroomId of ids) {
      this.all.set(`${userId} ${classroomId}`, { userId, classroomId, addedAt, role: "student" });
      this.count(yearCounter(classroomId), 1);
    }
    return { added: true };
  };

  remove: RemoveStore["remove"] = async (userId, classroomId) => {
    if (this.all.delete(`${userId} ${classroomId}`)) this.count(yearCounter(classroomId), -1);
  };

  entries: RosterStore["entries"] = async (classroomId, limit, after = "") => {
    const members = [...this.all.values()].filter(
      (entry) => entry.classroomId === classroomId && entry.userId > after,
    );
    return sliceOf(ordered(members, "userId"), limit);
  };

  read: RosterStore["read"] = async (classroomId, callerId, userIds) => ({
    classroom: this.catalogue.get(classroomId),
    isMember: this.all.has(`${callerId} ${classroomId}`),
    people: userIds.flatMap((id) => this.people.get(id) ?? []),
  });

  counters: StatsStore["counters"] = async () => ({ ...this.stats });

  private count(name: string, by: number): void {
    this.stats[name] = (this.stats[name] ?? 0) + by;
  }
}

function ordered<Key extends string, T extends Record<Key, string>>(entries: readonly T[], key: Key): T[] {
  return [...entries].sort((a, b) => (a[key] < b[key] ? -1 : 1));
}

/** The id of a test's user; ids sort by number. */
export function userId(number: number): string {
  return `usr_${String(number).padStart(20, "0")}`;
}
