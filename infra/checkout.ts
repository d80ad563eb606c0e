import * as path from "node:path";

/** Root of this checkout. This file stays directly in `infra/`: start.js gives the bundled program this `__dirname`. */
export const checkout = path.dirname(__dirname);
