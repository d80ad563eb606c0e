/** For modules that are parsed, but of which nothing ends in a bundle. */
export {};
