import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testStores, type TestStore } from '../../test/database.ts'
import type { FailureKind } from '../base/errors.ts'
import type { Method } from '../contract/method.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { linkPageRefused } from './issue-link.ts'
import { linkExpired, linkUnknown } from './link-method.ts'
import { getAuthorizationCode } from './methods/getAuthorizationCode.ts'
import { getStateInstance } from './methods/getStateInstance.ts'
import { issueLinkPage } from './methods/issueLinkPage.ts'
import { linkCode } from './methods/linkCode.ts'
import { linkState } from './methods/linkState.ts'
import { qr } from './methods/qr.ts'
import { scanqrcode } from './methods/scanqrcode.ts'
import { updateApiToken } from './methods/updateApiToken.ts'
import { instancePage } from './pages/instance-page.ts'
import { linkPage } from './pages/link-page.ts'
import { changeState } from './state.ts'
import {
  accountOf,
  call,
  callOf,
  makeInstance,
  NOBODY,
  settle,
  supervise,
  testWorld,
  until,
  worldOperations,
  type MadeInstance,
  type Supervised,
  type World,
} from './world.spec-suite.ts'

let engine: TestStore
let store: MaintainedStore
let world: World
let made: MadeInstance
let watched: Supervised | undefined

beforeEach(async () => {
  const [embedded] = testStores(worldOperations)
  if (!embedded) throw new Error('no store to test on')
  engine = embedded
  store = await engine.open()
  world = testWorld(store)
  made = await makeInstance(world)
})

afterEach(async () => {
  const stopping = watched?.supervisor.stop()
  watched = undefined
  for (let i = 0; i < 5; i++) await world.clock.advance(4000)
  await stopping
  await engine.dispose()
})

const failsWith = (kind: FailureKind) => expect.objectContaining({ kind })
const credentials = () => ({ idInstance: String(made.id), token: made.token })
const ask = (method: Method, request: Omit<Parameters<typeof call>[2], 'credentials'> = {}) =>
  call(method, world, { credentials: credentials(), ...request })
const enter = (state: 'authorized' | 'starting' | 'blocked' | 'suspended' | 'notAuthorized') =>
  store.write(changeState, {
    instance: made.id,
    state,
    reason: 'test',
    at: world.clock.now(),
    account: state === 'notAuthorized' ? null : { ...accountOf(), lid: null },
  })

/** The frames a watcher has seen so far, growing. */
async function watchScan(
  signal?: AbortSignal,
): Promise<{ frames: { type: string; message: string }[]; done: Promise<void> }> {
  const frames: { type: string; message: string }[] = []
  const frame = scanqrcode.watch?.(
    await callOf(scanqrcode, world, { credentials: credentials(), ...(signal ? { signal } : {}) }),
    world,
  )
  const done = (async () => {
    for await (const next of frame ?? []) frames.push(next as { type: string; message: string })
  })()
  return { frames, done }
}

const showQr = (attempt: string, text: string) =>
  world.host.emit({ on: 'qr', instance: made.id, attempt, qr: text, expiresAt: world.clock.now() + 20_000 })

