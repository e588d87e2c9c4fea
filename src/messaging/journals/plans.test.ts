import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Statement, Step } from '../../store/port/operation.ts'
import { drive } from '../../store/sql/drive.ts'
import { openSqlite, type Sqlite } from '../../store/sql/driver.ts'
import { openForWriting } from '../../store/writer.ts'
import { outgoingEntry } from './journal-row.ts'
import { readChat, readMessage } from './read.ts'
import { readTimeline } from './timeline.ts'

let folder = ''
let database: Sqlite

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-plans-'))
  openForWriting(join(folder, 'a.sqlite'), 1).close()
  // as every later connection finds it
  database = openSqlite(join(folder, 'a.sqlite'))
  database.exec(`pragma foreign_keys = off;
    insert into peer (id, instance, kind, phone, name, contact_name, updated_at) values ('p', 1, 'person', '15550104477', '', '', 1)`)
})
afterAll(async () => {
  database.close()
  await rm(folder, { recursive: true, force: true })
})

/** How SQLite would find the journal's rows, statement by statement of an operation that reads. */
function plansOf(operation: Step<unknown>): string[] {
  const plans: string[] = []
  drive(operation, {
    query(statement: Statement) {
      const { rows } = database.query({ ...statement, text: `explain query plan ${statement.text}` })
      plans.push(...rows.map(({ detail }) => String(detail)).filter((detail) => /SEARCH (?:j|journal)\b/.test(detail)))
      return database.query(statement)
    },
  })
  return plans
}

const chat = { kind: 'person', phone: '15550104477' } as const
const message = { instance: 1, idMessage: 'A' }

it.each([
  ['the entry of an acknowledgement', () => outgoingEntry(message), 'journal_message (instance=? AND id_message=?)'],
  ['a message', () => readMessage({ ...message, chat }), 'journal_message (instance=? AND id_message=?)'],
  ['a timeline', () => readTimeline(message), 'journal_message (instance=? AND id_message=?)'],
  ['a page of a chat', () => readChat({ instance: 1, chat, count: 100 }), 'journal_chat (instance=? AND chat=?)'],
])('finds %s without reading the rest of the journal', (_name, operation, index) => {
  const plans = plansOf(operation())
  expect(plans.length).toBeGreaterThan(0)
  for (const plan of plans) expect(plan).toContain(`USING INDEX ${index}`)
})
