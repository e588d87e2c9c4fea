import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ensurePython } from '../../tools/python.mjs'
import type { Phone } from '../../sandbox/src/api.ts'
import { createInstance, untilState, type TestInstance } from '../client.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { readQr } from '../read-qr.ts'
import { runPage, type RunningPage } from '../run-page.ts'

const samples = fileURLToPath(new URL('../../docs/guide/linking/', import.meta.url))

let network: TestNetwork
let folder: string
let instance: TestInstance
let phone: Phone
let made = 0

beforeAll(async () => {
  network = await startNetwork()
  folder = await mkdtemp(join(tmpdir(), 'rookery-linking-'))
})

afterAll(async () => {
  expect(network.violations).toEqual([])
  await network[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  instance = await createInstance(network)
  phone = newPhone()
})

const newPhone = () => network.sandbox.createPhone({ number: `155501030${String((made += 1)).padStart(2, '0')}` })

/** The reasons in the history, newest first. */
const reasons = async () =>
  ((await instance.call('getStateInstanceHistory')) as { reason: string }[]).map(({ reason }) => reason)

const linkedTo = async (who: Phone) => {
  await untilState(instance, 'authorized')
  expect(who.state().devices).toHaveLength(1)
  const { wid } = (await instance.call('getSettings')) as { wid: string }
  expect(wid).toBe(`${who.number}@c.us`)
}

/** Polls, since what it waits for comes over sockets and from other processes. */
async function until<T>(check: () => T | undefined | false | ''): Promise<T> {
  for (const deadline = Date.now() + 30_000; ;) {
    const value = check()
    if (value !== undefined && value !== false && value !== '') return value
    if (Date.now() > deadline) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Runs a sample of the guide; `onLine` acts on what it prints. Resolves with all of it when it ends well. */
async function sample(command: string, args: string[], onLine: (line: string) => Promise<unknown>): Promise<string[]> {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const acts: Promise<unknown>[] = []
  let errors = ''
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
  // a line can come in pieces: an unbuffered Python writes each word by itself
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    acts.push(onLine(line))
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  await Promise.all(acts)
  expect(errors).toBe('')
  expect(code).toBe(0)
  return lines
}

const keys = () => [network.apiUrl, String(instance.idInstance), instance.apiTokenInstance]
let scanned = false
const scanPicture = async (line: string) => {
  if (!line.startsWith('scan') || scanned) return
  scanned = true
  await phone.scan(readQr((await readFile(join(folder, 'qr.png'))).toString('base64')))
}
const typeCode = async (line: string) => line.startsWith('type') && (await phone.enterCode(line.slice(5)))

describe('samples of the guide', () => {
  beforeEach(() => {
    scanned = false
  })

  test.each(['http.mjs', 'websocket.mjs'])('%s shows a QR until it is scanned', async (file) => {
    const lines = await sample(process.execPath, [samples + file, ...keys()], scanPicture)
    expect(lines.at(-1)).toBe('linked')
    await linkedTo(phone)
  })

  test('code.mjs shows a code to type', async () => {
    const lines = await sample(process.execPath, [`${samples}code.mjs`, ...keys(), phone.number], typeCode)
    expect(lines.at(-1)).toBe('linked')
    await linkedTo(phone)
  })

  test('link.py links by QR, and another instance by code', async () => {
    const python = await ensurePython()
    expect((await sample(python, [`${samples}link.py`, ...keys()], scanPicture)).at(-1)).toBe('linked')
    await linkedTo(phone)
    instance = await createInstance(network)
    phone = newPhone()
    expect((await sample(python, [`${samples}link.py`, ...keys(), phone.number], typeCode)).at(-1)).toBe('linked')
    await linkedTo(phone)
  }, 90_000)

  test('page.html shows QRs by websocket and a code', async () => {
    const html = await readFile(`${samples}page.html`, 'utf8')
    const [api = '', id = '', token = ''] = keys()
    const page = runPage(html, `https://partner.test/page.html#api=${api}&id=${id}&token=${token}`)
    await until(() => page.picture())
    page.askCode(`+${phone.number}`)
    await phone.enterCode(await until(() => /^[0-9A-Z]{8}$/.test(page.text('code')) && page.text('code')))
    await until(() => page.text('said') === 'Linked.')
    await linkedTo(phone)
    page.stop()
  })
})

/** Opens a page of the gateway. */
async function open(url: string): Promise<{ page: RunningPage; html: string; policy: string }> {
  const answer = await fetch(url)
  expect(answer.status).toBe(200)
  const html = await answer.text()
  return { page: runPage(html, url), html, policy: answer.headers.get('content-security-policy') ?? '' }
}

describe('pages of the gateway', () => {
  test('the hosted page links by QR and renews itself', async () => {
    const { page, html } = await open(`${network.apiUrl}/waInstance${instance.idInstance}/${instance.apiTokenInstance}`)
    expect(html).not.toContain(instance.apiTokenInstance)
    await phone.scan(readQr(await until(() => page.picture())))
    await until(() => page.text('said') === 'The account is linked.')
    await linkedTo(phone)
    page.stop()
  })

  test('the hosted page links by phone code', async () => {
    const { page } = await open(`${network.apiUrl}/waInstance${instance.idInstance}/${instance.apiTokenInstance}`)
    page.askCode(phone.number)
    const code = await until(() => page.text('code'))
    await phone.enterCode(code.replace('-', ''))
    await until(() => page.text('said') === 'The account is linked.')
    await linkedTo(phone)
    page.stop()
  })

  test('the one-time page links once, without any API token, and goes back', async () => {
    const returnUrl = 'https://app.example.org/linked?of=7'
    const order = { returnUrl, frameOrigins: ['https://app.example.org'] }
    const { url } = (await instance.call('issueLinkPage', order)) as { url: string }
    const { page, html, policy } = await open(url)
    expect(policy).toContain('frame-ancestors https://app.example.org')
    expect(html).not.toContain(instance.apiTokenInstance)
    expect(html).not.toContain(String(instance.idInstance))
    await phone.scan(readQr(await until(() => page.picture())))
    await until(() => page.went.length > 0)
    expect(page.went).toEqual([returnUrl])
    await linkedTo(phone)
    page.stop()
    phone.unlink()
    await untilState(instance, 'notAuthorized')
    const again = await open(url)
    expect(await until(() => /used/.test(again.page.text('said')))).toBe(true)
    expect(again.page.picture()).toBe('')
    again.page.stop()
  })

  test('a page with a wrong token says so and shows nothing', async () => {
    const answers = await Promise.all([
      fetch(`${network.apiUrl}/waInstance${instance.idInstance}/${'0'.repeat(50)}`),
      fetch(`${network.apiUrl}/link/${'0'.repeat(64)}`),
    ])
    expect(answers.map(({ status }) => status)).toEqual([401, 404])
  })
})

const shownQr = async () => {
  const { type, message } = (await instance.call('qr')) as { type: string; message: string }
  if (type !== 'qrCode') throw new Error(`${type}: ${message}`)
  return readQr(message)
}

/** Watches `scanqrcode`: the types of its frames, and the code it is closed with. */
function watchSocket(): { types: string[]; closed: Promise<number> } {
  const types: string[] = []
  const [api = '', id = '', token = ''] = keys()
  const socket = new WebSocket(`${api.replace('http', 'ws')}/waInstance${id}/scanqrcode/${token}`)
  socket.on('message', (data: Buffer) => types.push((JSON.parse(data.toString()) as { type: string }).type))
  const closed = new Promise<number>((resolve, reject) => {
    socket.on('close', resolve)
    socket.on('error', reject)
  })
  return { types, closed }
}

describe('every other end', () => {
  test('refused on the phone: the reason is in the history, and the next attempt links', async () => {
    await phone.refuse(await shownQr(), 'refused')
    await expect.poll(reasons, { interval: 200 }).toContainEqual(expect.stringMatching(/refused/))
    await new Promise((resolve) => setTimeout(resolve, 2100))
    await phone.scan(await shownQr())
    await linkedTo(phone)
  })

  test('a passkey is asked: everybody is told at once', async () => {
    const socket = watchSocket()
    const qr = await shownQr()
    await until(() => socket.types.length > 0)
    await phone.refuse(qr, 'passkey')
    expect(await socket.closed).toBe(1000)
    expect(socket.types).toEqual(['qrCode', 'passkeyRequired'])
    const { stateInstance } = (await instance.call('getStateInstance')) as { stateInstance: string }
    expect(stateInstance).toBe('notAuthorized')
    await expect
      .poll(async () => ((await instance.call('qr')) as { type: string }).type, { interval: 400 })
      .toBe('passkeyRequired')
    expect(await reasons()).toContainEqual(expect.stringMatching(/passkey/))
    const { page } = await open(`${network.apiUrl}/waInstance${instance.idInstance}/${instance.apiTokenInstance}`)
    await until(() => /passkey/.test(page.text('said')))
    page.stop()
  })

  test('logout unlinks the device, and another number is linked after it', async () => {
    await phone.scan(await shownQr())
    await linkedTo(phone)
    expect(await instance.call('logout')).toEqual({ isLogout: true })
    await untilState(instance, 'notAuthorized')
    expect(phone.state().devices).toEqual([])
    expect((await reasons())[0]).toBe('logged out')
    const other = newPhone()
    await other.scan(await shownQr())
    await linkedTo(other)
  })

  test('reboot keeps the link; deletion removes the device', async () => {
    await phone.scan(await shownQr())
    await linkedTo(phone)
    expect(await instance.call('reboot')).toEqual({ isReboot: true })
    await instance.until(({ stateInstance }) => stateInstance === 'starting')
    await instance.until(({ stateInstance }) => stateInstance === 'authorized')
    expect(phone.state().devices).toHaveLength(1)
    await fetch(`${network.apiUrl}/partner/deleteInstanceAccount/${network.partnerToken}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ idInstance: instance.idInstance }),
    })
    await until(() => phone.state().devices.length === 0)
  })
})
