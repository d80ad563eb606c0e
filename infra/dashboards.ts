import { Dashboard } from "@pulumi/awsx/classic/cloudwatch/dashboard";
import type { Region } from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { dashboards, type Shown } from "./lib/dashboards";
import { physicalName } from "./lib/names";

/** The dashboards `sjc1990app-<name>-<stage>`: docs/dashboards.md. */
export function showDashboards(shown: Shown, parent: pulumi.Resource): void {
  for (const [name, { rows, start }] of Object.entries(dashboards(shown)))
    new Dashboard(
      name,
      {
        name: physicalName(name, shown),
        region: shown.region as Region,
        start,
        // An alarm line fits the values of its own period only.
        periodOverride: "inherit",
        widgets: rows,
      },
      { parent },
    );
}
