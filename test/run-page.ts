import { runInNewContext } from 'node:vm'
import { WebSocket } from 'ws'

/** A page whose own script runs here against the gateway: no browser, the same requests. */
export interface RunningPage {
  /** Text of an element by id. */
  text(id: string): string
  /** The picture's QR as base64, "" while none is shown. */
  picture(): string
  /** Types a number into the form and sends it. */
  askCode(number: string): void
  /** Where the script went, in order. */
  went: string[]
  stop(): void
}

interface StubElement {
  textContent: string
  src: string
  hidden: boolean
  disabled: boolean
  value: string
  addEventListener(event: string, listener: (event: { preventDefault(): void }) => unknown): void
  listeners: ((event: { preventDefault(): void }) => unknown)[]
}

/** Runs the script of a page as if it had been opened at `url`. */
export function runPage(html: string, url: string): RunningPage {
  const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1]
  if (script === undefined) throw new Error('the page has no script of its own')
  const elements = new Map([...html.matchAll(/\bid="([^"]+)"/g)].map(([, id = '']) => [id, element()]))
  const element_ = (id: string): StubElement => {
    const found = elements.get(id)
    if (!found) throw new Error(`the page has no element ${id}`)
    return found
  }
  const address = new URL(url)
  const went: string[] = []
  const timers = new Set<NodeJS.Timeout>()
  const sockets = new Set<WebSocket>()
  let stopped = false
  const window = { parent: undefined as unknown }
  window.parent = window
  runInNewContext(script, {
    window,
    document: { hidden: false, body: { dataset: datasetOf(html) }, getElementById: element_ },
    location: { pathname: address.pathname, hash: address.hash, assign: (to: string) => void went.push(to) },
    fetch: (to: string, request?: RequestInit) => fetch(new URL(to, url), request),
    setTimeout: (work: () => void, ms: number) => {
      const timer = setTimeout(() => (stopped ? undefined : work()), ms)
      timers.add(timer)
    },
    WebSocket: function open(to: string) {
      const socket = new WebSocket(to)
      sockets.add(socket)
      return socket
    },
    URLSearchParams,
    console,
  })
  return {
    went,
    text: (id) => element_(id).textContent,
    picture: () => element_('qr').src.replace('data:image/png;base64,', ''),
    askCode(number) {
      element_('number').value = number
      for (const listener of element_('phone').listeners) void listener({ preventDefault: () => undefined })
    },
    stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      for (const socket of sockets) socket.terminate()
    },
  }
}

function element(): StubElement {
  const listeners: StubElement['listeners'] = []
  return {
    textContent: '',
    src: '',
    hidden: false,
    disabled: false,
    value: '',
    listeners,
    addEventListener: (_event, listener) => void listeners.push(listener),
  }
}

/** `data-*` of the body, unescaped. */
function datasetOf(html: string): Record<string, string> {
  const body = /<body([^>]*)>/.exec(html)?.[1] ?? ''
  const found = [...body.matchAll(/data-([a-z-]+)="([^"]*)"/g)]
  return Object.fromEntries(
    found.map(([, name = '', value = '']) => [
      name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
      value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    ]),
  )
}
