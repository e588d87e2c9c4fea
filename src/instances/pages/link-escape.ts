const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as it may stand in HTML, also between double quotes. */
export const escapeText = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => ESCAPES[char] ?? char)
