import { optionalSettings, settings } from "../../infra/settings";

/** The part of Pulumi.yaml that declares a setting. */
interface Declared {
  description?: string;
  default?: unknown;
}

/**
 * The generated part of docs/configuration.md: a table of all settings of a stage.
 * @param declared the `config` block of Pulumi.yaml, by name.
 */
export function renderSettings(declared: Readonly<Record<string, Declared>>): string {
  const rows = Object.entries({ ...settings, ...optionalSettings }).map(
    ([name, { expects, example, description, secret }]) => {
      const { default: byDefault, ...inYaml } = declared[name] ?? {};
      const meaning = inYaml.description ?? description ?? "";
      const required =
        name in optionalSettings
          ? "optional"
          : byDefault === undefined
            ? "required"
            : code(JSON.stringify(byDefault));
      return [code(name), `${meaning}${secret === true ? " Secret." : ""}`, expects, required, code(example)];
    },
  );
  return [["setting", "meaning", "value", "default", "example"], Array(5).fill("---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}
