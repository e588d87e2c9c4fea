import type { TSchema } from 'typebox'
import type { Phone, SandboxNetwork } from '../api.ts'
import { OPEN } from '../state/privacy.ts'
import { Problem } from '../problem.ts'

/** One operation of the control API; routes, the OpenAPI document and the page are made of this list. */
export interface Operation {
  method: 'GET' | 'POST' | 'DELETE'
  /** With `:number` for a phone. */
  path: string
  summary: string
  body?: TSchema
  query?: Record<string, string>
  /** What the answer looks like, as an example. */
  answers: unknown
  run(call: Call): unknown
  /** After what `run` said come these, as server-sent events, until the client goes. Returns the way to stop. */
  follow?(call: Call, tell: (value: unknown) => void): () => void
}

export interface Call {
  network: SandboxNetwork
  number: string
  body: unknown
  query: Record<string, string | undefined>
}

export const PHONE = {
  number: '79001230001',
  name: 'Ann',
  lid: '912345678123456',
  naming: 'both',
  picture: null,
  online: true,
  restricted: false,
  restriction: null,
  privacy: OPEN,
  blocked: [],
  contacts: { '79001230002': 'Ben Clark' },
  devices: [{ device: 1, connected: true, queued: 0 }],
}

export function phoneOf(call: Call): Phone {
  const phone = call.network.phone(call.number)
  if (!phone) throw new Problem('noPhone', `There is no phone ${call.number}. Create it with POST /phones.`)
  return phone
}

/** Does something with a phone; answers what it is like then. */
export function act(call: Call, work: (phone: Phone) => void): unknown {
  const phone = phoneOf(call)
  work(phone)
  return phone.state()
}
