const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const SPACES = /[ \t\n\r]*/y
const HEX = /^[0-9a-fA-F]{4}$/

type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd'

/**
 * What is wrong with a text that `JSON.parse` refused, in the words clients know (common.json, errors): the engine's
 * own sentences differ from release to release and quote the body.
 */
export function jsonFault(text: string): string {
  const at = faultAt(text)
  if (at >= text.length) return 'Unexpected end of JSON input'
  return `Unexpected token ${String.fromCodePoint(text.codePointAt(at) ?? 0)} in JSON at position ${at}`
}

/** Index of the first character that no JSON text could have there; the length when the text ends too early. */
function faultAt(text: string): number {
  const open: string[] = []
  let expected: Expected = 'value'
  let at = 0
  for (;;) {
    at = skip(SPACES, text, at)
    const char = text.charAt(at)
    if (char === '') return at
    if (expected === 'commaOrEnd' || expected === 'colon') {
      const next = afterValue(char, expected, open)
      if (!next) return at
      if (next === 'closed') open.pop()
      expected = next === 'closed' ? 'commaOrEnd' : next
      at += 1
    } else if ((char === '}' && expected === 'keyOrEnd') || (char === ']' && expected === 'valueOrEnd')) {
      open.pop()
      expected = 'commaOrEnd'
      at += 1
    } else if (expected === 'key' || expected === 'keyOrEnd') {
      if (char !== '"') return at
      const end = endOfText(text, at)
      if (end.fault) return end.at
      at = end.at
      expected = 'colon'
    } else if (char === '{' || char === '[') {
      open.push(char)
      expected = char === '{' ? 'keyOrEnd' : 'valueOrEnd'
      at += 1
    } else {
      const end = endOfScalar(text, at)
      if (end.fault) return end.at
      at = end.at
      expected = 'commaOrEnd'
    }
  }
}

function afterValue(char: string, expected: 'commaOrEnd' | 'colon', open: readonly string[]) {
  if (expected === 'colon') return char === ':' ? 'value' : undefined
  const inside = open.at(-1)
  if (char === ',' && inside) return inside === '{' ? 'key' : 'value'
  if ((char === '}' && inside === '{') || (char === ']' && inside === '[')) return 'closed'
  return undefined
}

function endOfScalar(text: string, at: number): { at: number; fault: boolean } {
  if (text.charAt(at) === '"') return endOfText(text, at)
  for (const word of ['true', 'false', 'null']) {
    if (text.charAt(at) !== word.charAt(0)) continue
    let length = 1
    while (length < word.length && text.charAt(at + length) === word.charAt(length)) length += 1
    return { at: at + length, fault: length < word.length }
  }
  const end = skip(NUMBER, text, at)
  return end === at ? { at: text.charAt(at) === '-' ? at + 1 : at, fault: true } : { at: end, fault: false }
}

function endOfText(text: string, start: number): { at: number; fault: boolean } {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"') return { at: at + 1, fault: false }
    if (char < ' ') return { at, fault: true }
    if (char !== '\\') continue
    at += 1
    const escape = text.charAt(at)
    if (escape === 'u') {
      if (!HEX.test(text.slice(at + 1, at + 5))) return { at: at + 1, fault: true }
      at += 4
    } else if (escape === '' || !'"\\/bfnrt'.includes(escape)) return { at, fault: true }
  }
  return { at: text.length, fault: true }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}
