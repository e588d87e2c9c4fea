import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect } from 'vitest'
import type { PhoneMessage } from '../../sandbox/src/api.ts'
import { ensureFfmpeg } from '../../tools/ffmpeg.mjs'
import { LOUD } from '../client.ts'
import { scenes, type Linked } from '../scenes.ts'
import { makeSamples, type Sample } from '../sound-and-video.ts'
import { startWebHost, type WebHost } from '../web-host.ts'

const ffmpeg = await ensureFfmpeg()
const programs = await mkdtemp(join(tmpdir(), 'rookery-programs-'))
const [begun, stuck] = [join(programs, 'begun'), join(programs, 'stuck')]
// ffmpeg itself, which never ends while a file says so
await program('ffmpeg', `test -e ${stuck} && echo $$ > ${begun} && exec sleep 600; exec ${ffmpeg} "$@"`)
await program('ffprobe', `exec ${join(ffmpeg, '..', 'ffprobe')} "$@"`)
const scene = scenes(import.meta.url, { env: { ROOKERY_FFMPEG: join(programs, 'ffmpeg') } })
const { covers } = scene
const QUICK = { ...LOUD, delaySendMessagesMilliseconds: 0 }
let made: Promise<Linked> | undefined
/** The file's linked instance, which sends without delay. */
const common = () => (made ??= scene.newLinked(QUICK))
let web: WebHost
let samples: Record<Sample, Buffer>

beforeAll(async () => {
  web = await startWebHost()
  samples = await makeSamples(ffmpeg)
})
afterAll(async () => {
  await web[Symbol.asyncDispose]()
  await rm(programs, { recursive: true, force: true })
})

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(programs, name), 0o755)
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const fetched = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())

/** What the phone shows of a sent file, and what the API says was sent. */
interface Sent {
  shown: PhoneMessage
  told: { downloadUrl: string; fileName: string; mimeType: string; jpegThumbnail: string }
}

/** Gives a file out under a name and sends its link. */
async function sendLink(linked: Linked, bytes: Buffer, fileName: string): Promise<Sent> {
  const urlFile = offer(bytes, fileName)
  const chatId = `${linked.friend.number}@c.us`
  const { idMessage } = (await linked.instance.call('sendFileByUrl', { chatId, urlFile, fileName })) as Sending
  return await arrived(linked, idMessage)
}

interface Sending {
  idMessage: string
  urlFile?: string
}

function offer(bytes: Buffer, fileName: string): string {
  web.pages.set(`/${fileName}`, { type: 'application/octet-stream', body: bytes })
  return `${web.url}/${fileName}`
}

async function arrived({ instance, friend }: Linked, idMessage: string): Promise<Sent> {
  const shown = await friend.waitFor(({ id }) => id === idMessage)
  const about = (body: Record<string, unknown>) =>
    body['typeWebhook'] === 'outgoingAPIMessageReceived' && body['idMessage'] === idMessage
  const { messageData } = (await instance.until(about)) as { messageData: { fileMessageData: Sent['told'] } }
  return { shown, told: messageData.fileMessageData }
}

async function upload({ instance, friend }: Linked, bytes: Buffer, fileName: string): Promise<Sending> {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(bytes)]), fileName)
  form.set('chatId', `${friend.number}@c.us`)
  const { mediaUrl } = scene.network.gateway.addresses
  const url = `${mediaUrl}/waInstance${instance.idInstance}/sendFileByUpload/${instance.apiTokenInstance}`
  return (await (await fetch(url, { method: 'POST', body: form })).json()) as Sending
}

const OPUS = 'audio/ogg; codecs=opus'

