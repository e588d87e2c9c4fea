import { expect } from 'vitest'
import sharp from 'sharp'
import type { TestInstance } from '../client.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

/** A picture of one colour: what the phone shows of it can be told from any other. */
const picture = (colour: string) =>
  sharp({ create: { width: 900, height: 700, channels: 3, background: colour } })
    .jpeg()
    .toBuffer()

async function upload({ idInstance, apiTokenInstance }: TestInstance, file?: Blob): Promise<[number, string]> {
  const form = new FormData()
  if (file) form.set('file', file, 'me.jpg')
  const url = `${scene.network.apiUrl}/waInstance${idInstance}/setProfilePicture/${apiTokenInstance}`
  const answer = await fetch(url, { method: 'POST', body: form })
  return [answer.status, await answer.text()]
}

covers(['setProfilePicture', 'getWaSettings'], 'the phone shows the picture, cut to a square', async () => {
  const { instance, owner } = await scene.newLinked()
  expect(owner.state().picture).toBeNull()
  const jpeg = await picture('#c81e1e')
  const [status, text] = await upload(instance, new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }))
  expect([status, JSON.parse(text)]).toEqual([
    200,
    { setProfilePicture: true, urlAvatar: owner.state().picture, reason: null },
  ])
  const shown = sharp(owner.picture())
  expect(await shown.metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 640 })
  expect((await shown.stats()).dominant).toMatchObject({ r: 200, b: 24 })
  expect(await instance.call('getWaSettings')).toMatchObject({ avatar: owner.state().picture })
  const again = await upload(instance, new Blob([new Uint8Array(await picture('#1e1ec8'))]))
  expect(again).toEqual([200, '{"setProfilePicture":false,"urlAvatar":null,"reason":"rate-overlimit"}'])
  expect((await sharp(owner.picture()).stats()).dominant).toMatchObject({ r: 200 })
})

covers(['setProfilePicture'], 'what is no JPEG, empty or missing changes nothing', async () => {
  const { instance, owner } = await scene.newLinked()
  const png = await sharp(await picture('#000'))
    .png()
    .toBuffer()
  expect(await upload(instance, new Blob([new Uint8Array(png)]))).toEqual([400, 'Unsupported media type'])
  const broken = new Blob([new Uint8Array((await picture('#000')).subarray(0, 40))])
  expect(await upload(instance, broken)).toEqual([400, 'Unsupported media type'])
  expect(await upload(instance, new Blob([]))).toEqual([400, 'File is empty'])
  expect(await upload(instance)).toEqual([400, 'File is empty'])
  expect(owner.state().picture).toBeNull()
})
