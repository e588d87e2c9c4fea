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
  async function createInstance(settings = {}) {
    const answer = await fetch(`${url}/partner/createInstance/${TOKEN}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(settings),
    }).then(asJson)
    if (!answer.apiTokenInstance) throw new Error(`createInstance answered ${JSON.stringify(answer)}`)
    return instanceOf(url, answer.idInstance, answer.apiTokenInstance)
  }
  const instance = ({ id, token }) => instanceOf(url, id, token)
  const instances = () => fetch(`${url}/partner/getInstances/${TOKEN}`).then(asJson)
  const deleteInstance = (id) =>
    fetch(`${url}/partner/deleteInstanceAccount/${TOKEN}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ idInstance: id }),
    }).then(asJson)
  return { createInstance, instance, instances, deleteInstance }
}

/** Calls of one instance. */
function instanceOf(url, id, token) {
  const address = (method) => `/waInstance${id}/${method}/${token}`
  const get = (method) => fetch(url + address(method)).then(asJson)
  const post = (method, body) =>
    fetch(url + address(method), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then(asJson)
  /** A whole HTTP request as bytes, for the load process. */
  function request(method, body) {
    const bytes = JSON.stringify(body)
    return Buffer.from(
      `POST ${address(method)} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(bytes)}\r\n\r\n${bytes}`,
    )
  }
  return { id, token, get, post, request, ...waitsOf(get) }
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
