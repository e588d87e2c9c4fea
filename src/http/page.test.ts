import { afterAll, beforeAll, expect, it } from 'vitest'
import { DELETED, ID, TOKEN, raw, startToy, type Toy } from './toy.test-support.ts'

let toy: Toy
beforeAll(async () => {
  toy = await startToy()
})
afterAll(() => toy.server.close())

const policyOf = (head: string) => /content-security-policy: (.*)\r?/i.exec(head)?.[1] ?? ''

it('the hosted page has two segments and strict headers', async () => {
  const page = await raw(toy.port, 'GET', `//waInstance${ID}/${TOKEN}/`)
  expect(page).toMatchObject({ status: 200, body: '<!doctype html><p>scan</p>' })
  expect(page.head).toMatch(/content-type: text\/html; charset=utf-8/i)
  expect(page.head).toMatch(/cache-control: no-store/i)
  expect(page.head).toMatch(/referrer-policy: no-referrer/i)
  expect(page.head).toMatch(/x-content-type-options: nosniff/i)
  expect(policyOf(page.head)).toContain("default-src 'none'")
  expect(policyOf(page.head)).toContain("frame-ancestors 'none'")
  expect(policyOf(page.head)).toContain("connect-src 'self' http://api ws://api")
})

it('a page may loosen single directives', async () => {
  const page = await raw(toy.port, 'GET', '/link/once')
  expect(page.status).toBe(200)
  expect(policyOf(page.head)).toContain('frame-ancestors https://partner.example')
  expect(policyOf(page.head)).toContain("default-src 'none'")
})

it('a refused caller gets a page with the status and no word of the token', async () => {
  for (const [target, status] of [
    [`/waInstance${ID}/wrongtoken`, 401],
    ['/waInstance7/wrongtoken', 403],
    [`/waInstance${DELETED}/${TOKEN}`, 400],
    ['/link/used', 401],
    ['/partner/nothing', 404],
  ] as const) {
    const page = await raw(toy.port, 'GET', target)
    expect(page.status).toBe(status)
    expect(page.body).not.toContain('wrongtoken')
  }
  expect(await raw(toy.port, 'POST', `/waInstance${ID}/${TOKEN}`, '{}')).toMatchObject({ status: 404 })
})
