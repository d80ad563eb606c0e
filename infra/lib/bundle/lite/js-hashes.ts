/** For hashes in JavaScript, which runtimes without Node's crypto need. */
export const Md5Js = undefined;
export const Sha1Js = undefined;
