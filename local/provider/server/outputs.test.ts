import { getType } from "../resources/registry";
import { previewOfUpdate, stableOutputs } from "./outputs";
import { Unknown } from "../properties/values";

const table = getType("aws:dynamodb/table:Table");

test("a table keeps its stream while the settings of the stream stay", () => {
  expect(stableOutputs(table, new Set(["globalSecondaryIndexes", "ttl"]))).toContain("streamArn");
  const live = { name: "things", arn: "arn:table", streamArn: "arn:stream" };
  const preview = previewOfUpdate(table, live, { name: "things" }, new Set(["globalSecondaryIndexes"]));
  expect(preview["streamArn"]).toBe("arn:stream");
});

test.each(["streamEnabled", "streamViewType"])("a change of %s may give a table another stream", (name) => {
  const live = { name: "things", streamArn: "arn:stream" };
  expect(previewOfUpdate(table, live, { name: "things" }, new Set([name]))["streamArn"]).toBe(Unknown);
});
