import { taggable } from "../data/taggable";
import { UNKNOWN, isPlainObject, type Plain } from "../plain";
import { resourceRule } from "../rule";

/** Everything says whose it is and who pays for it. */
export const requiredTags = resourceRule<{ keys: readonly string[] }>({
  name: "required-tags",
  severity: "medium",
  describe: "Every resource that takes tags has those that say whose it is and who pays for it.",
  why:
    "What has no owner is not looked after, what has no cost centre cannot be told apart on the bill, and both can hardly " +
    "be found out once whoever made it has left.",
  fix: "Set the missing tags, on the resource or as default tags of the provider.",
  parameters: {
    keys: {
      type: "array",
      items: { type: "string" },
      description: "Keys of the tags that must be there, with a value.",
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
        what: `lacks ${missing.length === 1 ? "the tag" : "the tags"} ${missing.join(", ")}`,
      },
    ];
  },
});

function isSet(value: Plain | undefined): boolean {
  return value === UNKNOWN || (typeof value === "string" && value.trim() !== "");
}