describe('linking', () => {
  beforeEach(async () => {
    watched = await supervise(world)
  })

  test('qr starts an attempt by itself and shows its picture', async () => {
    const asked = ask(qr)
    showQr((await world.host.command('link', made.id)).attempt, 'hello')
    const frame = (await asked) as { type: string; message: string }
    expect(frame.type).toBe('qrCode')
    expect(Buffer.from(frame.message, 'base64').subarray(1, 4).toString()).toBe('PNG')
  })

  test('many watchers see each QR and alreadyLogged at the end; one that comes later sees the current', async () => {
    const [one, two] = [await watchScan(), await watchScan()]
    const { attempt, epoch } = await world.host.command('link', made.id)
    showQr(attempt, 'first')
    await until(() => one.frames.length === 1 && two.frames.length === 1)
    showQr(attempt, 'second')
    await until(() => one.frames.length === 2 && two.frames.length === 2)
    const late = await watchScan()
    await until(() => late.frames.length === 1)
    expect(late.frames[0]).toEqual(one.frames[1])
    world.host.emit({ on: 'linked', instance: made.id, attempt, account: accountOf() })
    world.host.emit({ on: 'opened', instance: made.id, epoch, account: accountOf() })
    for (const watcher of [one, two, late]) {
      await watcher.done
      expect(watcher.frames.at(-1)).toEqual({ type: 'alreadyLogged', message: 'instance account already authorized' })
    }
    expect(world.host.count('link', made.id)).toBe(1)
  })

  test('the window ends after 100 s with timeout', async () => {
    const watcher = await watchScan()
    const { attempt } = await world.host.command('link', made.id)
    for (let i = 0; i < 6; i++) {
      showQr(attempt, `qr ${i}`)
      await until(() => watcher.frames.length > i)
      await world.clock.advance(19_000)
    }
    await watcher.done
    expect(watcher.frames.at(-1)?.type).toBe('timeout')
    expect(watcher.frames.filter(({ type }) => type === 'qrCode')).toHaveLength(6)
  })

  test('a watcher that goes away is heard no more', async () => {
    const gone = new AbortController()
    const watcher = await watchScan(gone.signal)
    await world.host.command('link', made.id)
    gone.abort()
    await watcher.done
    expect(watcher.frames).toEqual([])
  })

  test('a passkey is told everywhere at once, and a new attempt is possible later', async () => {
    const watcher = await watchScan()
    const { attempt } = await world.host.command('link', made.id)
    world.host.emit({ on: 'linkFailed', instance: made.id, attempt, reason: 'passkeyRequired', text: '' })
    await watcher.done
    expect(watcher.frames.at(-1)?.type).toBe('passkeyRequired')
    expect(await ask(qr)).toMatchObject({ type: 'passkeyRequired' })
    await settle()
    await world.clock.advance(61_000)
    const again = ask(qr)
    showQr((await world.host.command('link', made.id, 1)).attempt, 'anew')
    expect(await again).toMatchObject({ type: 'qrCode' })
  })

  test('a refusal ends a watch with an error that says why', async () => {
    const watcher = await watchScan()
    const { attempt } = await world.host.command('link', made.id)
    world.host.emit({ on: 'linkFailed', instance: made.id, attempt, reason: 'refused', text: 'not today' })
    await watcher.done
    expect(watcher.frames).toEqual([{ type: 'error', message: 'the link was refused: not today' }])
  })

  test('a code is asked, given, and given again while it is good', async () => {
    const code = () => ask(getAuthorizationCode, { body: { phoneNumber: 15550104477 } })
    const asked = code()
    const { attempt, phone } = await world.host.command('link', made.id)
    expect(phone).toBe('15550104477')
    const expiresAt = world.clock.now() + 150_000
    world.host.emit({ on: 'code', instance: made.id, attempt, code: 'AB12CD34', expiresAt })
    expect(await asked).toEqual({ status: true, code: 'AB12CD34' })
    expect(await code()).toEqual({ status: true, code: 'AB12CD34' })
    expect(world.host.count('link', made.id)).toBe(1)
  })

  test('no code: refused, unanswered, or linked already', async () => {
    const code = () => ask(getAuthorizationCode, { body: { phoneNumber: 15550104477 } })
    const refused = code()
    const { attempt } = await world.host.command('link', made.id)
    world.host.emit({ on: 'linkFailed', instance: made.id, attempt, reason: 'refused', text: '' })
    expect(await refused).toEqual({ status: false, code: '' })
    await settle()
    const unanswered = code()
    await world.host.command('link', made.id, 1)
    await world.clock.advance(31_000)
    expect(await unanswered).toEqual({ status: false, code: '' })
    await enter('authorized')
    expect(await code()).toEqual({ status: false, code: '' })
  })

  test('an authorized instance is already logged, a blocked one has to log out', async () => {
    await enter('authorized')
    expect(await ask(qr)).toEqual({ type: 'alreadyLogged', message: 'instance account already authorized' })
    await enter('blocked')
    expect(await ask(qr)).toMatchObject({ type: 'error', message: 'Instance has auth. You need to make log out' })
  })
})

