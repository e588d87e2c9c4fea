import { expect, test } from 'vitest'
import { addressOf } from './encrypted-download.ts'

const HOST = 'media-1.cdn.whatsapp.net'

test.each([
  [{ directPath: '/v/t62?ccb=1', url: 'https://elsewhere.example/x' }, `https://${HOST}/v/t62?ccb=1`],
  [{ directPath: null, url: 'https://mmg.whatsapp.net/d/f/x.enc' }, 'https://mmg.whatsapp.net/d/f/x.enc'],
])('%o lies at %s', (source, address) => {
  expect(addressOf(HOST, source).href).toBe(address)
})

test.each([
  { directPath: '@169.254.169.254/latest/meta-data' },
  { directPath: '.elsewhere.example/x' },
  { directPath: ':8443/x' },
  { directPath: '', url: 'https://127.0.0.1/x' },
  { directPath: '', url: 'http://mmg.whatsapp.net/x' },
  { directPath: '', url: 'https://whatsapp.net.elsewhere.example/x' },
  { directPath: '', url: 'https://me@mmg.whatsapp.net/x' },
  { directPath: '', url: 'no address' },
  { directPath: '', url: '' },
])('%o is refused: a stranger does not choose what a gateway asks for', (source) => {
  expect(() => addressOf(HOST, source)).toThrow(/^mediaGone: the message names (a file outside the network|no file)$/)
})
