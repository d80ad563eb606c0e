import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { functionOwnRole } from "./function-own-role";

const role = (name: string) => ({ type: "iam/role:Role", name, props: {} });
const fn = (name: string, from: string) => ({
  type: "lambda/function:Function",
  name,
  props: { role: unknownString },
  from: { role: from },
});
const known = (name: string, arn: string) => ({
  type: "lambda/function:Function",
  name,
  props: { role: arn },
});

stackCases(functionOwnRole, [
  {
    name: "one role per function",
    resources: [role("a-role"), role("b-role"), fn("a", "a-role"), fn("b", "b-role")],
  },
  {
    name: "a shared role with an unknown ARN",
    resources: [role("role"), fn("a", "role"), fn("b", "role")],
    findings: ["a: shared-role", "b: shared-role"],
  },
  {
    name: "a shared role with a known ARN",
    resources: [
      known("a", "arn:aws:iam::1:role/x"),
      known("b", "arn:aws:iam::1:role/x"),
      known("c", "arn:aws:iam::1:role/y"),
    ],
    findings: ["a: shared-role", "b: shared-role"],
  },
]);
