import { PolicyPack } from "@pulumi/policy";
import { exceptions } from "./exceptions";
import { toPolicies, type PackContext } from "./policy";
import { packRules } from "./rules";

const context: PackContext = { exceptions, today: new Date() };

// Mandatory unless the configuration (`--policy-pack-config`) says otherwise.
new PolicyPack("sjc1990app", {
  policies: toPolicies(packRules(context), context),
  enforcementLevel: "mandatory",
});
