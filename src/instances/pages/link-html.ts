import { inlineSource } from '../../contract/inline-source.ts'
import { NO_BRAND, type BrandHtml } from './brand-html.ts'
import { escapeText } from './link-escape.ts'
import { LINK_SCRIPT } from './link-script.ts'
import { LINK_STYLE } from './link-style.ts'
import { STATE_OF_SENTENCE, wordsOf, type PageLanguage } from './link-words.ts'

export interface LinkHtml {
  /** Method that answers the QR, below the page's own address. */
  ask: string
  /** Method that answers a phone code. */
  code: string
  /** Where to go once linked; "" nowhere. */
  returnUrl: string
  network: 'live' | 'sandbox'
  /** Origins that may frame the page; none: nobody. */
  frameOrigins: readonly string[]
  language: PageLanguage
  /** Whose page it looks like. */
  brand?: BrandHtml
}

const SCRIPT_SOURCE = inlineSource(LINK_SCRIPT)
const STYLE_SOURCE = inlineSource(LINK_STYLE)

/** The linking page: self-refreshing, nothing from elsewhere, no token in it. */
export function linkHtml(page: LinkHtml): { html: string; headers: Record<string, string> } {
  const words = wordsOf(page.language)
  const { brand = NO_BRAND } = page
  const { said, more, hints } = words
  const html = `<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${words.title}</title>
<style>${LINK_STYLE}</style>
${brand.style}</head>
<body ${dataOf({
    state: 'waiting',
    ask: page.ask,
    code: page.code,
    'return-url': page.returnUrl,
    words: JSON.stringify({ said, more, hints, states: STATE_OF_SENTENCE }),
  })}>
<main>
${brand.heading}<h1>${words.title}</h1>
${page.network === 'sandbox' ? `<p class="sandbox">${words.sandbox}</p>` : ''}
<div class="card">
<div class="status" role="status">
<p id="said">${said.waiting}</p>
<p id="more"></p>
${page.returnUrl === '' ? '' : `<a class="onward" href="${escapeText(page.returnUrl)}">${words.onward}</a>`}
</div>
${waysHtml(page.language)}
</div>
<noscript><p>${words.noScript}</p></noscript>
</main>
<script>${LINK_SCRIPT}</script>
</body>
</html>
`
  const frames = page.frameOrigins.length === 0 ? "'none'" : page.frameOrigins.join(' ')
  const policy = `script-src ${SCRIPT_SOURCE}; style-src ${[STYLE_SOURCE, brand.source].filter(Boolean).join(' ')}; frame-ancestors ${frames}`
  return { html, headers: { 'content-security-policy': policy } }
}

function waysHtml(language: PageLanguage): string {
  const words = wordsOf(language)
  return `<div class="ways">
<section class="scan" aria-labelledby="scan">
<div>
<h2 id="scan">${words.scan}</h2>
<ol>${words.steps.map((step) => `<li>${step}</li>`).join('')}</ol>
<p class="note">${words.renews}</p>
</div>
<div class="picture">
<img id="qr" alt="${words.picture}" width="276" height="276">
<div class="wait" aria-hidden="true"></div>
</div>
</section>
<section aria-labelledby="by-number">
<h2 id="by-number">${words.phone}</h2>
<p class="note">${words.phoneWhy}</p>
<form id="phone" novalidate>
<label for="number">${words.number}</label>
<div class="row">
<input id="number" type="tel" inputmode="tel" autocomplete="tel" aria-describedby="hint">
<button id="get">${words.get}</button>
</div>
</form>
<div role="status">
<output id="code" for="number"></output>
<p id="hint"></p>
</div>
</section>
</div>`
}

function dataOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `data-${name}="${escapeText(value)}"`)
    .join(' ')
}
