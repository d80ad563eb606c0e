import { UNKNOWN, show } from "../lib/plain";
import { resourceRule } from "../lib/rule";

const property: Readonly<Record<string, string>> = {
  "aws:lambda/functionUrl:FunctionUrl": "authorizationType",
  "aws:lambda/permission:Permission": "functionUrlAuthType",
};

/** Refuses function URLs without authorization. */
export const functionUrlAuth = resourceRule({
  name: "function-url-auth",
  severity: "critical",
  describe: "Function URLs accept signed requests only.",
  why: "A public function URL bypasses the authorizer, throttling, validation and access logs of the API.",
  fix: "Set the authorization type to AWS_IAM, or put the function behind the API.",
  appliesTo: Object.keys(property),
  check: ({ type, props }) => {
    const name = property[type] ?? "";
    const value = props[name];
    if (value === UNKNOWN) return [{ id: `Unknown::${name}`, what: `${name} is not known at preview` }];
    // Only permissions for function URLs have this property.
    if (value === undefined || value === null || value === "AWS_IAM") return [];
    return [{ id: `${name}::${show(value)}`, what: "lets everybody call the function through its URL" }];
  },
});
