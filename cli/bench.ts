export { main } from "../tools/bench/bench";
