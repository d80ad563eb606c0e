import { proven } from "./proven";

export const tests = proven({ name: "tests", command: "npm test", job: "All checks" });
