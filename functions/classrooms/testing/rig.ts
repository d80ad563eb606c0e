import type { Caller } from "../../shared/caller";
import type { Entry, Grant } from "../../testing/grants";
import { eventOf, Handlers, type TestRequest } from "../../testing/handlers";
import type { Output } from "../../testing/output";
import { TestStage } from "../../testing/stage";
import { createStore } from "../catalogue/store";
import { addStore } from "../memberships/store";

const CREATED_AT = "2027-01-15T08:00:00.000Z";

/** Functions that the tests of classrooms call. */
export const entries = [
  "classrooms/list-classrooms",
  "classrooms/create-classroom",
  "classrooms/list-members",
  "classrooms/user-classrooms",
  "classrooms/add-user-classrooms",
  "classrooms/remove-user-classroom",
  "integrations/stats",
] as const satisfies readonly Entry[];

/** A function of {@link entries}. */
export type ClassroomEntry = (typeof entries)[number];

/** The handlers of classrooms on a stage, with users and classrooms to call them for. */
export class ClassroomRig {
  private readonly stage: TestStage;
  private readonly handlers: Handlers;

  /** Call it at the top of a test file. @param name prefix of all resource names. */
  constructor(name: string, output: Output) {
    this.stage = new TestStage(name);
    this.handlers = new Handlers(this.stage, output, entries);
  }

  /** DynamoDB calls since the last request began. */
  get calls(): readonly string[] {
    return this.handlers.calls;
  }

  /** Calls a function. @param granted what it may do. Default: all that it needs. */
  async call(entry: ClassroomEntry, request: TestRequest, granted?: readonly Grant[]) {
    const { statusCode, json } = await this.handlers.callWith(granted, entry, eventOf(request));
    return { status: statusCode, json };
  }

  /** Writes a user. @returns them as a caller. */
  async user(over: Partial<Pick<Caller, "role" | "status">> & { fullName?: string } = {}): Promise<Caller> {
    const { userId, role, status } = await this.stage.addUser(over);
    return { userId, role, status, sessionId: "ses_1" };
  }

  /** Writes classrooms, e.g. `[1985, "P4A"]`. */
  async classrooms(...classrooms: readonly (readonly [year: number, name: string])[]): Promise<void> {
    const store = createStore(this.stage.dynamoDb, this.stage.tables);
    for (const [year, displayName] of classrooms) {
      const [grade, section] = [displayName.slice(0, -1), displayName.slice(-1)];
      const classroomId = `${String(year)}-${displayName}`;
      await store.create({ classroomId, year, grade, section, displayName, createdAt: CREATED_AT });
    }
  }

  /** Adds a user to a classroom. */
  async join({ userId }: Caller, classroomId: string): Promise<void> {
    await addStore(this.stage.dynamoDb, this.stage.tables).add(userId, [classroomId], CREATED_AT);
  }
}
