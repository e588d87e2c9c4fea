/** What a browser does for the console: keeps the cookie, sends the CSRF token. */
export interface ConsoleClient {
  /** Calls a method of the console; POST with a body, GET without. Throws `ConsoleError` on any status but 200. */
  call<T = Record<string, unknown>>(method: string, body?: object | null, query?: Record<string, string>): Promise<T>
  /** The same for operators. */
  operate<T = Record<string, unknown>>(method: string, body?: object | null, query?: Record<string, string>): Promise<T>
  /** Calls that open or end a session keep what they answer. */
  readonly cookie: string
  readonly csrf: string
}

/** An answer that is no success. */
export class ConsoleError extends Error {
  readonly status: number
  readonly code: string
  readonly detail: Record<string, unknown>
  constructor(method: string, status: number, body: { code?: string; message?: string; detail?: object }) {
    super(`${method}: ${status} ${body.code ?? ''} ${body.message ?? ''}`)
    this.status = status
    this.code = body.code ?? ''
    this.detail = { ...body.detail }
  }
}

export function consoleClient(apiUrl: string): ConsoleClient {
  const state = { cookie: '', csrf: '' }
  const ask = async <T>(base: string, method: string, body?: object | null, query: Record<string, string> = {}) => {
    const search = new URLSearchParams(query).toString()
    const answer = await fetch(`${apiUrl}/${base}/api/${method}${search === '' ? '' : `?${search}`}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body ?? {}) }),
      headers: {
        'content-type': 'application/json',
        ...(state.cookie === '' ? {} : { cookie: state.cookie }),
        ...(state.csrf === '' ? {} : { 'x-csrf-token': state.csrf }),
      },
    })
    const text = await answer.text()
    const told = (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : {}) as T & { csrfToken?: string }
    if (answer.status !== 200) throw new ConsoleError(method, answer.status, told as object)
    const set = answer.headers.get('set-cookie')
    if (set !== null) state.cookie = set.split(';')[0] ?? ''
    if (told.csrfToken !== undefined) state.csrf = told.csrfToken
    return told as T
  }
  return {
    call: (method, body, query) => ask('console', method, body, query),
    operate: (method, body, query) => ask('operator', method, body, query),
    get cookie() {
      return state.cookie
    },
    get csrf() {
      return state.csrf
    },
  }
}
