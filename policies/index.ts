import { exceptions } from "./exceptions";
import { Pack } from "./pack";
import { version } from "./package.json";
import { packRules } from "./rules";
import { Analyzer } from "./service/analyzer";
import { serve } from "./service/serve";

const pack = new Pack(packRules(exceptions), { exceptions, today: new Date() });

serve(new Analyzer({ name: "sjc1990app", version }, pack), version);
