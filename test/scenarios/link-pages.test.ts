import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { createInstance, partnerCall, untilState } from '../client.ts'
import { accountOf, operatorOf } from '../console-accounts.ts'
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

covers(
  ['getBrand', 'changeBrand', 'issueInstanceLinkPage'],
  "a partner's name, logo and colours stand on its one-time pages and let nothing else in",
  async () => {
    const { network } = scene
    const operator = await operatorOf(network)
    const { id, owner } = await accountOf(network, operator, 'partner')
    const { partnerToken } = await owner.call<{ partnerToken: string }>('issuePartnerToken', { name: 'brand' })
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(id)]).toString('base64')
    const brand = { name: 'Shop <script>"&', accent: '#112233', background: '#fefefe', logo: png }
    expect(await owner.call('getBrand')).toEqual({ name: '', accent: '', background: '', logo: '' })
    const page = async () => {
      const { idInstance } = (await partnerCall({ ...network, partnerToken }, 'createInstance', {})) as {
        idInstance: number
      }
      const issued = await partnerCall({ ...network, partnerToken }, 'issueInstanceLinkPage', { idInstance })
      const answer = await fetch((issued as Issued).url)
      return { html: await answer.text(), policy: answer.headers.get('content-security-policy') ?? '' }
    }
    expect((await page()).html).not.toContain('class="brand"')
    expect(await owner.call('changeBrand', brand)).toEqual(brand)
    const { html, policy } = await page()
    expect(html).toContain(`<img src="data:image/png;base64,${png}" alt="">`)
    expect(html).toContain('<span>Shop &lt;script&gt;&quot;&amp;</span>')
    const styles = [...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, css]) => css ?? '')
    expect(styles.at(-1)).toContain(
      ':root{--accent:#112233;--on-accent:#ffffff;--page:#fefefe}h1,.brand{color:#000000}',
    )
    const hashes = styles.map((css) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`)
    expect(policy).toContain(`style-src ${hashes.join(' ')};`)
    await expect(owner.call('changeBrand', { ...brand, logo: 'AAAA' })).rejects.toMatchObject({ code: 'logoRefused' })
    await expect(owner.call('changeBrand', { ...brand, accent: 'red;}' })).rejects.toMatchObject({ status: 400 })
    const { html: others } = await fetch(
      ((await partnerCall(network, 'issueInstanceLinkPage', await ofDemo())) as Issued).url,
    ).then(async (answer) => ({ html: await answer.text() }))
    expect(others).not.toContain('class="brand"')
  },
)

const ofDemo = async () => ({ idInstance: (await createInstance(scene.network)).idInstance })
