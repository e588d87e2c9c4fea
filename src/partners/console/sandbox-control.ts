import { failure, Failure } from '../../base/errors.ts'
import type { Ports } from '../../contract/ports.ts'

export const noSandbox = failure({
  code: 'noSandbox',
  status: 404,
  form: 'problem',
  sentence: 'This installation has no simulated phones that the console could reach.',
})

export const sandboxRefused = failure({
  code: 'sandboxRefused',
  status: 409,
  form: 'problem',
  sentence: 'The sandbox refused this.',
})

type Asked = Pick<RequestInit, 'method' | 'body'> & { signal: AbortSignal }

/** Asks the control API of the sandbox, whose key stays with the gateway. Throws `noSandbox` at once on a live one. */
export function sandboxOf({ policy }: Pick<Ports, 'policy'>): (path: string, asked: Asked) => Promise<Response> {
  if (!policy.sandbox) throw new Failure(noSandbox)
  const { url, key } = policy.sandbox
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return async (path, asked) => {
    const answer = await fetch(`${url}${path}`, { ...asked, headers }).catch((cause: unknown) => {
      throw new Failure(sandboxRefused, { sentence: 'The sandbox does not answer.', cause })
    })
    if (answer.ok) return answer
    const { message } = (await answer.json()) as { message?: string }
    throw new Failure(sandboxRefused, { sentence: String(message) })
  }
}

/** The data of server-sent events, as they come; for a sender that keeps each to one line. */
export async function* eventsOf(answer: Response): AsyncGenerator {
  let rest = ''
  for await (const text of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice('data: '.length))
  }
}
