import { optionalSettings } from "../../infra/settings";
import { UserError } from "../../common/errors";
import type { Stage } from "../stages/stage";

/** How a stage is released. */
export interface ReleaseSettings {
  /** Share of the calls that new versions get while they bake, in percent. Default: all calls. */
  canaryPercent?: number | undefined;
  /** How long alarms and errors are watched before a release counts as released. */
  bakeMinutes: number;
}

/** The setting `release` of a stage. @throws UserError when it is invalid. */
export function releaseSettings({ name, settings }: Pick<Stage, "name" | "settings">): ReleaseSettings {
  const { schema, expects, example } = optionalSettings.release;
  const parsed = schema.safeParse(settings["sjc1990app:release"] ?? { bakeMinutes: 0 });
  if (parsed.success) return parsed.data;
  throw new UserError(
    `sjc1990app:release in Pulumi.${name}.yaml is not ${expects}`,
    `Set it, e.g. npm run pulumi -- config set --path sjc1990app:release.bakeMinutes 15 --stack ${name}. A valid value: ${example}`,
  );
}
