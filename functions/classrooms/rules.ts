/** Pattern of a classroom id, without anchors. */
export const CLASSROOM_ID = /\d{4}-[A-Z0-9]{2,6}/;

/** Whether a text is a well-formed classroom id. */
export function isClassroomId(text: string): boolean {
  return CLASSROOM_ID.exec(text)?.[0] === text;
}

/** Attempts when concurrent requests add the same user. */
export const ADD_ATTEMPTS = 3;

/**
 * Members that are read and sorted together. A batch has 100 keys: two for each member (user and preferences), one for
 * the classroom, one for the membership of the caller. A class has about 40 members.
 */
export const ROSTER_CHUNK = 49;
