import { decodeCursor, encodeCursor, pageLimit, type CursorContext } from "./cursor";

const context = (partition = "usr_1", list = "things"): CursorContext<"id" | "at"> => ({
  list,
  partition,
  fields: { id: /[a-z]{1,5}/, at: /\d{4}/ },
});
const given = encodeCursor({ id: "abc", at: "1985" }, context());
const raw = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const [tag] = JSON.parse(Buffer.from(given, "base64url").toString()) as [string];

test("round-trips as URL-safe text", () => {
  expect(decodeCursor(given, context())).toEqual({ id: "abc", at: "1985" });
  expect(decodeCursor(raw([tag, "1985", "abc"]), context())).toEqual({ id: "abc", at: "1985" });
  expect(given).toMatch(/^[\w-]+$/);
});

test("no cursor is the start of the list", () => {
  expect(decodeCursor(undefined, context())).toBeUndefined();
});

test("does not contain its list or partition", () => {
  expect(Buffer.from(given, "base64url").toString()).not.toContain("usr_1");
});

test.each<[string, string, CursorContext<"id" | "at">?]>([
  ["of another partition", given, context("usr_2")],
  ["of another list", given, context("usr_1", "others")],
  ["list and partition run together", given, context("susr_1", "thing")],
  ["empty", ""],
  ["no base64", "!!!!"],
  ["with padding", `${given}==`],
  ["with a space", `${given} `],
  ["with a null byte", `${given}\0`],
  ["in the other base64 alphabet", Buffer.from(JSON.stringify([tag, "1985", "???"])).toString("base64")],
  ["no JSON", Buffer.from("{").toString("base64url")],
  ["JSON with spaces", Buffer.from(`["${tag}", "1985", "abc"]`).toString("base64url")],
  ["a key of DynamoDB", raw({ userId: { S: "usr_2" } })],
  ["an operator", raw([tag, { $gt: "" }, "abc"])],
  ["a number for a text", raw([tag, 1985, "abc"])],
  ["null", raw(null)],
  ["a text", raw("abc")],
  ["an empty list", raw([])],
  ["a null in it", raw([tag, null, "abc"])],
  ["a value in a list", raw([tag, ["1985"], "abc"])],
  ["another tag", raw(["AAAAAAAA", "1985", "abc"])],
  ["too short", raw([tag, "1985"])],
  ["too long", raw([tag, "1985", "abc", "x"])],
  ["an empty value", raw([tag, "1985", ""])],
  ["a value that is too long", raw([tag, "1985", "abcdef"])],
  ["a value that matches in part", raw([tag, "1985", "abc#"])],
  ["a value with a line after it", raw([tag, "1985", "abc\nx"])],
  ["deep nesting", Buffer.from("[".repeat(400)).toString("base64url")],
  ["a lone surrogate", raw([tag, "1985", "\ud800"])],
  ["bytes that are no UTF-8", Buffer.from([0xff, 0xfe, 0x5b]).toString("base64url")],
])("rejects %s as field cursor", (_what, text, where = context()) => {
  const details = [{ field: "cursor", problem: "is not a cursor of this list" }];
  expect(() => decodeCursor(text, where)).toThrow(
    expect.objectContaining({ code: "BAD_REQUEST", details }) as Error,
  );
});

test("a page has 50 entries unless a limit is given", () => {
  expect([pageLimit(undefined), pageLimit("1"), pageLimit("100")]).toEqual([50, 1, 100]);
});
