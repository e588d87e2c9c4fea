import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'

/** A command that talks to a running control API. */
export interface ClientCommand {
  /** Arguments as shown in the help. */
  usage: string
  summary: string
  request(args: string[]): Promise<ApiRequest> | ApiRequest
}

export interface ApiRequest {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  body?: unknown
}

export class UsageError extends Error {}

const KINDS: Record<string, { kind: string; mimeType: string }> = {
  '.jpg': { kind: 'image', mimeType: 'image/jpeg' },
  '.jpeg': { kind: 'image', mimeType: 'image/jpeg' },
  '.png': { kind: 'image', mimeType: 'image/png' },
  '.mp4': { kind: 'video', mimeType: 'video/mp4' },
  '.ogg': { kind: 'audio', mimeType: 'audio/ogg; codecs=opus' },
  '.mp3': { kind: 'audio', mimeType: 'audio/mpeg' },
}

function post(number: string, action: string, body: unknown = {}): ApiRequest {
  return { method: 'POST', path: `/phones/${encodeURIComponent(number)}/${action}`, body }
}

function need(args: string[], index: number, what: string): string {
  const value = args[index]
  if (value === undefined) throw new UsageError(`Say ${what}.`)
  return value
}

function numberOf(args: string[]): string {
  return need(args, 0, 'which phone: its number, digits only')
}

/** `on`, `off`, or a restriction of new chats that ends by itself. */
function restriction(args: string[]): object {
  const [, kind = 'on', seconds, chats] = args
  if (kind !== 'newChats' && kind !== 'cap') return { on: kind !== 'off' }
  const until = Date.now() + Number(seconds ?? need(args, 2, 'for how many seconds')) * 1000
  return {
    on: true,
    kind,
    until,
    ...(kind === 'cap' ? { chats: Number(chats ?? need(args, 3, 'how many chats')) } : {}),
  }
}

/** A QR is given as its text, or as the name of a PNG file. */
async function qrBody(value: string): Promise<{ qr: string } | { png: string }> {
  return value.endsWith('.png') ? { png: (await readFile(value)).toString('base64') } : { qr: value }
}

async function fileBody(args: string[]): Promise<unknown> {
  const path = need(args, 2, 'which file')
  const { kind, mimeType } = KINDS[extname(path).toLowerCase()] ?? {
    kind: 'document',
    mimeType: 'application/octet-stream',
  }
  const fileName = path.split('/').pop() ?? path
  const caption = args[3] === undefined ? {} : { caption: args[3] }
  const data = (await readFile(path)).toString('base64')
  return { to: need(args, 1, 'to which number'), media: { kind, mimeType, fileName, data, ...caption } }
}

