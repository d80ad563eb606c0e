import { UNKNOWN, show } from "../plain";
import { resourceRule } from "../rule";

const property: Readonly<Record<string, string>> = {
  "aws:lambda/functionUrl:FunctionUrl": "authorizationType",
  "aws:lambda/permission:Permission": "functionUrlAuthType",
};

/** Functions are reached through the API, or by those who sign their requests. */
export const functionUrlAuth = resourceRule({
  name: "function-url-auth",
  severity: "critical",
  describe: "A function URL takes signed requests only.",
  why: "An open function URL goes around authorizer, throttles, validation and logs of the API.",
  fix: "Set the authorization type to AWS_IAM, or put the function behind the API.",
  appliesTo: Object.keys(property),
  check: ({ type, props }) => {
    const name = property[type] ?? "";
    const value = props[name];
    if (value === UNKNOWN) return [{ id: `Unknown::${name}`, what: `${name} is not known at preview` }];
    // A permission that is not about a URL has no such property.
    if (value === undefined || value === null || value === "AWS_IAM") return [];
    return [{ id: `${name}::${show(value)}`, what: "lets everybody call the function by its URL" }];
  },
});
