/** Pattern of a classroom id without its year and anchors. The longer form comes first: it begins like the other. */
export const CLASSROOM_NAME = /(?:[A-Z0-9]{1,3}-[A-Z0-9]{1,3}|[A-Z0-9]{2,6})/;

/** Pattern of a classroom id, without anchors. */
export const CLASSROOM_ID = new RegExp(`\\d{4}-${CLASSROOM_NAME.source}`);

/**
 * Name of a class. Grade and section are joined if the grade ends with its only digits and the section has none, e.g.
 * `P4B`. Otherwise a hyphen keeps names distinct, e.g. `1-1A` and `11A`.
 */
export function classroomName(grade: string, section: string): string {
  const clear = /^[A-Z]*\d+$/.test(grade) && /^[A-Z]+$/.test(section);
  return clear ? `${grade}${section}` : `${grade}-${section}`;
}

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
