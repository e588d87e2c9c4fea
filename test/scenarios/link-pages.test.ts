import { expect } from 'vitest'
import { createInstance, partnerCall, untilState } from '../client.ts'
import { readQr } from '../read-qr.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

interface Issued {
  url: string
  expiresAt: number
}

/** A method of the link family, under the token of an issued page. */
async function ask({ url }: Issued, method: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await fetch(url.replace('/link/', `/link/${method}/`), {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Record<string, unknown>
}

covers(
  ['issueInstanceLinkPage', 'linkState'],
  'a partner issues a page for an instance and it links once',
  async () => {
    const { network } = scene
    const instance = await createInstance(network)
    const order = { idInstance: instance.idInstance, lifetimeSeconds: 600 }
    const issued = (await partnerCall(network, 'issueInstanceLinkPage', order)) as Issued
    expect(issued.expiresAt * 1000 - Date.now()).toBeGreaterThan(590_000)
    const { type, message } = await ask(issued, 'linkState')
    expect(type).toBe('qrCode')
    const phone = scene.newPhone()
    await phone.scan(readQr(String(message)))
    await untilState(instance, 'authorized')
    expect(await ask(issued, 'linkState')).toMatchObject({ type: 'alreadyLogged' })
    phone.unlink()
    await untilState(instance, 'notAuthorized')
    expect(await ask(issued, 'linkState')).toMatchObject({ type: 'error', message: expect.stringMatching(/used/) })
  },
)

covers(['issueLinkPage', 'linkCode'], 'a page of an instance links by the phone number', async () => {
  const instance = await createInstance(scene.network)
  const issued = (await instance.call('issueLinkPage', {})) as Issued
  const phone = scene.newPhone()
  const { status, code } = await ask(issued, 'linkCode', { phoneNumber: Number(phone.number) })
  expect(status).toBe(true)
  await phone.enterCode(String(code))
  await untilState(instance, 'authorized')
  expect(phone.state().devices).toHaveLength(1)
})

covers(['issueInstanceLinkPage'], 'an instance of nobody, or a deleted one, gets no page', async () => {
  const { network } = scene
  const missing = { code: 404, description: 'Not found' }
  expect(await partnerCall(network, 'issueInstanceLinkPage', { idInstance: 1199999999 })).toEqual(missing)
  const { idInstance } = await createInstance(network)
  await partnerCall(network, 'deleteInstanceAccount', { idInstance })
  expect(await partnerCall(network, 'issueInstanceLinkPage', { idInstance })).toEqual(missing)
})
