import { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { optionVariables, parseOptions, splitWords } from "./options";

function info(options: Record<string, JavaScriptValue>): ProgramInfo {
  return new ProgramInfo().setOptions(Struct.fromJavaScript(options));
}

test("without options, TypeScript is on and npm installs", () => {
  const options = parseOptions(undefined);
  expect(options).toEqual({ typescript: true, nodeargs: [], packagemanager: "npm" });
  expect(optionVariables(options)).toEqual({ PULUMI_NODEJS_TYPESCRIPT: "true" });
});

test("all options are read", () => {
  const options = parseOptions(
    info({ typescript: false, tsconfig: "a/tsconfig.json", nodeargs: "--a --b", packagemanager: "pnpm" }),
  );
  expect(options).toMatchObject({ nodeargs: ["--a", "--b"], packagemanager: "pnpm" });
  expect(optionVariables(options)).toEqual({ PULUMI_NODEJS_TSCONFIG_PATH: "a/tsconfig.json" });
});

test.each([
  [{ typescript: "yes" }, "typescript option must be a boolean"],
  [{ tsconfig: 1 }, "tsconfig option must be a string"],
  [{ nodeargs: ["--a"] }, "nodeargs option must be a string"],
  [{ nodeargs: '--a "b' }, 'nodeargs option has an unclosed quote: --a "b'],
  [
    { packagemanager: "make" },
    'packagemanager option must be one of auto, npm, yarn, pnpm or bun, got "make"',
  ],
])("%j is rejected", (options, message) => {
  expect(() => parseOptions(info(options))).toThrow(message);
});

test.each([
  ["", []],
  ["  --a\t--b=c  ", ["--a", "--b=c"]],
  [`--title 'two words' "and a \\"quote\\""`, ["--title", "two words", 'and a "quote"']],
  [`--path=a\\ b 'a\\b' ''`, ["--path=a b", "a\\b", ""]],
])("splits %j as a shell does", (line, words) => {
  expect(splitWords(line)).toEqual(words);
});
