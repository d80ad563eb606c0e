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

test.each([approved, rejected])("the SMS of $kind is one segment, whatever the name", (message) => {
  const { sms } = textsOf(message, { fullName: "陳大文", reason: "誰?" });
  expect(sms).toMatch(/^[A-Za-z0-9 .,:!]{20,160}$/);
});

test.each([approved, rejected, digest(3)])(
  "the e-mail of $kind has one line of subject and names the person",
  (message) => {
    const { email } = textsOf(message, { fullName: "陳大文" });
    expect(email.subject).toMatch(/^[\x20-\x7e]{5,80}$/);
    expect(email.text).toContain("Dear 陳大文,\n\n");
  },
);

test("a reason is told in the e-mail, and none where there is none", () => {
  expect(textsOf(rejected, { fullName: "Chan", reason: "Not of our year" }).email.text).toContain(
    "The reason given: Not of our year\n",
  );
  expect(textsOf(rejected, { fullName: "Chan" }).email.text).not.toContain("reason");
});

test("a digest counts, and goes by e-mail alone", () => {
  expect(textsOf(digest(1), { fullName: "Chan" }).email.subject).toBe("1 person waits for approval");
  const many = textsOf(digest(12), { fullName: "Chan" });
  expect(many.email.subject).toBe("12 people wait for approval");
  expect(many).not.toHaveProperty("sms");
});
