import { authorise, callerOf, subjectOf, type Caller } from "./caller";
import type { Auth } from "./route";

const caller = (change: Partial<Caller> = {}): Caller => ({
  userId: "usr_1",
  sessionId: "ses_1",
  role: "user",
  status: "approved",
  ...change,
});

const PENDING = caller({ status: "pending" });
const ADMIN = caller({ role: "admin" });
const REJECTED = caller({ status: "rejected" });
const DEMOTED = caller({ role: "admin", status: "suspended" });

function decision(auth: Auth, who: Caller | undefined, subject?: string): string {
  try {
    authorise(auth, who, subject);
    return "allowed";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test.each<[Auth, string, Caller | undefined, string | undefined, string]>([
  ["public", "nobody", undefined, undefined, "allowed"],
  ["key", "nobody", undefined, undefined, "allowed"],
  ["session", "nobody", undefined, undefined, "UNAUTHORIZED"],
  ["session", "a pending user", PENDING, undefined, "allowed"],
  ["session", "a suspended user", caller({ status: "suspended" }), undefined, "FORBIDDEN"],
  ["session", "a rejected user", REJECTED, undefined, "allowed"],
  ["member", "a member", caller(), undefined, "allowed"],
  ["member", "a pending user", PENDING, undefined, "FORBIDDEN"],
  ["admin", "a member", caller(), undefined, "FORBIDDEN"],
  ["admin", "an admin", ADMIN, undefined, "allowed"],
  ["admin", "a suspended admin", DEMOTED, undefined, "FORBIDDEN"],
  ["self", "the user", caller(), "usr_1", "allowed"],
  ["self", "the user, pending", PENDING, "usr_1", "allowed"],
  ["self", "another member", caller(), "usr_2", "FORBIDDEN"],
  ["self", "an admin", ADMIN, "usr_2", "allowed"],
  ["self", "a suspended admin", DEMOTED, "usr_2", "FORBIDDEN"],
  ["self", "the user, rejected", REJECTED, "usr_1", "FORBIDDEN"],
  ["self", "nobody", undefined, "usr_1", "UNAUTHORIZED"],
  ["owner", "the user", caller(), "usr_1", "allowed"],
  ["owner", "the user, pending", PENDING, "usr_1", "allowed"],
  ["owner", "the user, rejected", REJECTED, "usr_1", "allowed"],
  ["owner", "a rejected user, of another", REJECTED, "usr_2", "FORBIDDEN"],
  ["owner", "a rejected admin, of another", { ...REJECTED, role: "admin" }, "usr_2", "FORBIDDEN"],
  ["owner", "the user, suspended", caller({ status: "suspended" }), "usr_1", "FORBIDDEN"],
  ["owner", "another member", caller(), "usr_2", "FORBIDDEN"],
  ["owner", "an admin", ADMIN, "usr_2", "allowed"],
  ["owner", "nobody", undefined, "usr_1", "UNAUTHORIZED"],
  ["member", "a rejected user", REJECTED, undefined, "FORBIDDEN"],
  ["admin", "a rejected admin", { ...REJECTED, role: "admin" }, undefined, "FORBIDDEN"],
])("%s, called by %s", (auth, _who, who, subject, expected) => {
  expect(decision(auth, who, subject)).toBe(expected);
});

test("me is the caller, any other id stays unchanged", () => {
  expect(subjectOf("me", caller())).toBe("usr_1");
  expect(subjectOf("usr_2", caller())).toBe("usr_2");
  expect(subjectOf("me", undefined)).toBeUndefined();
});

test("a caller requires a complete authorizer context", () => {
  expect(callerOf({ ...caller(), principalId: "usr_1" })).toEqual(caller());
  for (const broken of [null, undefined, {}, { ...caller(), role: "root" }, { ...caller(), userId: "" }]) {
    expect(callerOf(broken)).toBeUndefined();
  }
});