export const commands: Record<string, ClientCommand> = {
  create: {
    usage: '<number> [name]',
    summary: 'create a phone',
    request: (args) => {
      const name = args[1] === undefined ? {} : { name: args[1] }
      return { method: 'POST', path: '/phones', body: { number: numberOf(args), ...name } }
    },
  },
  scan: {
    usage: '<number> <qr | file.png>',
    summary: 'scan a QR code with a phone',
    request: async (args) => post(numberOf(args), 'scan', await qrBody(need(args, 1, 'the QR text or a PNG file'))),
  },
  code: {
    usage: '<number> <code>',
    summary: 'type the code that a client shows',
    request: (args) => post(numberOf(args), 'code', { code: need(args, 1, 'the code') }),
  },
  refuse: {
    usage: '<number> <qr | file.png> [refused | passkey]',
    summary: 'refuse a QR code, or be asked for a passkey',
    request: async (args) => {
      const qr = await qrBody(need(args, 1, 'the QR text or a PNG file'))
      return post(numberOf(args), 'refuse', { ...qr, how: args[2] ?? 'refused' })
    },
  },
  send: {
    usage: '<number> <to> <text>',
    summary: 'send a text',
    request: (args) => {
      const text = args.slice(2).join(' ')
      if (!text) throw new UsageError('Say what to send.')
      return post(numberOf(args), 'messages', { to: need(args, 1, 'to which number'), text })
    },
  },
  'send-file': {
    usage: '<number> <to> <file> [caption]',
    summary: 'send a file',
    request: async (args) => post(numberOf(args), 'messages', await fileBody(args)),
  },
  messages: {
    usage: '<number> [chat]',
    summary: 'show what the phone shows',
    request: (args) => {
      const chat = args[1] === undefined ? '' : `?chat=${encodeURIComponent(args[1])}`
      return { method: 'GET', path: `/phones/${encodeURIComponent(numberOf(args))}/messages${chat}` }
    },
  },
  read: {
    usage: '<number> <chat> [id…]',
    summary: 'read a chat, or some of its messages',
    request: (args) => {
      const ids = args.slice(2)
      return post(numberOf(args), 'read', { chat: need(args, 1, 'which chat'), ...(ids.length ? { ids } : {}) })
    },
  },
  typing: {
    usage: '<number> <to> [on | off]',
    summary: 'start or stop typing',
    request: (args) => post(numberOf(args), 'typing', { to: need(args, 1, 'to which number'), on: args[2] !== 'off' }),
  },
  call: {
    usage: '<number> <to> [video]',
    summary: 'call somebody',
    request: (args) => post(numberOf(args), 'calls', { to: need(args, 1, 'which number'), video: args[2] === 'video' }),
  },
  'in-call': {
    usage: '<number> <call id> <accept | decline | hangUp | ringOut>',
    summary: 'go on with a call',
    request: (args) =>
      post(numberOf(args), 'calls/act', { id: need(args, 1, 'which call'), act: need(args, 2, 'what to do') }),
  },
  save: {
    usage: '<number> <who> [name]',
    summary: 'save somebody in the phone book, or take them out',
    request: (args) => post(numberOf(args), 'contacts', { number: need(args, 1, 'whom'), name: args[2] ?? null }),
  },
  block: {
    usage: '<number> <who> [on | off]',
    summary: 'block somebody, or no longer',
    request: (args) => post(numberOf(args), 'block', { number: need(args, 1, 'whom'), on: args[2] !== 'off' }),
  },
  archive: {
    usage: '<number> <chat> [on | off]',
    summary: 'archive a chat, or take it out',
    request: (args) => post(numberOf(args), 'archive', { chat: need(args, 1, 'which chat'), on: args[2] !== 'off' }),
  },
  naming: {
    usage: '<number> <both | number | lid>',
    summary: 'how the network names the person to others',
    request: (args) => post(numberOf(args), 'naming', { naming: need(args, 1, 'how') }),
  },
  lids: {
    usage: '<number> <who…>',
    summary: 'tell the linked devices the LIDs of these numbers',
    request: (args) => post(numberOf(args), 'lids', { numbers: [need(args, 1, 'whose'), ...args.slice(2)] }),
  },
  offline: {
    usage: '<number>',
    summary: 'take a phone off the network',
    request: (args) => post(numberOf(args), 'offline'),
  },
  online: { usage: '<number>', summary: 'bring it back', request: (args) => post(numberOf(args), 'online') },
  unlink: {
    usage: '<number> [device]',
    summary: 'remove a linked device, or all',
    request: (args) => post(numberOf(args), 'unlink', args[1] === undefined ? {} : { device: Number(args[1]) }),
  },
  restrict: {
    usage: '<number> [on | off | newChats <seconds> | cap <seconds> <chats>]',
    summary: 'restrict the account: from sending, or from beginning chats',
    request: (args) => post(numberOf(args), 'restrict', restriction(args)),
  },
  ban: { usage: '<number>', summary: 'block the account', request: (args) => post(numberOf(args), 'ban') },
  phones: { usage: '', summary: 'list the phones', request: () => ({ method: 'GET', path: '/phones' }) },
  state: { usage: '', summary: 'show the whole network', request: () => ({ method: 'GET', path: '/state' }) },
  network: {
    usage: '',
    summary: 'show what a client needs to join',
    request: () => ({ method: 'GET', path: '/network' }),
  },
  faults: {
    usage: '[json rules | clear]',
    summary: 'show, add or clear faults on the wire',
    request: (args) => {
      if (args[0] === undefined) return { method: 'GET', path: '/faults' }
      if (args[0] === 'clear') return { method: 'DELETE', path: '/faults' }
      return { method: 'POST', path: '/faults', body: { rules: parseRules(args[0]) } }
    },
  },
}

function parseRules(text: string): unknown {
  try {
    const rules: unknown = JSON.parse(text)
    return Array.isArray(rules) ? rules : [rules]
  } catch {
    throw new UsageError('The rules are not JSON.')
  }
}

/** Sends the request; resolves with the JSON answer, rejects with the sentence of the API. */
export async function callControl(url: string, key: string, request: ApiRequest): Promise<unknown> {
  const response = await fetch(new URL(request.path, url), {
    method: request.method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(request.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  })
  const answer = (await response.json()) as { message?: string }
  if (!response.ok) throw new Error(answer.message ?? `The sandbox answered ${response.status}.`)
  return answer
}
