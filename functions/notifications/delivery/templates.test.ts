import type { Personal } from "../messages";
import { textsOf } from "./templates";

const decidedAt = "2027-01-15T08:00:00.000Z";
const approved: Personal = { kind: "approved", userId: "usr_1", decidedAt };
const rejected: Personal = { kind: "rejected", userId: "usr_1", decidedAt };
const digest = (pending: number): Personal => ({
  kind: "digest",
  userId: "usr_1",
  date: "2027-01-15",
  pending,
});

test.each([approved, rejected])("the SMS of $kind fits in one segment, whatever the name", (message) => {
  const { sms } = textsOf(message, { fullName: "陳大文", reason: "誰?" });
  expect(sms).toMatch(/^[A-Za-z0-9 .,:!]{20,160}$/);
});

test.each([approved, rejected, digest(3)])(
  "the e-mail of $kind has a one-line subject and the user's name",
  (message) => {
    const { email } = textsOf(message, { fullName: "陳大文" });
    expect(email.subject).toMatch(/^[\x20-\x7e]{5,80}$/);
    expect(email.text).toContain("Dear 陳大文,\n\n");
  },
);

test("the e-mail has the reason, if there is one", () => {
  expect(textsOf(rejected, { fullName: "Chan", reason: "Not of our year" }).email.text).toContain(
    "Reason: Not of our year\n",
  );
  expect(textsOf(rejected, { fullName: "Chan" }).email.text).not.toContain("Reason");
});

test("a digest has the count, and is sent by e-mail only", () => {
  expect(textsOf(digest(1), { fullName: "Chan" }).email.subject).toBe("1 person is waiting for approval");
  const many = textsOf(digest(12), { fullName: "Chan" });
  expect(many.email.subject).toBe("12 people are waiting for approval");
  expect(many).not.toHaveProperty("sms");
});
