import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { functionUrlAuth } from "./function-url-auth";

const url = "lambda/functionUrl:FunctionUrl";

resourceCases(functionUrlAuth, [
  { name: "a URL with IAM authorization", type: url, props: { authorizationType: "AWS_IAM" } },
  {
    name: "a URL without authorization",
    type: url,
    props: { authorizationType: "NONE" },
    findings: ["authorizationType::NONE"],
  },
  {
    name: "a URL with unknown authorization",
    type: url,
    props: { authorizationType: unknownString },
    findings: ["Unknown::authorizationType"],
  },
  {
    name: "a permission that is not for a URL",
    type: "lambda/permission:Permission",
    props: { principal: "sns.amazonaws.com" },
  },
  {
    name: "a permission for a public URL",
    type: "lambda/permission:Permission",
    props: { functionUrlAuthType: "NONE" },
    findings: ["functionUrlAuthType::NONE"],
  },
]);
