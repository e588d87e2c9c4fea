import { expect, test } from 'vitest'
import { createInstance, partnerCall } from '../client.ts'
import { startNetwork } from '../network.ts'

test('erasing a deleted instance erases what it uploaded, and leaves the files of others', async () => {
  await using network = await startNetwork({ env: { ROOKERY_ERASE_DAYS: '0' } })
  const [gone, stays] = [await createInstance(network), await createInstance(network)]
  const urls: string[] = []
  for (const { idInstance, apiTokenInstance } of [gone, stays]) {
    const form = new FormData()
    form.set('file', new Blob(['floor plan']), 'plan.txt')
    const at = `${network.gateway.addresses.mediaUrl}/waInstance${idInstance}/uploadFile/${apiTokenInstance}`
    for (const body of [form, 'bare bytes']) {
      const answer = await fetch(at, { method: 'POST', body })
      urls.push(((await answer.json()) as { urlFile: string }).urlFile)
    }
  }
  const reached = async () => (await Promise.all(urls.map((url) => fetch(url)))).map(({ status }) => status)
  expect(await reached()).toEqual([200, 200, 200, 200])
  await partnerCall(network, 'deleteInstanceAccount', { idInstance: gone.idInstance })
  const before = urls.map((url) => new URL(url).pathname)
  // what is past its retention goes at the start, and every hour
  await network.restart()
  for (const [i, path] of before.entries()) urls[i] = network.gateway.addresses.mediaUrl + path
  await expect.poll(reached).toEqual([410, 410, 200, 200])
})
