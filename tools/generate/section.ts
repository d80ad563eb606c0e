/**
 * Replaces the generated section of a document, between `<!-- name: … -->` and `<!-- /name -->`.
 * @throws Error if the document does not have that section.
 */
export function replaceSection(document: string, name: string, content: string): string {
  const section = new RegExp(`(<!-- ${name}: [^>]*-->\\n)[^]*?(<!-- /${name} -->)`);
  if (!section.test(document)) throw new Error(`the document has no section "${name}"`);
  return document.replace(section, (_, begin: string, end: string) => `${begin}\n${content}\n\n${end}`);
}
