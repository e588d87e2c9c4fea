import { LINK_SCRIPT, LINK_SCRIPT_SOURCE } from './link-script.ts'

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
}

const STYLE = `
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:26rem;padding:1.5rem 1rem;text-align:center}
h1{font-size:1.4rem}
#qr{background:#fff;border-radius:.5rem;padding:.75rem;width:min(276px,80vw);height:auto;display:none}
[data-state=qr] #qr{display:inline-block}
[data-state=linked] .ways,[data-state=linked] #qr{display:none}
#said{min-height:1.5rem;font-weight:600}
.ways{text-align:left}
form{display:flex;gap:.5rem;flex-wrap:wrap}
input,button{font:inherit;padding:.5rem .75rem;border-radius:.4rem;border:1px solid #8888}
input{flex:1;min-width:10rem}
#code{font:700 1.8rem ui-monospace,monospace;letter-spacing:.1em;text-align:center;min-height:2.6rem;margin:.5rem 0}
.sandbox{background:#b45309;color:#fff;border-radius:.4rem;padding:.3rem .6rem}`

/** The linking page: self-refreshing, nothing from elsewhere, no token in it. */
export function linkHtml(page: LinkHtml): { html: string; headers: Record<string, string> } {
  const sandbox =
    page.network === 'sandbox' ? '<p class="sandbox">Sandbox network: simulated phones only, no real account.</p>' : ''
  const data = `data-state="waiting" data-ask="${page.ask}" data-code="${page.code}" data-return-url="${escape(page.returnUrl)}"`
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>Link a device</title>
<style>${STYLE}</style>
</head>
<body ${data}>
<h1>Link a device</h1>
${sandbox}
<p id="said" role="status">The code is on its way.</p>
<img id="qr" alt="QR code for linking" width="276" height="276">
<div class="ways">
<ol>
<li>Open the messenger on the phone.</li>
<li>Open Settings, Linked devices, Link a device.</li>
<li>Point the phone at the code above.</li>
</ol>
<p>On the phone itself, or without a camera: link with the phone number.</p>
<form id="phone">
<input id="number" type="tel" inputmode="tel" autocomplete="tel" placeholder="Number with country code" aria-label="Phone number with country code">
<button id="get">Get a code</button>
</form>
<p id="code" role="status"></p>
<p id="hint"></p>
</div>
<noscript><p>This page needs JavaScript.</p></noscript>
<script>${LINK_SCRIPT}</script>
</body>
</html>
`
  const frames = page.frameOrigins.length === 0 ? "'none'" : page.frameOrigins.join(' ')
  return {
    html,
    headers: { 'content-security-policy': `script-src ${LINK_SCRIPT_SOURCE}; frame-ancestors ${frames}` },
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => ESCAPES[char] ?? char)
