/** The gateway as an operator would start it for a measurement: built code, a process of its own, limits lifted. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const BIN = new URL('../../bin/rookery.mjs', import.meta.url).pathname
const TOKEN = `gac.${'5b'.repeat(23)}`
const START_MS = 30_000

export async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/**
 * Starts it on `folder`; resolves when it has told its facts, with `startMs` from spawn to the first 200 of `/ready`. `settings` are
 * further environment variables.
 */
export async function startGateway({ folder, facts, execArgv = [], settings = {} }) {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...execArgv, BIN, 'demo', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ROOKERY_DATA: folder,
      ROOKERY_SANDBOX_FACTS: JSON.stringify(facts),
      ROOKERY_DEMO_TOKEN: TOKEN,
      ROOKERY_UNLIMITED: 'true',
      ROOKERY_LOG: 'error',
      PORT: String(port),
      ...settings,
    },
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = (said + String(chunk)).slice(-4000)
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, child, startedAt, () => said)
  const startMs = performance.now() - startedAt
  await Promise.race([once(child.stdout, 'data'), ended])
  async function stop(signal = 'SIGTERM') {
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
    child.kill(signal)
    await ended
    clearTimeout(timer)
  }
  return { pid: child.pid, host: '127.0.0.1', port, url, startMs, stop, said: () => said, ...partnerOf(url) }
}

async function untilReady(url, child, startedAt, said) {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}: ${said()}`)
    const ready = await fetch(`${url}/ready`).then(
      (answer) => answer.body?.cancel().then(() => answer.status === 200),
      () => false,
    )
    if (ready) return
    if (performance.now() - startedAt > START_MS) throw new Error(`the gateway is not ready: ${said()}`)
    await sleep(5)
  }
}

async function asJson(answer) {
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${answer.status} ${text.slice(0, 300)}`)
  return JSON.parse(text)
}

function partnerOf(url) {
  const address = (method) => `/partner/${method}/${TOKEN}`
  const partnerPost = (method, body) => postJson(url + address(method), body)
  const partnerRequest = (method, body) => postBytes(address(method), body)
  async function createInstance(settings = {}) {
    const answer = await partnerPost('createInstance', settings)
    if (!answer.apiTokenInstance) throw new Error(`createInstance answered ${JSON.stringify(answer)}`)
    return instanceOf(url, answer.idInstance, answer.apiTokenInstance)
  }
  const instance = ({ id, token }) => instanceOf(url, id, token)
  const instances = () => fetch(url + address('getInstances')).then(asJson)
  const listText = () => fetch(url + address('getInstances')).then((answer) => answer.text())
  const deleteInstance = (id) => partnerPost('deleteInstanceAccount', { idInstance: id })
  return { createInstance, instance, instances, listText, deleteInstance, partnerPost, partnerRequest }
}

const postJson = (url, body) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).then(asJson)

/** A whole HTTP request as bytes, for the load process. */
function postBytes(address, body) {
  const bytes = JSON.stringify(body)
  return Buffer.from(
    `POST ${address} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(bytes)}\r\n\r\n${bytes}`,
  )
}

/** Calls of one instance. */
function instanceOf(url, id, token) {
  const address = (method) => `/waInstance${id}/${method}/${token}`
  const get = (method) => fetch(url + address(method)).then(asJson)
  const post = (method, body) => postJson(url + address(method), body)
  const request = (method, body) => postBytes(address(method), body)
  /** Removes a notification that was received. */
  const remove = (receipt) =>
    fetch(`${url}${address('deleteNotification')}/${receipt}`, { method: 'DELETE' }).then(asJson)
  return { id, token, get, post, remove, request, ...waitsOf(get) }
}

function waitsOf(get) {
  /** The first QR as base64 PNG. */
  async function qr() {
    for (;;) {
      const { type, message } = await get('qr')
      if (type === 'qrCode') return message
      await sleep(5)
    }
  }
  async function untilState(wanted, timeoutMs = 60_000) {
    const until = performance.now() + timeoutMs
    for (;;) {
      const answer = await get('getStateInstance')
      if (answer?.stateInstance === wanted) return
      if (performance.now() > until) throw new Error(`still ${JSON.stringify(answer)} after ${timeoutMs} ms`)
      await sleep(5)
    }
  }
  return { qr, untilState }
}
