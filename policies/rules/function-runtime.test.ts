import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { functionRuntime } from "./function-runtime";

const type = "lambda/function:Function";

resourceCases(functionRuntime, [
  { name: "a supported runtime", type, props: { runtime: "nodejs22.x" } },
  { name: "the last supported day", type, props: { runtime: "nodejs22.x" }, today: "2027-04-29" },
  {
    name: "the deprecation date",
    type,
    props: { runtime: "nodejs22.x" },
    today: "2027-04-30",
    findings: ["runtime::nodejs22.x"],
  },
  {
    name: "a date within the notice period",
    type,
    props: { runtime: "nodejs22.x" },
    today: "2027-04-01",
    parameters: { noticeDays: 30 },
    findings: ["runtime::nodejs22.x"],
  },
  { name: "a deprecated runtime", type, props: { runtime: "nodejs20.x" }, findings: ["runtime::nodejs20.x"] },
  {
    name: "a runtime that is not in the table",
    type,
    props: { runtime: "nodejs8.10" },
    findings: ["runtime::nodejs8.10"],
  },
  {
    name: "an unknown runtime",
    type,
    props: { runtime: unknownString },
    findings: ["Unknown::runtime"],
  },
  { name: "no runtime", type, props: {}, findings: ["no-runtime"] },
  { name: "a container image", type, props: { packageType: "Image" } },
]);
