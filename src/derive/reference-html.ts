import { inlineSource } from '../contract/inline-source.ts'
import type { Method } from '../contract/method.ts'
import { referenceIndex, referencePage } from './reference-page.ts'

/** A method's page for browsers: no script, nothing foreign. */
export const referenceHtml = (method: Method): string =>
  page(method.name, `<p><a href="/reference">All methods</a></p>${toHtml(referencePage(method))}`)

/** The list of methods for browsers. */
export const referenceIndexHtml = (methods: readonly Method[]): string =>
  page('Methods', toHtml(referenceIndex(methods)).replaceAll(/href="methods\/(\w+)\.md"/g, 'href="/reference/$1"'))

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}' +
  'table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}' +
  'code{background:#f3f3f3;padding:.1rem .3rem;overflow-wrap:anywhere}pre{background:#f3f3f3;padding:1rem;overflow:auto}' +
  'pre code{padding:0}@media(prefers-color-scheme:dark){body{background:#16181c;color:#e6e6e6}' +
  'code,pre{background:#24272d}td,th{border-color:#444}a{color:#8ab4f8}}'

/** What of a reference page a browser may use: its own style. */
export const REFERENCE_POLICY = `style-src ${inlineSource(STYLE)}`

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escape(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>`

/** The little markdown that reference pages use: headings, paragraphs, lists, tables and JSON blocks. */
function toHtml(markdown: string): string {
  return markdown
    .trim()
    .split(/\n{2,}/)
    .map(block)
    .join('')
}

function block(text: string): string {
  const lines = text.split('\n')
  const [first = ''] = lines
  const heading = /^(#{1,3}) (.*)$/.exec(first)
  if (heading) {
    const level = heading[1]?.length ?? 1
    const rest = lines.slice(1).join('\n').trim()
    return `<h${level}>${inline(heading[2] ?? '')}</h${level}>${rest === '' ? '' : block(rest)}`
  }
  if (first.startsWith('```')) return `<pre><code>${escape(lines.slice(1, -1).join('\n'))}</code></pre>`
  if (first.startsWith('| ')) return table(lines)
  if (first.startsWith('- ')) return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`
  return `<p>${lines.map(inline).join('<br>')}</p>`
}

function table([head = '', , ...rows]: readonly string[]): string {
  const row = (line: string, tag: string) =>
    `<tr>${cells(line)
      .map((text) => `<${tag}>${inline(text)}</${tag}>`)
      .join('')}</tr>`
  return `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map((line) => row(line, 'td')).join('')}</tbody></table>`
}

const cells = (line: string): string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((text) => text.trim().replaceAll('\\|', '|'))

const inline = (text: string): string =>
  escape(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
    .replaceAll(/\[([^\]]+)\]\(([^)"]+)\)/g, '<a href="$2">$1</a>')

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => ESCAPES[char] ?? char)
