import type * as z from "zod/mini";

import { createClassroom } from "../classrooms/routes";
import { register, reject } from "../auth/routes";
import { updateProfile } from "../users/routes";
import { ApiError } from "./errors";
import { asciiDigits, hiddenCharacter } from "./text";
import { parseBody } from "./validation";

test.each([
  ["an override to the left", "Chan\u202Eeman iaT", "U+202E"],
  ["an override to the right", "\u202DChan", "U+202D"],
  ["an embedding", "\u202BChan\u202C", "U+202B"],
  ["the end of an embedding", "Chan\u202C", "U+202C"],
  ["an isolate to the left", "\u2066Chan\u2069", "U+2066"],
  ["an isolate to the right", "\u2067Chan", "U+2067"],
  ["an isolate by the first letter", "\u2068Chan", "U+2068"],
  ["the end of an isolate", "Chan\u2069", "U+2069"],
  ["an override in Arabic", "محمد\u202Eعلي", "U+202E"],
  ["a space of no width", "Ch\u200Ban", "U+200B"],
  ["a joiner of words", "Ch\u2060an", "U+2060"],
  ["an invisible plus", "Ch\u2064an", "U+2064"],
  ["a deprecated control", "Ch\u206Aan", "U+206A"],
  ["a byte order mark", "\uFEFFChan", "U+FEFF"],
  ["a hyphen that is not shown", "Ch\u00ADan", "U+00AD"],
  ["an annotation", "Ch\uFFF9an\uFFFB", "U+FFF9"],
  ["a tag of its own", "Chan\u{E0041}", "U+E0041"],
  ["a tag after another emoji", "👍\u{E0067}", "U+E0067"],
  ["half of a pair", "Chan\uD83D", "U+D83D"],
])("%s is hidden", (_what, text, character) => {
  expect(hiddenCharacter(text)).toBe(character);
});

test.each([
  ["Chinese", "陳大文"],
  ["a form of a Han character", "葛\u{E0100}城"],
  ["Arabic", "محمد علي"],
  ["Persian with a non-joiner", "می\u200Cخواهم"],
  ["Hebrew with Latin and a mark", "שלום\u200F (Chan)"],
  ["Arabic with its mark", "ت\u061C1"],
  ["Hindi with a joiner", "क्\u200Dष"],
  ["Sinhala with a joiner", "ශ්\u200Dරී"],
  ["Mongolian with a vowel separator", "ᠮᠣᠩᠭᠣᠯ\u180Eᠠ"],
  ["Vietnamese, not composed", "Nguye\u0302\u0303n"],
  ["a family", "👩\u200D👩\u200D👧\u200D👦"],
  ["a heart in colour", "❤\uFE0F"],
  ["the flag of Scotland", "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}"],
  ["two lines", "one\ntwo"],
  ["nothing", ""],
])("%s is not hidden", (_what, text) => {
  expect(hiddenCharacter(text)).toBeUndefined();
});

const phoneNumber = "+85291234567";
test.each<[string, z.ZodMiniType | undefined, (text: string) => object]>([
  ["name", register.body, (name) => ({ phoneNumber, name })],
  ["fullName", register.body, (fullName) => ({ phoneNumber, fullName })],
  ["name", updateProfile.body, (name) => ({ name })],
  ["bio", updateProfile.body, (bio) => ({ bio })],
  ["reason", reject.body, (reason) => ({ reason })],
  [
    "teacherName",
    createClassroom.body,
    (teacherName) => ({ year: 1985, grade: "P4", section: "B", teacherName }),
  ],
])("rejects hidden characters in %s", (field, schema, bodyOf) => {
  const parse = (text: string): unknown => parseBody(schema!, JSON.stringify(bodyOf(text)));
  expect(parse("محمد علي 👩\u200D👧")).toEqual(bodyOf("محمد علي 👩\u200D👧"));
  let refusal: unknown;
  try {
    parse("Chan \u202Eeman");
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(ApiError);
  expect(refusal).toMatchObject({
    code: "BAD_REQUEST",
    details: [{ field, problem: "must not contain the hidden character U+202E" }],
  });
});

test("digits of all scripts become ASCII digits, other text stays", () => {
  expect(asciiDigits("+٠١٢٣٤٥٦٧٨٩ ０９ ०९ 𝟎𝟗𝟘𝟡 x½①")).toBe("+0123456789 09 09 0909 x½①");
});
