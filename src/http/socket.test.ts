import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { DELETED, ID, TOKEN, ended, raw, startToy, type Toy } from './toy.test-support.ts'

let toy: Toy
beforeAll(async () => {
  toy = await startToy()
})
afterAll(() => toy.server.close())

interface Watched {
  frames: unknown[]
  code: number
}

const socketTo = (path: string) => new WebSocket(`ws://127.0.0.1:${toy.port}${path}`)

function watch(path: string): Promise<Watched> {
  return new Promise((resolve, reject) => {
    const socket = socketTo(path)
    const frames: unknown[] = []
    socket.on('message', (data, binary) => {
      expect(binary).toBe(false)
      frames.push(JSON.parse((data as Buffer).toString()))
      // The C++ sample echoes each frame.
      socket.send(data)
    })
    socket.on('close', (code) => resolve({ frames, code }))
    socket.on('error', reject)
  })
}

const refusal = (path: string): Promise<{ status: number; body: string; cors: unknown }> =>
  new Promise((resolve) => {
    socketTo(path)
      .on('error', () => undefined)
      .on('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const cors = response.headers['access-control-allow-origin']
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), cors })
        })
      })
  })

const path = (id: number | string = ID, token = TOKEN) => `/waInstance${id}/scanqrcode/${token}`

describe('clients.md 13: the QR websocket', () => {
  const whole = {
    frames: [
      { type: 'qrCode', message: 'first' },
      { type: 'alreadyLogged', message: 'done' },
    ],
    code: 1000,
  }
  it('one JSON text frame per value, then 1000; echoes are ignored', async () => {
    expect(await watch(path())).toEqual(whole)
  })
  it('the same tolerances of the address', async () => {
    expect(await watch(`//v3/WAINSTANCE${ID}//ScanQrCode/${TOKEN}/`)).toEqual(whole)
  })
  it('many watchers at once', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => watch(path())))
    expect(all.every(({ code, frames }) => code === 1000 && frames.length === 2)).toBe(true)
  })
  it.each([
    ['401', path(ID, 'bad'), 401, 'Unauthorized'],
    ['403', path(7), 403, 'Forbidden'],
    ['400 number', path('abc'), 400, 'Parameter idInstance not an integer'],
    ['400 deleted', path(DELETED), 400, 'Instance is deleted'],
    ['404', `/waInstance${ID}/getSettings/${TOKEN}`, 404, 'Not Found'],
    ['404 elsewhere', '/nowhere', 404, 'Not Found'],
  ])('a refusal is the plain answer of the handshake: %s', async (_name, target, status, body) => {
    expect(await refusal(target)).toEqual({ status, body, cors: '*' })
  })
  it('a client that leaves ends the stream', async () => {
    const before = ended.length
    const socket = socketTo(`${path()}?forever=yes`)
    await new Promise((resolve) => socket.once('message', resolve))
    socket.terminate()
    await expect.poll(() => ended.length).toBe(before + 1)
  })
  it('a stopping server ends all streams', async () => {
    const other = await startToy()
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}${path()}?forever=yes`)
    await new Promise((resolve) => socket.once('message', resolve))
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    await other.server.close()
    expect(await closed).toBe(1001)
  })
  it('a plain GET is answered, not upgraded', async () => {
    expect((await raw(toy.port, 'GET', path())).status).toBe(200)
  })
})
