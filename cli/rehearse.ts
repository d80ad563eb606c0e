import { main as rehearse } from "../ops/rehearse";

/** `npm run rehearse`: a stage's real settings on a throw-away local cloud. */
export function main(args: string[]): Promise<number> {
  return rehearse(args);
}
