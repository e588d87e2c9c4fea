import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect } from 'vitest'
import { scenes, type Linked } from '../scenes.ts'
import { startWebHost, type WebHost } from '../web-host.ts'

const scene = scenes(import.meta.url)
const { covers } = scene
let web: WebHost

beforeAll(async () => {
  web = await startWebHost()
})
afterAll(() => web[Symbol.asyncDispose]())

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** Sends to the friend and gives what his phone shows. */
async function shownAfter({ instance, friend }: Linked, method: string, body: object) {
  const { idMessage } = (await instance.call(method, { chatId: `${friend.number}@c.us`, ...body })) as {
    idMessage: string
  }
  return await friend.waitFor(({ id }) => id === idMessage)
}

/** Posts a body of the caller's making to a method of the media host. */
async function upload({ instance }: Linked, method: string, body: FormData | Buffer, headers = {}): Promise<unknown> {
  const { mediaUrl } = scene.network.gateway.addresses
  const url = `${mediaUrl}/waInstance${instance.idInstance}/${method}/${instance.apiTokenInstance}`
  const answer = await fetch(url, { method: 'POST', headers, body: body instanceof FormData ? body : new Blob([body]) })
  expect(answer.status).toBe(200)
  return await answer.json()
}

covers(['sendMessage'], 'a text quotes what a friend wrote, and carries its own card', async () => {
  const linked = await scene.linked()
  const { instance, owner, friend } = linked
  const { id } = await friend.send(owner.number, { text: 'Is my bike ready?' })
  await instance.until(({ idMessage }) => idMessage === id)
  expect(await shownAfter(linked, 'sendMessage', { message: 'It is.', quotedMessageId: id })).toMatchObject({
    text: 'It is.',
    sender: owner.number,
    quoted: { id, text: 'Is my bike ready?' },
  })
  const card = { title: 'Bikes', description: 'Mended while you wait', link: 'https://bikes.example' }
  const message = 'See https://bikes.example'
  expect(await shownAfter(linked, 'sendMessage', { message, customPreview: card })).toMatchObject({
    text: message,
    preview: { title: 'Bikes', description: 'Mended while you wait' },
  })
})

covers(['sendLink'], 'a link arrives with the card of its page', async () => {
  web.pages.set('/catalogue', {
    type: 'text/html',
    body: '<html><head><title>Catalogue 7</title><meta name="description" content="All bikes"></head></html>',
  })
  const urlLink = `${web.url}/catalogue`
  expect(await shownAfter(await scene.linked(), 'sendLink', { urlLink })).toMatchObject({
    text: urlLink,
    preview: { title: 'Catalogue 7', description: 'All bikes' },
  })
})

covers(['sendFileByUrl'], 'a file behind a link arrives byte for byte, with its name and caption', async () => {
  const bytes = randomBytes(70_000)
  web.pages.set('/prices.pdf', { type: 'application/pdf', body: bytes })
  const file = { urlFile: `${web.url}/prices.pdf`, fileName: 'prices.pdf', caption: 'Our prices' }
  const { media } = await shownAfter(await scene.linked(), 'sendFileByUrl', file)
  expect(media).toMatchObject({ mimeType: 'application/pdf', fileName: 'prices.pdf', caption: 'Our prices' })
  expect(media).toMatchObject({ size: bytes.length, sha256: sha256(bytes) })
})

covers(
  ['sendFileByUpload'],
  'an uploaded file arrives byte for byte, and again by the link of the answer',
  async () => {
    const linked = await scene.linked()
    const bytes = randomBytes(50_000)
    const form = new FormData()
    form.set('file', new Blob([bytes]), 'plan.zip')
    form.set('chatId', `${linked.friend.number}@c.us`)
    form.set('caption', 'The plan')
    const { idMessage, urlFile } = (await upload(linked, 'sendFileByUpload', form)) as Record<string, string>
    const whole = { fileName: 'plan.zip', size: bytes.length, sha256: sha256(bytes) }
    const { media } = await linked.friend.waitFor(({ id }) => id === idMessage)
    expect(media).toMatchObject({ ...whole, caption: 'The plan' })
    const again = await shownAfter(linked, 'sendFileByUrl', { urlFile, fileName: 'plan.zip' })
    expect(again.media).toMatchObject(whole)
  },
)

covers(['uploadFile'], 'the link of a stored file gives its bytes, to a browser and to a phone', async () => {
  const linked = await scene.linked()
  const bytes = randomBytes(30_000)
  const headers = { 'content-type': 'application/zip', 'ga-filename': 'drawings.zip' }
  const { urlFile } = (await upload(linked, 'uploadFile', bytes, headers)) as { urlFile: string }
  expect(Buffer.from(await (await fetch(urlFile)).arrayBuffer()).equals(bytes)).toBe(true)
  const { media } = await shownAfter(linked, 'sendFileByUrl', { urlFile, fileName: 'drawings.zip' })
  expect(media).toMatchObject({ size: bytes.length, sha256: sha256(bytes) })
})