describe('link pages', () => {
  const issue = async (body: object = {}) => (await ask(issueLinkPage, { body })) as { url: string; expiresAt: number }
  const tokenOf = (url: string) => url.split('/').at(-1) ?? ''

  test('the one-time page shows QRs and codes under its own token and links once', async () => {
    watched = await supervise(world)
    const { url } = await issue({ returnUrl: 'https://app.test/done?a="<b>"', frameOrigins: ['https://app.test'] })
    expect(url).toMatch(/^http:\/\/api\.test\/link\/[0-9a-f]{64}$/)
    const link = { credentials: { token: tokenOf(url) } }
    await world.clock.advance(1000)
    const asked = call(linkState, world, link)
    const { attempt, epoch } = await world.host.command('link', made.id)
    showQr(attempt, 'shown')
    expect(await asked).toMatchObject({ type: 'qrCode' })
    const code = call(linkCode, world, { ...link, body: { phoneNumber: 15550104477 } })
    await world.host.command('requestCode', made.id)
    world.host.emit({
      on: 'code',
      instance: made.id,
      attempt,
      code: 'AB12CD34',
      expiresAt: world.clock.now() + 150_000,
    })
    expect(await code).toEqual({ status: true, code: 'AB12CD34' })
    world.host.emit({ on: 'linked', instance: made.id, attempt, account: accountOf() })
    world.host.emit({ on: 'opened', instance: made.id, epoch, account: accountOf() })
    await until(() => watched?.opened.length)
    expect(await call(linkState, world, link)).toMatchObject({ type: 'alreadyLogged' })
    await enter('notAuthorized')
    expect(await call(linkState, world, link)).toMatchObject({ type: 'error', message: expect.stringMatching(/used/) })
    expect(await call(linkCode, world, { ...link, body: { phoneNumber: 15550104477 } })).toMatchObject({
      status: false,
    })
    expect(world.host.count('link', made.id)).toBe(1)
  })

  test('pages hold no token, escape what they are given, and name who may frame them', async () => {
    const { url } = await issue({
      returnUrl: 'https://app.test/"><script>1</script>',
      frameOrigins: ['https://app.test'],
    })
    const caller = await linkPage.family.authenticate({ token: tokenOf(url), client: NOBODY, headers: {} }, world)
    const open = await callOf(getStateInstance, world, { credentials: credentials() })
    const page = await linkPage.render({ ...open, caller }, world)
    expect(page.html).not.toContain(made.token)
    expect(page.html).not.toContain(tokenOf(url))
    expect(page.html).not.toContain('<script>1')
    expect(page.html).not.toMatch(/(src|<link [^>]*href)="http/)
    expect(page.headers?.['content-security-policy']).toContain('frame-ancestors https://app.test')
    const hosted = await instancePage.render(open, world)
    expect(hosted.html).not.toContain(made.token)
    expect(hosted.headers?.['content-security-policy']).toContain("frame-ancestors 'none'")
  })

  test('unknown, expired and revoked links open nothing', async () => {
    const { url } = await issue({ lifetimeSeconds: 60 })
    const open = (token: string) => linkPage.family.authenticate({ token, client: NOBODY, headers: {} }, world)
    await expect(open('0'.repeat(64))).rejects.toEqual(failsWith(linkUnknown))
    await world.clock.advance(60_000)
    await expect(open(tokenOf(url))).rejects.toEqual(failsWith(linkExpired))
    const other = await issue()
    await ask(updateApiToken)
    await expect(open(tokenOf(other.url))).rejects.toEqual(failsWith(linkUnknown))
  })

  test.each([
    { returnUrl: 'javascript:alert(1)' },
    { frameOrigins: ["https://a.test; script-src 'unsafe-inline'"] },
    { frameOrigins: ['https://a.test/path'] },
    { frameOrigins: ['*'] },
  ])('%j is refused', async (body) => {
    await expect(issue(body)).rejects.toEqual(failsWith(linkPageRefused))
  })
})