covers(
  ['sendFileByUrl'],
  'a sound named .ogg is a voice note with length and waveform, another keeps its bytes',
  async () => {
    const linked = await common()
    for (const sample of ['wav', 'vorbis'] as const) {
      const { shown, told } = await sendLink(linked, samples[sample], 'note.ogg')
      expect(shown).toMatchObject({ type: 'audio', media: { voice: true, seconds: 2, mimeType: OPUS } })
      const { waveform = [] } = shown.media ?? {}
      expect([waveform.length, Math.max(...waveform), Math.max(...waveform.slice(0, 31))]).toEqual([64, 100, 0])
      expect(told).toMatchObject({ fileName: 'note.ogg', mimeType: OPUS })
      const bytes = await fetched(told.downloadUrl)
      expect(sha256(bytes)).toBe(shown.media?.sha256)
      // "OpusHead", its version, one channel
      expect(bytes.includes(Buffer.from('OpusHead\u0001\u0001'))).toBe(true)
    }
    const fits = await sendLink(linked, samples.opus, 'fits.ogg')
    expect(fits.shown.media).toMatchObject({ voice: true, seconds: 2, sha256: sha256(samples.opus) })
    const tune = await sendLink(linked, samples.mp3, 'tune.mp3')
    expect(tune.shown.media).toMatchObject({ seconds: 2, mimeType: 'audio/mpeg', sha256: sha256(samples.mp3) })
    expect(tune.shown.media).not.toHaveProperty('voice')
    const { shown, told } = await sendLink(linked, samples.wav, 'speech.mp3')
    expect(shown.media).toMatchObject({ seconds: 2, mimeType: 'audio/mp4' })
    expect(told.fileName).toBe('speech.m4a')
  },
)

covers(
  ['sendFileByUpload'],
  'a video arrives as an mp4 that plays at once, with a thumbnail, and as a document untouched',
  async () => {
    const linked = await common()
    const look = { mimeType: 'video/mp4', seconds: 2, width: 160, height: 120, thumbnail: { mimeType: 'image/jpeg' } }
    for (const [sample, fileName] of [
      ['mov', 'clip.mov'],
      ['webm', 'clip.mp4'],
      ['mp4', 'clip.mp4'],
    ] as const) {
      const { idMessage, urlFile = '' } = await upload(linked, samples[sample], fileName)
      const { shown, told } = await arrived(linked, idMessage)
      expect(shown).toMatchObject({ type: 'video', media: look })
      expect(told).toMatchObject({ fileName: 'clip.mp4', mimeType: 'video/mp4' })
      expect(told.jpegThumbnail).not.toBe('')
      const bytes = await fetched(told.downloadUrl)
      expect(sha256(bytes)).toBe(shown.media?.sha256)
      expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'))
      expect(await fetched(urlFile)).toEqual(samples[sample])
    }
    const fits = await upload(linked, samples.front, 'fits.mp4')
    const { shown } = await arrived(linked, fits.idMessage)
    expect(shown.media).toMatchObject({ ...look, sha256: sha256(samples.front) })
    const document = await arrived(linked, (await upload(linked, samples.webm, 'clip.webm')).idMessage)
    expect(document.shown).toMatchObject({ type: 'document', media: { sha256: sha256(samples.webm) } })
  },
)

covers(['sendFileByUrl'], 'what cannot be read is sent as it is, and leads to no other file or address', async () => {
  const linked = await common()
  const part = offer(samples.mp4, 'part.mp4')
  const broken = Buffer.concat([samples.mp4.subarray(0, 2000), Buffer.alloc(3000, 7)])
  const files: [bytes: Buffer, fileName: string][] = [
    [broken, 'broken.mp4'],
    [Buffer.alloc(4000, 7), 'noise.ogg'],
    [Buffer.from(`#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${part}\n#EXT-X-ENDLIST\n`), 'playlist.mp4'],
    [Buffer.from(`ffconcat version 1.0\nfile '${part}'\nfile /etc/hostname\n`), 'parts.ogg'],
  ]
  for (const [bytes, fileName] of files) {
    const { shown, told } = await sendLink(linked, bytes, fileName)
    expect(shown.media).toMatchObject({ size: bytes.length, sha256: sha256(bytes) })
    expect(told.fileName).toBe(fileName)
  }
  expect(web.asked).not.toContain('/part.mp4')
})

covers(['sendFileByUrl'], 'pictures arrive with their size and a thumbnail', async () => {
  const linked = await common()
  const picture = sharp({ create: { width: 300, height: 200, channels: 3, background: '#c81e1e' } })
  for (const [bytes, fileName] of [
    [await picture.clone().jpeg().toBuffer(), 'red.jpg'],
    [await picture.clone().png().toBuffer(), 'red.png'],
  ] as const) {
    const { shown } = await sendLink(linked, bytes, fileName)
    const look = { width: 300, height: 200, thumbnail: { mimeType: 'image/jpeg' } }
    expect(shown).toMatchObject({ type: 'image', media: { ...look, sha256: sha256(bytes) } })
  }
  const webp = await picture.clone().webp().toBuffer()
  const { shown } = await sendLink(linked, webp, 'red.webp')
  expect(shown).toMatchObject({ type: 'document', media: { sha256: sha256(webp) } })
})

