"use strict";
const os = require("node:os");
const path = require("node:path");

/**
 * A folder for what is kept between runs, below `$XDG_CACHE_HOME/sjc1990app`, else `~/.cache`. Not in a folder for
 * temporary files, where others may write: what is found here is run.
 */
function cacheFolder(name) {
  const set = process.env.XDG_CACHE_HOME;
  const base = set !== undefined && path.isAbsolute(set) ? set : path.join(os.homedir(), ".cache");
  return path.join(base, "sjc1990app", name);
}

module.exports = { cacheFolder };
