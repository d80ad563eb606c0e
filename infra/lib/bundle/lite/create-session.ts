/** For the command that opens a session with a directory bucket; see `s3-plugins.ts`. */
export const CreateSessionCommand = undefined;
