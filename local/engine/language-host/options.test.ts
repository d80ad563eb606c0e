import { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { optionVariables, parseOptions } from "./options";

function info(options: Record<string, JavaScriptValue>): ProgramInfo {
  return new ProgramInfo().setOptions(Struct.fromJavaScript(options));
}

test("without options, TypeScript is on", () => {
  const options = parseOptions(undefined);
  expect(options).toEqual({ typescript: true, nodeargs: [] });
  expect(optionVariables(options)).toEqual({ PULUMI_NODEJS_TYPESCRIPT: "true" });
});

test("all options are read", () => {
  const options = parseOptions(
    info({ typescript: false, tsconfig: "a/tsconfig.json", nodeargs: "  --a\t--b=c  " }),
  );
  expect(options).toMatchObject({ nodeargs: ["--a", "--b=c"] });
  expect(optionVariables(options)).toEqual({ PULUMI_NODEJS_TSCONFIG_PATH: "a/tsconfig.json" });
});

test.each([
  [{ typescript: "yes" }, "typescript option must be a boolean"],
  [{ tsconfig: 1 }, "tsconfig option must be a string"],
  [{ nodeargs: ["--a"] }, "nodeargs option must be a string"],
  [{ nodeargs: '--a "b"' }, "nodeargs option must not contain quotes or backslashes"],
])("%j is rejected", (options, message) => {
  expect(() => parseOptions(info(options))).toThrow(message);
});
