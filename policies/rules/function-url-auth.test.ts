import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { functionUrlAuth } from "./function-url-auth";

const url = "lambda/functionUrl:FunctionUrl";

resourceCases(functionUrlAuth, [
  { name: "signed requests", type: url, props: { authorizationType: "AWS_IAM" } },
  {
    name: "any request",
    type: url,
    props: { authorizationType: "NONE" },
    findings: ["authorizationType::NONE"],
  },
  {
    name: "not known",
    type: url,
    props: { authorizationType: unknownString },
    findings: ["Unknown::authorizationType"],
  },
  {
    name: "a permission about something else",
    type: "lambda/permission:Permission",
    props: { principal: "sns.amazonaws.com" },
  },
  {
    name: "a permission for everybody's requests",
    type: "lambda/permission:Permission",
    props: { functionUrlAuthType: "NONE" },
    findings: ["functionUrlAuthType::NONE"],
  },
]);
