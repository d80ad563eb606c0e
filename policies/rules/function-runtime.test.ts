import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { functionRuntime } from "./function-runtime";

const type = "lambda/function:Function";

resourceCases(functionRuntime, [
  { name: "a runtime with patches", type, props: { runtime: "nodejs22.x" } },
  { name: "its last day with patches", type, props: { runtime: "nodejs22.x" }, today: "2027-04-29" },
  {
    name: "the day of its end",
    type,
    props: { runtime: "nodejs22.x" },
    today: "2027-04-30",
    findings: ["runtime::nodejs22.x"],
  },
  {
    name: "the notice before",
    type,
    props: { runtime: "nodejs22.x" },
    today: "2027-04-01",
    parameters: { noticeDays: 30 },
    findings: ["runtime::nodejs22.x"],
  },
  { name: "a runtime that ended", type, props: { runtime: "nodejs20.x" }, findings: ["runtime::nodejs20.x"] },
  {
    name: "a runtime that nobody knows",
    type,
    props: { runtime: "nodejs8.10" },
    findings: ["runtime::nodejs8.10"],
  },
  {
    name: "a runtime that is not known yet",
    type,
    props: { runtime: unknownString },
    findings: ["Unknown::runtime"],
  },
  { name: "no runtime", type, props: {}, findings: ["no-runtime"] },
  { name: "a container image", type, props: { packageType: "Image" } },
]);
