import byModule from "./taggable.json";

/**
 * Every resource of AWS's provider that takes tags: those with `tagsAll`, from `@pulumi/aws` 7.48. A test holds the
 * list against the installed release; `taggable.json` has the types of each module in one text.
 */
export const taggable: readonly string[] = Object.entries(byModule).flatMap(([module, types]) =>
  types.split(" ").map((type) => `aws:${module}/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`),
);
