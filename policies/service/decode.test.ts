import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { UNKNOWN, type Plain } from "../plain";
import { archive, secret, unknownString } from "../testing/engine-view";
import { decode } from "./decode";

// What the policy SDK reads properties with is not among its types.
const { deserializeProperties } = jest.requireActual<{
  deserializeProperties: (props: Struct, proxySecrets: boolean) => object;
}>("@pulumi/policy/deserialize");
const { unknownCheckingProxy, ...sdk } = jest.requireActual<
  { unknownCheckingProxy: (props: object) => object } & Record<string, string>
>("@pulumi/policy/proxy");

const output = (value: object): object => ({
  "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...value,
});

const struct = (props: object): Struct =>
  Struct.fromJavaScript(props as Parameters<typeof Struct.fromJavaScript>[0]);

/** What a policy of the SDK reads, where reading a value that is not known throws. */
function asSdk(props: object): Plain {
  const read = (value: unknown): Plain => {
    if (typeof value !== "object" || value === null) return value as Plain;
    const entries = Object.keys(value).map((key): [string, Plain] => {
      try {
        return [key, read(Reflect.get(value, key))];
      } catch {
        return [key, UNKNOWN];
      }
    });
    return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
  };
  return read(unknownCheckingProxy(deserializeProperties(struct(props), false)));
}

test.each<[string, object]>([
  [
    "plain data",
    {
      text: "a",
      number: 1.5,
      yes: true,
      no: false,
      nothing: null,
      list: [1, "b", [], {}],
      object: { a: { b: "c" } },
    },
  ],
  [
    "a secret",
    { password: secret("x"), rules: [{ value: secret(["a", "b"]) }], whole: secret({ a: secret("b") }) },
  ],
  [
    "unknowns of every kind",
    {
      boolean: sdk["unknownBooleanValue"],
      number: sdk["unknownNumberValue"],
      text: sdk["unknownStringValue"],
      array: sdk["unknownArrayValue"],
      asset: sdk["unknownAssetValue"],
      archive: sdk["unknownArchiveValue"],
      object: sdk["unknownObjectValue"],
    },
  ],
  [
    "unknowns within",
    { list: ["a", unknownString], object: { a: { b: unknownString } }, hidden: secret(unknownString) },
  ],
])("%s is what the policy SDK makes of it", (_, props) => {
  expect(decode(struct(props)).props).toEqual(asSdk(props));
});

test("outputs are what they hold, or not known", () => {
  const { props, secrets } = decode(
    struct({
      known: output({ value: "a", dependencies: [] }),
      hidden: output({ value: "b", secret: true }),
      open: output({}),
    }),
  );
  expect(props).toEqual({ known: "a", hidden: "b", open: UNKNOWN });
  expect([...secrets]).toEqual(["hidden"]);
});

test("tells where secrets are", () => {
  const { secrets } = decode(
    struct({ environment: { variables: { KEY: secret("x"), NAME: "y" } }, list: [{ a: secret("b") }] }),
  );
  expect([...secrets].sort()).toEqual(["environment.variables.KEY", "list[0].a"]);
});

test("an archive is data like others", () => {
  expect(decode(struct({ code: archive("index.js") })).props).toMatchObject({
    code: { assets: { "index.js": { path: "index.js" } } },
  });
});

test("nothing is nothing", () => {
  expect(decode(undefined)).toEqual({ props: {}, secrets: new Set() });
});
