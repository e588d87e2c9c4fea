import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1b2420}
h2{margin:2rem 0 .3rem;font:600 1rem ui-monospace,monospace}h2 b{color:#0a6b4a}
pre{background:#f3f6f4;padding:.7rem 1rem;border-radius:.4rem;overflow:auto;font-size:.85rem}p{margin:.3rem 0}
@media(prefers-color-scheme:dark){body{background:#121715;color:#dfe7e3}pre{background:#1c2421}h2 b{color:#5fd3a5}}`

/** A readable page of the control API; it loads nothing from elsewhere and holds no secret. */
export function page(): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sandbox control API</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>${STYLE}</style></head><body>
<h1>Sandbox control API</h1>
<p>Drives the simulated phones of this offline network. Send <code>Authorization: Bearer &lt;key&gt;</code> with every request.
Bodies and answers are JSON; the same list for machines: <a href="openapi.json">openapi.json</a>.</p>
${operations.map(section).join('\n')}
</body></html>`
}

function section(operation: Operation): string {
  const body = operation.body ? `<p>Body:</p><pre>${escape(JSON.stringify(operation.body, null, 2))}</pre>` : ''
  const query = Object.entries(operation.query ?? {}).map(([name, text]) => `<p>?${name}= ${escape(text)}</p>`)
  return `<h2><b>${operation.method}</b> ${escape(operation.path)}</h2><p>${escape(operation.summary)}</p>
${query.join('')}${body}<p>Answer:</p><pre>${escape(JSON.stringify(operation.answers, null, 2))}</pre>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
