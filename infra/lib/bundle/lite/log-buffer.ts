/** For the logger's option to hold lines back until an error; no function uses it. */
export class CircularMap {
  constructor() {
    throw new Error("buffering of logs is not part of this bundle");
  }
}
