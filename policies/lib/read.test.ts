import type { PolicyResource } from "@pulumi/policy";

import { unknownCheckingProxy, unknownString } from "../testing/analyze";
import { UNKNOWN } from "./plain";
import { readResource } from "./read";

function read(
  props: Record<string, unknown>,
  provider?: Record<string, unknown>,
): ReturnType<typeof readResource> {
  return readResource({
    type: "aws:sqs/queue:Queue",
    name: "queue",
    urn: "",
    props: unknownCheckingProxy(props),
    opts: { protect: true } as PolicyResource["opts"],
    ...(provider && { provider: { type: "", name: "", urn: "", props: unknownCheckingProxy(provider) } }),
  });
}

test("known values are plain data", () => {
  const props = {
    text: "a",
    number: 1.5,
    no: false,
    nothing: null,
    list: [1, "b", [], {}],
    object: { a: { b: "c" } },
  };
  expect(read(props)).toMatchObject({ name: "queue", protect: true, defaultTags: {} });
  expect(read(props).props).toEqual(props);
});

test("only the unknown values of an object or a list are unknown", () => {
  expect(
    read({
      whole: unknownString,
      list: ["a", unknownString, { b: unknownString }],
      object: { a: { b: unknownString, c: 1 } },
    }).props,
  ).toEqual({ whole: UNKNOWN, list: ["a", UNKNOWN, { b: UNKNOWN }], object: { a: { b: UNKNOWN, c: 1 } } });
});

test.each([
  [{ defaultTags: JSON.stringify({ tags: { stage: "dev" } }) }, { stage: "dev" }],
  [{ defaultTags: unknownString }, {}],
  [{ region: "us-east-1" }, {}],
])("default tags are those of the provider %j", (provider, tags) => {
  expect(read({}, provider).defaultTags).toEqual(tags);
});
