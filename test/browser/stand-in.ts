import type { Page } from 'playwright-core'

/**
 * What a page is told instead of what the gateway would say of a method: an answer, or nothing until `refuse`. It
 * stands in the page, not between page and network: a browser whose requests are held up keeps no file, so that every
 * load would fetch the whole console again.
 */
export interface StandIn {
  /** The method's address, without its query. */
  path: RegExp
  /** JSON; without it the page waits, and is refused with a 500 once `refuse` was called. */
  body?: string
}

const KEY = 'stand-in'

/** Runs before every script of a page. What is watched over a websocket is opened and then told nothing. */
const SCRIPT = `{
  const kept = sessionStorage.getItem('${KEY}')
  if (kept !== null) {
    const { path, body } = JSON.parse(kept)
    const stands = (url) => new RegExp(path).test(new URL(url, location.href).pathname)
    const refused = new Promise((resolve) => (window.refuseStandIn = resolve))
    const headers = { 'content-type': 'application/json' }
    const { fetch, WebSocket } = window
    window.fetch = async (url, options) => {
      if (!stands(url)) return fetch(url, options)
      if (body !== undefined) return new Response(body, { headers })
      await refused
      return new Response('{"code":"internalError","message":"Internal Server Error"}', { status: 500, headers })
    }
    window.WebSocket = class extends EventTarget {
      constructor(url, protocols) {
        super()
        if (!stands(url)) return new WebSocket(url, protocols)
      }
      send() {}
      close() {}
    }
  }
}`

/** Makes a page fit for `standIn`. */
export const allowStandIns = (page: Page): Promise<unknown> => page.addInitScript(SCRIPT)

/** From its next load on the page is told what stands in, and from the load after `endStandIn` the truth again. */
export async function standIn(page: Page, { path, body }: StandIn): Promise<void> {
  const kept = JSON.stringify({ path: path.source, body })
  await page.evaluate(`sessionStorage.setItem('${KEY}', ${JSON.stringify(kept)})`)
}

export const endStandIn = (page: Page): Promise<unknown> => page.evaluate(`sessionStorage.removeItem('${KEY}')`)

/** Fails what waits. */
export const refuse = (page: Page): Promise<unknown> => page.evaluate('refuseStandIn()')
