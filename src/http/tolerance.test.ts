import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ID, TOKEN, raw, startToy, type Toy } from './toy.test-support.ts'

let toy: Toy
beforeAll(async () => {
  toy = await startToy()
})
afterAll(() => toy.server.close())

const instance = `/waInstance${ID}`
const good = JSON.stringify({ chatId: '15550104477@c.us', message: 'hi' })

describe('the address', () => {
  it.each([
    ['plain', `${instance}/getSettings/${TOKEN}`],
    ['two slashes first (n8n)', `/${instance}/getSettings/${TOKEN}`],
    ['doubled anywhere', `${instance}//getSettings///${TOKEN}`],
    ['trailing slash', `${instance}/getSettings/${TOKEN}/`],
    ['slash before the question mark', `${instance}/getSettings/${TOKEN}/?x=1`],
    ['/v3', `/v3${instance}/getSettings/${TOKEN}`],
    ['/V3 and doubled', `//V3/${instance}/getSettings/${TOKEN}`],
    ['PascalCase (PHP)', `${instance}/GetSettings/${TOKEN}`],
    ['upper case', `/WAINSTANCE${ID}/GETSETTINGS/${TOKEN}`],
    ['absolute form', `http://api.example${instance}/getSettings/${TOKEN}`],
  ])('%s', async (_name, target) => {
    expect(await raw(toy.port, 'GET', target)).toMatchObject({ status: 200 })
  })
  it('x', async () => {
    expect(await raw(toy.port, 'POST', `${instance}/sendMessage/${TOKEN}`, good)).toMatchObject({ status: 200 })
  })
})
