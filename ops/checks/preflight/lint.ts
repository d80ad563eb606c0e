import { proven } from "./proven";

export const lint = proven({ name: "lint", command: "npm run lint", job: "Lint" });
