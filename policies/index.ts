import { PolicyPack } from "@pulumi/policy";

import { exceptions } from "./exceptions";
import { policiesOf } from "./lib/pack";
import { packRules } from "./rules";

new PolicyPack("sjc1990app", {
  policies: policiesOf(packRules(exceptions), { exceptions, today: new Date() }),
});
