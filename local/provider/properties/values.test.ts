import { Archive, Asset } from "./plain";
import { decode, encode, Secret, Unknown, type Properties, type PropertyValue } from "./values";
import { signature, signatureKey, type JsonObject } from "./wire";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A small generator with a seed, so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function randomValue(random: () => number, depth: number): PropertyValue {
  const pick = Math.floor(random() * (depth > 0 ? 11 : 8));
  const word = (): string =>
    ["", "a", "ключ", "__proto", "a.b", '"', "\u0000\n", "👍"][Math.floor(random() * 8)] ?? "";
  switch (pick) {
    case 0:
      return null;
    case 1:
      return random() < 0.5;
    case 2:
      return [0, -1, 1.5, 2 ** 53, 1e-300, -2e300][Math.floor(random() * 6)] ?? 0;
    case 3:
      return Unknown;
    case 4:
      return new Asset(word(), Buffer.alloc(0));
    case 5:
      return new Archive(word(), new Map());
    case 6:
    case 7:
      return word();
    case 8:
      return new Secret(randomValue(random, depth - 1));
    case 9:
      return Array.from({ length: Math.floor(random() * 4) }, () => randomValue(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: Math.floor(random() * 4) }, () => [word(), randomValue(random, depth - 1)]),
      );
  }
}

test("encoded values decode to the same values", () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = generator(seed);
    const properties: Properties = { first: randomValue(random, 5), second: randomValue(random, 5) };
    const absent = Object.entries(properties).filter(([, value]) => value !== null);
    const wire = Struct.deserializeBinary(encode(properties).serializeBinary());
    expect({ seed, ...decode(wire) }).toEqual({ seed, ...Object.fromEntries(absent) });
  }
});

const decoded = (value: JsonObject[string]): PropertyValue | undefined =>
  decode(Struct.fromJavaScript({ value }))["value"];

test.each<[string, JsonObject[string], PropertyValue | undefined]>([
  ["an unknown number", "3eeb2bf0-c639-47a8-9e75-3b44932eb421", Unknown],
  ["a resource", { [signatureKey]: signature.resource, urn: "urn:x", id: "users" }, "users"],
  ["a resource that has no id yet", { [signatureKey]: signature.resource, urn: "urn:x" }, Unknown],
  ["an output", { [signatureKey]: signature.output, value: 1 }, 1],
  ["an unknown output", { [signatureKey]: signature.output }, Unknown],
  ["a secret output", { [signatureKey]: signature.output, value: 1, secret: true }, new Secret(1)],
  ["null", null, undefined],
])("%s is decoded", (_name, wire, value) => {
  expect(decoded(wire)).toEqual(value);
});

test("an unknown kind of value is rejected", () => {
  expect(() => decoded({ [signatureKey]: "something-new" })).toThrow("signature");
});

describe("files", () => {
  const text = { [signatureKey]: signature.asset, hash: "h1", text: "exports.handler = 1" };
  const folder = {
    [signatureKey]: signature.archive,
    hash: "h2",
    assets: {
      "index.js": text,
      lib: { [signatureKey]: signature.archive, hash: "h3", path: "local/provider/testing" },
    },
  };

  test("are read only on request", () => {
    const struct = Struct.fromJavaScript({ code: folder });
    const read = decode(struct, { readFiles: true })["code"] as Archive;
    expect([...read.files.keys()]).toEqual(expect.arrayContaining(["index.js", "lib/plugin.ts"]));
    expect(read.files.get("index.js")?.toString()).toBe(text.text);
    expect((decode(struct)["code"] as Archive).files.size).toBe(0);
  });

  test("are returned unchanged", () => {
    const wireFiles = new Map<string, JsonObject>();
    const struct = Struct.fromJavaScript({ code: folder });
    expect(encode(decode(struct, { wireFiles }), wireFiles).toJavaScript()).toEqual({ code: folder });
  });

  test("that are packed or remote are rejected", () => {
    const archive = (more: JsonObject) => ({ [signatureKey]: signature.archive, hash: "h", ...more });
    const read = (more: JsonObject) =>
      decode(Struct.fromJavaScript({ code: archive(more) }), { readFiles: true });
    expect(() => read({ path: "package.json" })).toThrow("packed file");
    expect(() => read({ uri: "https://example.com/a.zip" })).toThrow("remote");
  });
});
