import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqlite } from '../src/store/sql/driver.ts'
import { placesOf, type LeftBehind } from './left-behind.ts'
import { noteAnswer } from './recorder.ts'
import { SecretBook } from './secret-search.ts'

const TOKEN = `gac.${'0123456789abcdef'.repeat(3)}`
const KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 89 + 200) % 256))
const bookOf = (secret: string | Buffer, kind?: 'words') => {
  const book = new SecretBook()
  book.add('secret', secret, kind)
  return book
}

let folder: string
let left: Required<LeftBehind>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-left-'))
  const [dataFolder, backupFolder] = [join(folder, 'data'), join(folder, 'backup')]
  for (const made of [dataFolder, join(dataFolder, 'media'), backupFolder]) await mkdir(made)
  for (const made of [dataFolder, backupFolder]) await writeFile(join(made, 'rookery.sqlite'), 'rows')
  await writeFile(join(dataFolder, 'master.key'), TOKEN)
  left = { log: 'lines', answers: { metrics: 'up 1', refusals: '[]' }, dataFolder, backupFolder }
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const hitPlaces = async (book: SecretBook, from: LeftBehind = left) =>
  book.search(await placesOf(from)).map(({ place }) => place)

describe('a planted secret is found', () => {
  test('nowhere when it is nowhere but in the key file and in what people sent', async () => {
    await writeFile(join(left.dataFolder, 'media', 'sent.bin'), TOKEN)
    expect(await hitPlaces(bookOf(TOKEN))).toEqual([])
  })

  test('in the log, in metrics and in refusals', async () => {
    expect(await hitPlaces(bookOf(TOKEN), { ...left, log: `a ${TOKEN} b` })).toEqual(['log'])
    for (const name of ['metrics', 'refusals'])
      expect(await hitPlaces(bookOf(TOKEN), { ...left, answers: { ...left.answers, [name]: TOKEN } })).toEqual([name])
  })

  test('in the files of the data folder and of a backup, the key file of a backup included', async () => {
    await appendFile(join(left.dataFolder, 'rookery.sqlite'), TOKEN)
    await appendFile(join(left.backupFolder, 'master.key'), TOKEN)
    expect(await hitPlaces(bookOf(TOKEN))).toEqual(['data/rookery.sqlite', 'backup/master.key'])
  })

  test('in a row that is in the write-ahead log alone', async () => {
    const file = join(left.dataFolder, 'live.sqlite')
    const database = openSqlite(file)
    database.exec('pragma journal_mode = wal; create table attempt (url text)')
    database.exec('pragma wal_checkpoint(truncate)')
    database.query({ text: 'insert into attempt (url) values (?)', values: [`https://x/?key=${TOKEN}`] })
    expect(await hitPlaces(bookOf(TOKEN))).toEqual(['data/live.sqlite-wal'])
    database.close()
  })

  test('in the names of files', async () => {
    await writeFile(join(left.dataFolder, 'media', TOKEN), '')
    expect(await hitPlaces(bookOf(TOKEN))).toEqual(['names of data files'])
  })
})

describe('in whatever form', () => {
  const forms: [string, (bytes: Buffer) => string | Buffer][] = [
    ['raw', (bytes) => Buffer.concat([Buffer.of(0, 255), bytes, Buffer.of(7)])],
    ['hex', (bytes) => bytes.toString('hex')],
    ['upper-case hex', (bytes) => bytes.toString('hex').toUpperCase()],
    ['base64', (bytes) => bytes.toString('base64')],
    ['base64url', (bytes) => bytes.toString('base64url')],
    ['base64 behind one byte', (bytes) => Buffer.concat([Buffer.of(9), bytes, Buffer.of(1)]).toString('base64')],
    ['base64url behind two bytes', (bytes) => Buffer.concat([Buffer.of(9, 9), bytes]).toString('base64url')],
    ['escaped', (bytes) => bytes.toString('hex').replaceAll(/../g, '%$&')],
    ['as JSON of a buffer', (bytes) => JSON.stringify(bytes)],
  ]
  test.each(forms)('%s', (_form, write) => {
    for (const secret of [Buffer.from(TOKEN), KEY]) {
      const place = { name: 'place', bytes: Buffer.from(write(secret) as string) }
      expect(bookOf(secret).search([place])).not.toEqual([])
    }
  })

  test('what is escaped for an address', () => {
    const bytes = Buffer.from(`?key=${encodeURIComponent('pass/word+wörd')}`)
    expect(bookOf('pass/word+w').search([{ name: 'place', bytes }])).not.toEqual([])
  })
})

test('words may stand where they are kept, keys may not', () => {
  const place = { name: 'database', bytes: Buffer.from('see you at noon'), holdsWords: true }
  expect(bookOf('see you at noon', 'words').search([place])).toEqual([])
  expect(bookOf('see you at noon', 'words').search([{ ...place, holdsWords: false }])).not.toEqual([])
  expect(bookOf('see you at noon').search([place])).not.toEqual([])
})

test('what answers hold is noted: tokens wherever they stand, codes by their field', () => {
  const book = new SecretBook()
  const instance = 'ab12'.repeat(12) + 'cd'
  noteAnswer(book, JSON.stringify([{ apiTokenInstance: instance }, { url: `https://x/link/${'0f'.repeat(32)}` }]))
  noteAnswer(book, JSON.stringify({ secret: `whsec_${KEY.toString('base64')}` }))
  noteAnswer(book, JSON.stringify({ status: true, code: 'AB12CD34' }))
  noteAnswer(book, 'Unauthorized')
  expect(book.counts()).toEqual({ 'answered token': 3, 'answered code': 1 })
})
