/**
 * Raw Baileys, as its own documentation shows it: stock signal repository, keys in memory (a Map of plain values behind
 * `makeCacheableSignalKeyStore`), no hook on its crypto, every other option at its default except those that name the
 * network. Many accounts share this process when asked.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import {
  BufferJSON,
  downloadEncryptedContent,
  getMediaKeys,
  initAuthCreds,
  makeCacheableSignalKeyStore,
  makeWASocket,
  WA_CERT_DETAILS,
} from 'baileys'
import { answerCalls } from './lib/process.mjs'

const quiet = { level: 'silent', child: () => quiet, trace() {}, debug() {}, info() {}, warn() {}, error() {} }
// libsignal prints session records; on a pipe that nobody reads they would cost time.
for (const method of ['log', 'info', 'warn', 'error']) console[method] = () => {}

const accounts = new Map()
let network

function memoryKeys(data) {
  return {
    get: async (type, ids) => {
      const found = {}
      for (const id of ids) {
        const value = data.get(`${type}|${id}`)
        if (value !== undefined) found[id] = value
      }
      return found
    },
    set: async (changes) => {
      for (const [type, values] of Object.entries(changes)) {
        for (const [id, value] of Object.entries(values)) {
          if (value) data.set(`${type}|${id}`, value)
          else data.delete(`${type}|${id}`)
        }
      }
    },
  }
}

function newAccount(creds, data) {
  const account = { creds, data, socket: undefined, qr: undefined, open: undefined, received: 0 }
  account.firstQr = new Promise((resolve) => (account.showQr = resolve))
  account.opened = new Promise((resolve) => (account.markOpen = resolve))
  return account
}

function connect(account) {
  const socket = makeWASocket({
    waWebSocketUrl: network.socketUrl,
    logger: quiet,
    auth: { creds: account.creds, keys: makeCacheableSignalKeyStore(memoryKeys(account.data), quiet) },
  })
  account.socket = socket
  socket.ev.on('creds.update', (update) => Object.assign(account.creds, update))
  socket.ev.on('messages.upsert', ({ messages }) => {
    account.received += messages.length
    for (const { message } of messages) if (message?.documentMessage) account.takeFile?.(message.documentMessage)
  })
  socket.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
    if (qr) account.showQr(qr)
    if (connection === 'open') account.markOpen()
    if (connection === 'close' && lastDisconnect?.error?.output?.statusCode === 515) connect(account)
  })
}

/**
 * Sends `count` texts of one account to `to` in turn, each after the one before it was written to the socket. Lets the
 * event loop turn between them: with its keys in memory the library never waits, and hears nothing until it is lost.
 */
async function loop(name, { to, count, inFlight }) {
  const { socket } = accounts.get(name)
  let sent = 0
  async function one() {
    while (sent < count) {
      const number = sent++
      await socket.sendMessage(to[number % to.length], { text: `Order ${number} has left the warehouse.` })
      await turn()
    }
  }
  await Promise.all(Array.from({ length: inFlight }, one))
}

answerCalls({
  join: (facts) => {
    network = facts
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(facts.rootKey, 'base64')
  },
  /** Starts an account that is not linked yet; answers its first QR. */
  link: (name) => {
    const account = newAccount(initAuthCreds(), new Map())
    accounts.set(name, account)
    connect(account)
    return account.firstQr
  },
  opened: (name) => accounts.get(name).opened.then(() => undefined),
  send: async ({ names, ...rest }) => {
    await Promise.all(names.map((name) => loop(name, rest)))
  },
  sendFile: async ({ name, to, file }) => {
    const document = { url: file }
    await accounts.get(name).socket.sendMessage(to, { document, mimetype: 'application/pdf', fileName: 'contract.pdf' })
  },
  /** From now on the next file of an account is waited for. */
  expectFile: (name) => {
    const account = accounts.get(name)
    account.file = new Promise((resolve) => (account.takeFile = resolve))
  },
  /** Reads the file that is waited for, as the library does it; how many bytes. */
  readFile: async (name) => {
    const { mediaKey, directPath } = await accounts.get(name).file
    const keys = await getMediaKeys(mediaKey, 'document')
    let bytes = 0
    for await (const chunk of await downloadEncryptedContent(`https://${network.mediaHost}${directPath}`, keys))
      bytes += chunk.length
    return bytes
  },
  close: (name) => {
    const account = accounts.get(name)
    accounts.delete(name)
    account.socket.end(undefined)
  },
  /** Writes the first `count` accounts to a file. */
  save: ({ file, count }) => {
    const some = [...accounts].slice(0, count).map(([name, { creds, data }]) => ({ name, creds, data: [...data] }))
    writeFileSync(file, JSON.stringify(some, BufferJSON.replacer))
  },
  /** Connects the accounts of a saved file; answers when every one of them is open. */
  resume: async (file) => {
    for (const { name, creds, data } of JSON.parse(readFileSync(file, 'utf8'), BufferJSON.reviver)) {
      const account = newAccount(creds, new Map(data))
      accounts.set(name, account)
      connect(account)
    }
    await Promise.all([...accounts.values()].map((account) => account.opened))
  },
})
