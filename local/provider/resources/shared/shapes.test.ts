import { fromApi, toApi, type Shape } from "./shapes";

const shape: Shape = {
  comment: {},
  originId: { as: "Id" },
  until: { date: true },
  code: { numeral: true },
  methods: { counted: true },
  cachedMethods: { as: "Methods.Cached", counted: true },
  tags: { set: true },
  origins: { counted: true, of: { path: {}, headers: { of: { name: { as: "HeaderName" } } } } },
};

const values = {
  comment: "photos",
  originId: "bucket",
  until: "2027-01-31T00:00:00Z",
  code: 404,
  methods: ["GET", "HEAD"],
  cachedMethods: ["GET"],
  tags: ["a"],
  origins: [{ path: "/a", headers: [{ name: "x" }] }, {}],
};

const request = {
  Comment: "photos",
  Id: "bucket",
  Until: new Date("2027-01-31T00:00:00Z"),
  Code: "404",
  Methods: { Quantity: 2, Items: ["GET", "HEAD"], Cached: { Quantity: 1, Items: ["GET"] } },
  Tags: ["a"],
  Origins: { Quantity: 2, Items: [{ Path: "/a", Headers: [{ HeaderName: "x" }] }, {}] },
};

test("properties are converted to the API's form and back", () => {
  expect(toApi(values, shape)).toEqual(request);
  expect(fromApi(request, shape)).toEqual(values);
});

test("absent values stay absent; an empty list stays a list", () => {
  expect(toApi({ methods: [] }, shape)).toEqual({ Methods: { Quantity: 0, Items: [] } });
  expect(fromApi({ Methods: { Quantity: 0 }, Code: "", Comment: undefined }, shape)).toEqual({ methods: [] });
  expect(fromApi(undefined, shape)).toEqual({});
});
