import byModule from "./taggable.json";

/**
 * Every taggable resource type of `@pulumi/aws`: those with `tagsAll`. `taggable.json` has the types by module. A test
 * compares it with the installed version.
 */
export const taggable: readonly string[] = Object.entries(byModule).flatMap(([module, types]) =>
  types.split(" ").map((type) => `aws:${module}/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`),
);
