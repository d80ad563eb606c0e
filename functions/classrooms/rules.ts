/** A classroom's id, as a part of a cursor. */
export const CLASSROOM_ID = /\d{4}-[A-Z0-9]{2,6}/;

/** Whether a text is the id of a classroom, be there one or not. */
export function isClassroomId(text: string): boolean {
  return CLASSROOM_ID.exec(text)?.[0] === text;
}

/** Times that adding to classrooms is tried when each time another request has added some of them. */
export const ADD_ATTEMPTS = 3;

/**
 * Members of a classroom that are read and sorted together: one batch read takes 100 keys, of which each member has
 * two (user and preferences), the classroom and the caller's membership one each. A class of the school has about 40.
 */
export const ROSTER_CHUNK = 49;
