/**
 * Raw Baileys, as its own documentation shows it: stock signal repository, keys in memory (a Map of plain values behind
 * `makeCacheableSignalKeyStore`), no hook on its crypto, every other option at its default except those that name the
 * network. Many accounts share this process when asked.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { BufferJSON, initAuthCreds, makeCacheableSignalKeyStore, makeWASocket, WA_CERT_DETAILS } from 'baileys'
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
  socket.ev.on('messages.upsert', ({ messages }) => (account.received += messages.length))
  socket.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
    if (qr) account.showQr(qr)
    if (connection === 'open') account.markOpen()
    if (connection === 'close' && lastDisconnect?.error?.output?.statusCode === 515) connect(account)
  })
}

/** Sends `count` texts of one account to `to` in turn, each after the one before it was written to the socket. */
async function loop(name, { to, count, inFlight }) {
  const { socket } = accounts.get(name)
  let sent = 0
  async function one() {
    while (sent < count) {
      const number = sent++
      await socket.sendMessage(to[number % to.length], { text: `Order ${number} has left the warehouse.` })
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
  close: (name) => {
    const account = accounts.get(name)
    accounts.delete(name)
    account.socket.end(undefined)
  },
  save: (file) => {
    const all = [...accounts].map(([name, { creds, data }]) => ({ name, creds, data: [...data] }))
    writeFileSync(file, JSON.stringify(all, BufferJSON.replacer))
  },
  /** Connects the first `count` accounts of a saved file; answers when every one of them is open. */
  resume: async ({ file, count }) => {
    for (const { name, creds, data } of JSON.parse(readFileSync(file, 'utf8'), BufferJSON.reviver).slice(0, count)) {
      const account = newAccount(creds, new Map(data))
      accounts.set(name, account)
      connect(account)
    }
    await Promise.all([...accounts.values()].map((account) => account.opened))
  },
})
