/**
 * The sandbox network in a process of its own, with two things that only a measurement needs: the time at which it
 * acknowledged each message, and stanzas that are encrypted first and let go later, at a given rate.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import jsQr from 'jsqr'
import { PNG } from 'pngjs'
import { nowMs } from './lib/clock.mjs'
import { answerCalls } from './lib/process.mjs'

const { startSandbox } = await import(new URL('../sandbox/dist/index.js', import.meta.url).href)
const { DeliveryQueue } = await import(new URL('../sandbox/dist/state/delivery-queue.js', import.meta.url).href)
const { Connection } = await import(new URL('../sandbox/dist/wire/connection.js', import.meta.url).href)

let network
let acknowledged = 0
let lastAckAt = 0
let confirmed = 0
let lastReceiptAt = 0
const violations = []
/** Set while stanzas are prepared: messages to clients gather here instead of leaving. */
let held
let prepared = []

const sendNow = Connection.prototype.send
Connection.prototype.send = function sendOrHold(node) {
  if (node.tag === 'ack' && node.attrs.class === 'message' && !node.attrs.error) {
    acknowledged++
    lastAckAt = nowMs()
  }
  if (held && node.tag === 'message') held.push({ link: this, node })
  else sendNow.call(this, node)
}

const { confirm } = DeliveryQueue.prototype
DeliveryQueue.prototype.confirm = function confirmAndCount(tag, id) {
  const known = confirm.call(this, tag, id)
  if (known && tag === 'message') {
    confirmed++
    lastReceiptAt = nowMs()
  }
  return known
}

const phoneOf = (number) => network.phone(number) ?? network.createPhone({ number, name: `Phone ${number.slice(-4)}` })

/** Text of a QR code from its picture, base64 PNG. */
function readPicture(png) {
  const { data, width, height } = PNG.sync.read(Buffer.from(png, 'base64'))
  return jsQr.default(new Uint8ClampedArray(data), width, height).data
}

/** Encrypts one message each, in this order, and holds the stanzas; answers how many. `from` writes to `to`. */
async function prepare(messages) {
  held = []
  for (const { from, to, text } of messages) await phoneOf(from).send(to, { text })
  prepared = held
  held = undefined
  return prepared.length
}

/**
 * Lets the prepared stanzas go, one every `1 / rate` seconds. Answers when each left (`nowMs`), the rate that was reached and how long it took.
 */
async function fire({ rate }) {
  const at = []
  const gap = 1000 / rate
  const startedAt = nowMs()
  for (const [number, { link, node }] of prepared.entries()) {
    const due = startedAt + number * gap
    while (nowMs() < due) await sleep(1)
    at.push(nowMs())
    sendNow.call(link, node)
  }
  const seconds = (nowMs() - startedAt) / 1000
  const reached = prepared.length / seconds
  prepared = []
  return { at, reached, seconds }
}

answerCalls({
  start: async ({ folder } = {}) => {
    network = await startSandbox({
      ...(folder ? { dataFolder: folder } : {}),
      onViolation: ({ rule, text }) => violations.push(`${rule}: ${text}`),
    })
    return network.facts
  },
  phones: (numbers) => {
    for (const number of numbers) phoneOf(number)
  },
  scan: async ({ number, qr, png }) => {
    await phoneOf(number).scan(qr ?? readPicture(png))
  },
  say: async ({ from, to, text }) => {
    await phoneOf(from).send(to, { text })
  },
  /** A file of that many bytes; its id, once the stanza has left. */
  sayFile: async ({ from, to, bytes }) => {
    const data = Buffer.alloc(bytes, 'another page of a long contract ')
    const media = { kind: 'document', data, fileName: 'contract.pdf', mimeType: 'application/pdf' }
    return (await phoneOf(from).send(to, { media })).id
  },
  /** Phones that are off leave what they get in their queue: the network then spends nothing on decrypting. */
  power: ({ numbers, on }) => {
    for (const number of numbers) {
      if (on) phoneOf(number).online()
      else phoneOf(number).offline()
    }
  },
  prepare,
  fire,
  /** Messages that the network has acknowledged since the process began, and when the last one was. */
  acknowledged: () => ({ count: acknowledged, lastAt: lastAckAt }),
  /** Messages that clients have confirmed since the process began, and when the last one was. */
  confirmed: () => ({ count: confirmed, lastAt: lastReceiptAt }),
  /** A group; its id. */
  group: ({ owner, members }) => phoneOf(owner).createGroup('Rota', members).id,
  /** How many of these numbers have a linked device that is connected. */
  connected: (numbers) => {
    const wanted = new Set(numbers)
    const states = network.state().phones.filter(({ number }) => wanted.has(number))
    return states.filter(({ devices }) => devices.some(({ connected }) => connected)).length
  },
  violations: () => violations,
})
