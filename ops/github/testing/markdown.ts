/** Text that GitHub would expand outside of a code span. */
export const HOSTILE =
  "`</code> @everyone <img src=x> #1 ``closes #2``\n\n# [x](http://x.example) https://x.example | @team";

/** Markdown without its code spans: what GitHub expands. */
export function withoutCode(markdown: string): string {
  return markdown.replaceAll(/(?<!`)(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, "");
}

/** What of {@link HOSTILE} GitHub would expand. */
export const EXPANDED = /<(?!!--)|(?<!--)>|\[x|#\d|x\.example|@(?:every|team)/;
