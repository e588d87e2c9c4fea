import { expect, test, vi } from 'vitest'
import { filterConsole } from './console-filter.ts'
import { hardenCurve } from './hook.ts'
import { Curve, hookedCurve } from './library.ts'
import { isStray } from './stray-rejections.ts'

test('the library verifies: a changed message, key or signature is refused', () => {
  const keys = Curve.generateKeyPair()
  const message = Buffer.from('certificate')
  const signature = Curve.sign(keys.private, message)
  expect(Curve.verify(keys.public, message, signature)).toBe(true)
  expect(Curve.verify(keys.public, Buffer.from('certificatf'), signature)).toBe(false)
  expect(Curve.verify(Curve.generateKeyPair().public, message, signature)).toBe(false)
  expect(Curve.verify(keys.public, message, Buffer.alloc(64))).toBe(false)
  expect(Curve.verify(keys.public, message, signature.slice(0, 63))).toBe(false)
})

test('the hook swaps the functions in place, so that every user of the module sees them', () => {
  const curve: Parameters<typeof hardenCurve>[0] = {
    calculateSignature: () => Buffer.alloc(64),
    verifySignature: () => true,
  }
  hardenCurve(curve)
  expect(() => curve.verifySignature(Buffer.alloc(32), Buffer.alloc(1), Buffer.alloc(64))).toThrow()
  expect(hookedCurve.verifySignature).not.toBe(curve.verifySignature)
})

test('key dumps stay off the console, other lines pass', () => {
  const print = vi.fn()
  const target = { log: print, info: print, warn: print, error: print, debug: print }
  filterConsole(target)
  target.info('Closing session:', { currentRatchet: { ephemeralKeyPair: { privKey: 'secret' } } })
  target.warn('Closing open session in favor of incoming prekey bundle')
  target.error('Session error:Error: Bad MAC', 'stack')
  target.error('Failed to decrypt message with any known session...')
  target.info('Removing old closed session:', {})
  expect(print).not.toHaveBeenCalled()
  target.info('the gateway is listening', { port: 1 })
  target.log({ Session: 'error' })
  expect(print.mock.calls).toEqual([['the gateway is listening', { port: 1 }], [{ Session: 'error' }]])
})

test('the process console is filtered as soon as the library is there', () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const { info } = globalThis.console
  info('Closing session:', 'secret')
  const printed = write.mock.calls.flat().join('')
  write.mockRestore()
  expect(printed).not.toContain('secret')
})

test("the library's loose ends are told from the application's errors", () => {
  const loose = new Error('Connection Closed')
  loose.stack = 'Error: x\n    at /srv/node_modules/baileys/lib/Socket/socket.js:60:19'
  expect(isStray(428)).toBe(true)
  expect(isStray(loose)).toBe(true)
  expect(isStray(new Error('ours'))).toBe(false)
})
