import { taggable } from "../lib/data/taggable";
import { UNKNOWN, isPlainObject, type Plain } from "../lib/plain";
import { resourceRule } from "../lib/rule";

/** Requires tags for owner and costs. */
export const requiredTags = resourceRule<{ keys: readonly string[] }>({
  name: "required-tags",
  severity: "medium",
  describe: "Every taggable resource has the required tags.",
  why: "A resource without an owner tag is not maintained. Without a cost centre its costs cannot be assigned.",
  fix: "Set the missing tags on the resource, or as default tags of the provider.",
  parameters: {
    keys: {
      type: "array",
      items: { type: "string" },
      description: "Keys of the required tags. Their values must not be empty.",
      default: ["project", "stage", "component", "owner", "costCentre"],
    },
  },
  appliesTo: taggable,
  check: ({ props, defaultTags }, { parameters: { keys } }) => {
    const { tags } = props;
    if (tags === UNKNOWN) return [{ id: "Unknown::tags", what: "its tags are not known at preview" }];
    const all = { ...defaultTags, ...(isPlainObject(tags) ? tags : {}) };
    const missing = keys.filter((key) => !isSet(all[key]));
    if (missing.length === 0) return [];
    return [
      {
        id: missing.join(", "),
        what: `has no ${missing.length === 1 ? "tag" : "tags"} ${missing.join(", ")}`,
      },
    ];
  },
});

function isSet(value: Plain | undefined): boolean {
  return value === UNKNOWN || (typeof value === "string" && value.trim() !== "");
}
