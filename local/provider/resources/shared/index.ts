export * from "./attributes";
export * from "./inputs";
export * from "./record-only";
export * from "./shapes";
export * from "./steps";
export * from "./tags";