covers(['sendVoiceStatus'], 'a voice status is made a voice note, and over ten minutes it is not sent', async () => {
  const linked = await common()
  const { instance, friend } = linked
  const post = async (bytes: Buffer, fileName: string) => {
    const body = { urlFile: offer(bytes, fileName), fileName, participants: [`${friend.number}@c.us`] }
    return ((await instance.call('sendVoiceStatus', body)) as Sending).idMessage
  }
  const id = await post(samples.mp3, 'morning.mp3')
  const { media } = await friend.waitFor((message) => message.id === id)
  expect(media).toMatchObject({ voice: true, seconds: 2, mimeType: OPUS })
  expect(media?.waveform).toHaveLength(64)
  const long = await post(samples.tenMinutes, 'long.ogg')
  const failed = await instance.until(({ idMessage, status }) => idMessage === long && status === 'failed')
  expect(failed['description']).toBe('a voice status may be 10 minutes long at most')
})

/** The process of an ffmpeg that does not end; 0 before there is one. */
const stuckProcess = async () => Number(await readFile(begun, 'utf8').catch(() => '0'))

covers(
  ['sendFileByUrl', 'sendMessage'],
  'a video in the works holds up no other instance, and after a restart it is made again and sent once',
  async () => {
    const linked = await common()
    const other = await scene.newLinked(QUICK)
    const { dataFolder } = scene.network
    await writeFile(stuck, '')
    const body = { urlFile: offer(samples.webm, 'stuck.mp4'), fileName: 'stuck.mp4' }
    const chatId = `${linked.friend.number}@c.us`
    const { idMessage } = (await linked.instance.call('sendFileByUrl', { chatId, ...body })) as Sending
    await expect.poll(stuckProcess).toBeGreaterThan(0)
    const text = { chatId: `${other.friend.number}@c.us`, message: 'Meanwhile' }
    const { idMessage: idText } = (await other.instance.call('sendMessage', text)) as Sending
    expect((await other.friend.waitFor(({ id }) => id === idText)).text).toBe('Meanwhile')

    await writeFile(join(dataFolder, 'transcoding', 'left-by-a-kill'), 'half a video')
    await rm(stuck)
    await scene.network.restart()
    const ended = await stuckProcess()
    expect(() => process.kill(ended, 0)).toThrow('ESRCH')
    const { shown } = await arrived(linked, idMessage)
    expect(shown).toMatchObject({ wireCount: 1, media: { mimeType: 'video/mp4', seconds: 2 } })
    expect(linked.friend.messages().filter(({ id }) => id === idMessage)).toHaveLength(1)
    // what was made stays for a while
    expect(await readdir(join(dataFolder, 'transcoding'))).toEqual([expect.not.stringContaining('left')])
  },
)

// the last one: it leaves the gateway without ffmpeg
covers(['sendFileByUrl', 'sendVoiceStatus'], 'without ffmpeg sound and video are sent as they are', async () => {
  const linked = await common()
  await scene.network.restart({ ROOKERY_FFMPEG: '/nowhere/ffmpeg' })
  const note = await sendLink(linked, samples.wav, 'note.ogg')
  expect(note.shown.media).toMatchObject({ voice: true, mimeType: OPUS, sha256: sha256(samples.wav) })
  const clip = await sendLink(linked, samples.mov, 'clip.mov')
  expect(clip.shown.media).toMatchObject({ mimeType: 'video/quicktime', sha256: sha256(samples.mov) })
  for (const { shown } of [note, clip])
    for (const part of ['seconds', 'waveform', 'thumbnail', 'width']) expect(shown.media).not.toHaveProperty(part)
  const participants = [`${linked.friend.number}@c.us`]
  const status = { urlFile: offer(samples.mp3, 'morning.mp3'), fileName: 'morning.mp3', participants }
  const { idMessage } = (await linked.instance.call('sendVoiceStatus', status)) as Sending
  const { media } = await linked.friend.waitFor(({ id }) => id === idMessage)
  expect(media).toMatchObject({ voice: true, mimeType: 'audio/mpeg', sha256: sha256(samples.mp3) })
})
