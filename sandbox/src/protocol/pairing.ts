import type { BinaryNode } from 'baileys'
import { DeliveryQueue } from '../state/delivery-queue.ts'
import { jidOf } from '../state/accounts.ts'
import type { Account, Device, Link, World } from '../state/model.ts'
import { announceDevice } from './device-changes.ts'
import { checkCountersigned, endorse } from './device-identity.ts'
import { bytes, child, failure, nowSeconds, push } from './stanza.ts'
import { Problem } from '../problem.ts'

const ANSWER_WITHIN_MS = 20_000

export interface QrCode {
  link: Link
  identity: Buffer
  secret: Buffer
}

/** Reads a QR as a phone does and finds the waiting client. Throws a sentence when it is not usable. */
export function readQr(world: World, qr: string): QrCode {
  const [reference = '', noise = '', identity = '', secret = ''] = qr.slice(qr.indexOf('#') + 1).split(',')
  const link = world.refs.get(reference)
  const companion = Buffer.from(identity, 'base64')
  const advSecret = Buffer.from(secret, 'base64')
  if (companion.length !== 32 || advSecret.length !== 32) throw new Problem('badQr', 'This is not a linking QR code.')
  if (!link?.registration)
    throw new Problem('qrExpired', 'This QR code has expired: its connection is gone, or it was used already.')
  if (!link.clientKey.equals(Buffer.from(noise, 'base64')) || !link.registration.identity.equals(companion)) {
    world.violation({ rule: 'qr', text: 'A QR names other keys than the connection that shows it.' })
    throw new Problem('badQr', 'This QR code does not belong to the connection that it names.')
  }
  return { link, identity: companion, secret: advSecret }
}

/**
 * Links a waiting client to an account: the phone endorses it, it countersigns, the network checks and asks it to
 * reconnect. Rejects when the client answers wrongly or not at all.
 */
export async function pair(world: World, account: Account, link: Link, secret: Buffer): Promise<{ device: number }> {
  const registration = link.registration
  if (!registration) throw new Problem('linkFailed', 'The client that wanted to be linked is gone.')
  if (registration.answer) throw new Problem('linkFailed', 'This client is being linked already.')
  const id = account.nextDevice++
  const endorsement = endorse(account.phone.identity, {
    identity: registration.identity,
    keyIndex: id,
    secret,
    at: nowSeconds(),
  })
  const offer = push('md', [
    { tag: 'pair-success', attrs: {}, content: offerContent(account, id, endorsement.envelope) },
  ])
  const answered = answerOf(link)
  link.send(offer)
  const reply = await answered
  const countersigned = bytes(child(reply, 'pair-device-sign'), 'device-identity')
  const checked = countersigned
    ? checkCountersigned(endorsement, registration.identity, countersigned)
    : { problem: 'The client did not sign its device identity.' }
  if ('problem' in checked) {
    world.violation({ rule: 'pair-device-sign', text: checked.problem, number: account.number })
    link.send(failure(reply, 401, 'not-authorized'))
    link.close()
    throw new Problem('linkFailed', checked.problem)
  }
  const device = addDevice(world, account, link, id, checked.signedIdentity)
  link.registration = undefined
  forget(world, link)
  link.send({ tag: 'stream:error', attrs: { code: '515' } })
  link.close()
  announceDevice(world, account, 'add', device.id)
  world.log('paired', { number: account.number, device: id })
  return { device: id }
}

function addDevice(world: World, account: Account, link: Link, id: number, signedIdentity: Buffer): Device {
  const registration = link.registration
  if (!registration) throw new Problem('linkFailed', 'The client that wanted to be linked is gone.')
  const { registrationId, identity, signed, platform } = registration
  const device: Device = {
    account,
    id,
    keyIndex: id,
    noiseKey: link.clientKey,
    identity,
    signedIdentity,
    platform,
    keys: { registrationId, identity, signed, stock: [] },
    queue: new DeliveryQueue(),
    link: undefined,
    greeted: false,
  }
  account.devices.set(id, device)
  world.touch(account)
  return device
}

function offerContent(account: Account, id: number, envelope: Buffer): BinaryNode[] {
  return [
    { tag: 'device', attrs: { jid: jidOf(account, 'pn', id), lid: jidOf(account, 'lid', id) } },
    { tag: 'platform', attrs: { name: 'android' } },
    { tag: 'device-identity', attrs: {}, content: envelope },
  ]
}

function answerOf(link: Link): Promise<BinaryNode> {
  return new Promise((resolve, reject) => {
    const { registration } = link
    if (!registration) return reject(new Problem('linkFailed', 'The client that wanted to be linked is gone.'))
    const settle = (): void => {
      clearTimeout(timer)
      registration.answer = undefined
      registration.abandon = undefined
    }
    const timer = setTimeout(() => registration.abandon?.('did not answer'), ANSWER_WITHIN_MS)
    registration.answer = (reply) => {
      settle()
      resolve(reply)
    }
    registration.abandon = (reason) => {
      settle()
      reject(new Problem('linkFailed', `The client ${reason} while it was being linked.`))
    }
  })
}

/** Forgets the QR references and code requests of a connection. */
export function forget(world: World, link: Link): void {
  for (const [reference, owner] of world.refs) if (owner === link) world.refs.delete(reference)
  for (const [number, request] of world.codes) if (request.link === link) world.codes.delete(number)
}
