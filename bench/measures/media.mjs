/**
 * The largest file, 100 MB, up (multipart to the gateway until the network has acknowledged the message) and down (from
 * the moment its stanza has left until the last byte is here), with the memory that the gateway takes meanwhile. Raw
 * Baileys sends the same file from disk and reads the same stream, in turn. One byte more has to be refused.
 */
import { openAsBlob } from 'node:fs'
import { appendFile, copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nowMs } from '../lib/clock.mjs'
import { startRaw, untilAcknowledged } from '../lib/bench.mjs'
import { startGateway } from '../lib/gateway.mjs'
import { residentMegabytes } from '../lib/machine.mjs'
import { mediaNumber } from '../lib/numbers-of.mjs'

const MEGABYTE = 1024 * 1024
const SAMPLE_MS = 10

export async function media(bench) {
  const bytes = (bench.quick ? 10 : 100) * MEGABYTE
  const [owner, rawOwner, friend] = [0, 1, 2].map(mediaNumber)
  await bench.sandbox.call('phones', [owner, rawOwner, friend])
  const file = join(bench.folder, 'large.bin')
  await writeFile(file, Buffer.alloc(bytes, 'a page of a long contract '))
  const settings = { ROOKERY_FILE_LIMIT_MB: String(bytes / MEGABYTE) }
  const gateway = await startGateway({ folder: join(bench.folder, 'media'), facts: bench.facts, settings })
  const raw = await startRaw(bench)
  const rows = { up: { ours: [], raw: [] }, down: { ours: [], raw: [] } }
  try {
    const instance = await gateway.createInstance({ incomingWebhook: 'yes' })
    await bench.sandbox.call('scan', { number: owner, png: await instance.qr() })
    await instance.untilState('authorized')
    await instance.post('setSettings', { delaySendMessagesMilliseconds: 0 })
    await bench.sandbox.call('scan', { number: rawOwner, qr: await raw.call('link', rawOwner) })
    await raw.call('opened', rawOwner)
    const world = { bench, gateway, raw, instance, file, bytes, owner, rawOwner, friend }
    await ourUp(world)
    await ourDown(world)
    for (let round = 0; round < bench.rounds; round++) {
      rows.up.ours.push(await ourUp(world))
      rows.up.raw.push(await rawUp(world))
      rows.down.ours.push(await ourDown(world))
      rows.down.raw.push(await rawDown(world))
    }
    return { bytes, rows, refused: await oneTooMany(world) }
  } finally {
    await gateway.stop()
    await raw.stop()
  }
}

/** Runs `work`; how long it took and what memory the process had more at its worst. */
async function watched(pid, bytes, work) {
  const before = residentMegabytes(pid)
  let most = before
  const watch = { over: false }
  const watching = (async () => {
    while (!watch.over) {
      most = Math.max(most, residentMegabytes(pid))
      await sleep(SAMPLE_MS)
    }
  })()
  const startedAt = nowMs()
  const endedAt = (await work()) ?? nowMs()
  watch.over = true
  await watching
  return { perSecond: bytes / MEGABYTE / ((endedAt - startedAt) / 1000), extra: most - before }
}

async function upload({ gateway, instance, friend }, blob) {
  const form = new FormData()
  form.set('chatId', `${friend}@c.us`)
  form.set('file', blob, 'contract.pdf')
  const url = `${gateway.url}/waInstance${instance.id}/sendFileByUpload/${instance.token}`
  return await fetch(url, { method: 'POST', body: form })
}

async function ourUp(world) {
  const { bench, gateway, file, bytes } = world
  const { count } = await bench.sandbox.call('acknowledged')
  return await watched(gateway.pid, bytes, async () => {
    const answer = await upload(world, await openAsBlob(file))
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
    return await untilAcknowledged(bench, count + 1)
  })
}

async function rawUp({ bench, raw, file, bytes, rawOwner, friend }) {
  const { count } = await bench.sandbox.call('acknowledged')
  return await watched(raw.pid, bytes, async () => {
    await raw.call('sendFile', { name: rawOwner, to: `${friend}@s.whatsapp.net`, file })
    return await untilAcknowledged(bench, count + 1)
  })
}

async function ourDown({ bench, gateway, instance, bytes, owner, friend }) {
  const id = await bench.sandbox.call('sayFile', { from: friend, to: owner, bytes })
  return await watched(gateway.pid, bytes, async () => {
    for (;;) {
      const { body, receiptId } = (await instance.get('receiveNotification')) ?? {}
      if (!body) continue
      await instance.remove(receiptId)
      if (body.idMessage === id) break
    }
    const { downloadUrl } = await instance.post('downloadFile', { chatId: `${friend}@c.us`, idMessage: id })
    let got = 0
    for await (const chunk of (await fetch(downloadUrl)).body) got += chunk.length
    if (got !== bytes) throw new Error(`${got} of ${bytes} bytes came down`)
  })
}

async function rawDown({ bench, raw, bytes, rawOwner, friend }) {
  await raw.call('expectFile', rawOwner)
  await bench.sandbox.call('sayFile', { from: friend, to: rawOwner, bytes })
  return await watched(raw.pid, bytes, async () => {
    const got = await raw.call('readFile', rawOwner)
    if (got !== bytes) throw new Error(`${got} of ${bytes} bytes came down`)
  })
}

/** What a file of one byte more than the largest is answered with. */
async function oneTooMany(world) {
  const larger = `${world.file}.larger`
  await copyFile(world.file, larger)
  await appendFile(larger, 'x')
  const answer = await upload(world, await openAsBlob(larger))
  return `${answer.status} ${(await answer.text()).slice(0, 100)}`
}
