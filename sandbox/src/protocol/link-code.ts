import { createCipheriv, createDecipheriv, hkdfSync, pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { BinaryNode } from 'baileys'
import { SERVER } from '../state/accounts.ts'
import type { Account, CodeRequest, Link, World } from '../state/model.ts'
import { agree, generateKeyPair } from '../wire/curve.ts'
import { bytes, failure, nowSeconds, result, stanzaId } from './stanza.ts'
import { Problem } from '../problem.ts'

const derive = promisify(pbkdf2)
const ITERATIONS = 131_072
const WRAPPED_BYTES = 80
const FINISH_WITHIN_MS = 10_000
const REQUEST_WITHIN_MS = 2_000
const BUNDLE_INFO = 'link_code_pairing_key_bundle_encryption_key'

/** A registering client asks for a code (`companion_hello`) or proves that it knows it (`companion_finish`). */
export function handleLinkCode(world: World, link: Link, node: BinaryNode, registration: BinaryNode): BinaryNode {
  const number = registration.attrs.jid?.split('@')[0]?.split(':')[0]
  if (!number || !/^\d{5,20}$/.test(number)) return failure(node, 400, 'bad-request')
  if (registration.attrs.stage === 'companion_finish') {
    const request = world.codes.get(number)
    if (request?.link !== link || !request.finish) return failure(node, 404, 'primary-not-connected')
    request.finish(registration)
    return result(node)
  }
  const wrappedEphemeral = bytes(registration, 'link_code_pairing_wrapped_companion_ephemeral_pub')
  const authKey = bytes(registration, 'companion_server_auth_key_pub')
  if (registration.attrs.stage !== 'companion_hello' || wrappedEphemeral?.length !== WRAPPED_BYTES) {
    return failure(node, 400, 'bad-request')
  }
  if (!authKey?.equals(link.clientKey)) {
    world.violation({ rule: 'link-code', text: 'A code request names another Noise key than its connection.', number })
    return failure(node, 400, 'bad-request')
  }
  const ref = Buffer.from(randomBytes(12).toString('base64url'))
  world.codes.set(number, { link, number, ref, wrappedEphemeral, finish: undefined })
  return result(node, [
    {
      tag: 'link_code_companion_reg',
      attrs: { stage: 'companion_hello' },
      content: [{ tag: 'link_code_pairing_ref', attrs: {}, content: ref }],
    },
  ])
}

/** What typing a code on the phone does. Resolves with the secret for the endorsement; rejects when the code is wrong. */
export async function exchangeCode(
  world: World,
  account: Account,
  code: string,
): Promise<{ link: Link; secret: Buffer }> {
  const request = await requestFor(world, account.number)
  if (!request) throw new Problem('noCodeAsked', `No client has asked for a code for ${account.number}.`)
  const companionKey = await unwrap(code, request.wrappedEphemeral)
  const ephemeral = generateKeyPair()
  const finished = finishOf(request)
  request.link.send(await primaryHello(request, account, code, ephemeral.public))
  const finish = await finished
  const shared = agree(ephemeral.private, companionKey)
  const random = openBundle(world, request, account, finish, shared)
  const identities = agree(account.phone.identity.private, companionIdentity(request))
  const secret = hkdfSync('sha256', Buffer.concat([shared, identities, random]), Buffer.alloc(0), 'adv_secret', 32)
  return { link: request.link, secret: Buffer.from(secret) }
}

// The client shows its code as soon as its request is written, which may be before the request arrives here.
async function requestFor(world: World, number: string): Promise<CodeRequest | undefined> {
  const deadline = Date.now() + REQUEST_WITHIN_MS
  while (!world.codes.has(number) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
  return world.codes.get(number)
}

function companionIdentity(request: CodeRequest): Buffer {
  const identity = request.link.registration?.identity
  if (!identity) throw new Problem('linkFailed', 'The client that asked for this code is gone.')
  return identity
}

function finishOf(request: CodeRequest): Promise<BinaryNode> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      request.finish = undefined
      reject(new Problem('badCode', 'The client did not accept this code: it shows another one, or it is gone.'))
    }, FINISH_WITHIN_MS)
    request.finish = (node) => {
      clearTimeout(timer)
      request.finish = undefined
      resolve(node)
    }
  })
}

// Whoever typed another code derives another key here, and the bundle does not open.
function openBundle(world: World, request: CodeRequest, account: Account, finish: BinaryNode, shared: Buffer): Buffer {
  try {
    const wrapped = bytes(finish, 'link_code_pairing_wrapped_key_bundle') ?? Buffer.alloc(0)
    const [salt, iv] = [wrapped.subarray(0, 32), wrapped.subarray(32, 44)]
    const key = Buffer.from(hkdfSync('sha256', shared, salt, BUNDLE_INFO, 32))
    const decipher = createDecipheriv('aes-256-gcm', key, iv)
    decipher.setAuthTag(wrapped.subarray(-16))
    const bundle = Buffer.concat([decipher.update(wrapped.subarray(44, -16)), decipher.final()])
    const fits =
      bytes(finish, 'companion_identity_public')?.equals(companionIdentity(request)) &&
      bytes(finish, 'link_code_pairing_ref')?.equals(request.ref) &&
      bundle.subarray(0, 32).equals(companionIdentity(request)) &&
      bundle.subarray(32, 64).equals(account.phone.identity.public)
    if (!fits || bundle.length !== 96) throw new Error('the identities differ')
    return bundle.subarray(64)
  } catch {
    world.violation({
      rule: 'link-code',
      text: 'The key bundle of a code pairing does not open.',
      number: account.number,
    })
    throw new Problem('badCode', 'The code is not the one that the client shows.')
  }
}

async function primaryHello(
  request: CodeRequest,
  account: Account,
  code: string,
  ephemeral: Buffer,
): Promise<BinaryNode> {
  const content = [
    { tag: 'link_code_pairing_ref', attrs: {}, content: request.ref },
    {
      tag: 'link_code_pairing_wrapped_primary_ephemeral_pub',
      attrs: {},
      content: await wrap(code, ephemeral),
    },
    { tag: 'primary_identity_pub', attrs: {}, content: account.phone.identity.public },
  ]
  return {
    tag: 'notification',
    attrs: { type: 'link_code_companion_reg', from: SERVER, id: stanzaId(), t: String(nowSeconds()) },
    content: [{ tag: 'link_code_companion_reg', attrs: { stage: 'primary_hello' }, content }],
  }
}

async function wrap(code: string, key: Buffer): Promise<Buffer> {
  const [salt, iv] = [randomBytes(32), randomBytes(16)]
  const cipher = createCipheriv('aes-256-ctr', await derive(code, salt, ITERATIONS, 32, 'sha256'), iv)
  return Buffer.concat([salt, iv, cipher.update(key), cipher.final()])
}

async function unwrap(code: string, wrapped: Buffer): Promise<Buffer> {
  const [salt, iv] = [wrapped.subarray(0, 32), wrapped.subarray(32, 48)]
  const decipher = createDecipheriv('aes-256-ctr', await derive(code, salt, ITERATIONS, 32, 'sha256'), iv)
  return Buffer.concat([decipher.update(wrapped.subarray(48)), decipher.final()])
}
