import { describe, expect, it } from 'vitest'
import { suiteOperations } from './operations.spec-suite.ts'
import { storeBusy } from './port/errors.ts'
import type { Sqlite } from './sql/driver.ts'
import { openSqlite } from './sql/driver.ts'
import { runBatch } from './writer.ts'

const CALLS = ['put', { name: 'a', value: '1' }, 'put', { name: 'b', value: '1' }]

function memory(): Sqlite {
  const database = openSqlite(':memory:')
  database.exec('create table setting (name text primary key, value text not null)')
  return database
}

/** A database that fails one statement of its transactions. */
function failing(database: Sqlite, text: string, message: string): Sqlite {
  return {
    ...database,
    query(statement) {
      if (statement.text === text) throw new Error(message)
      return database.query(statement)
    },
  }
}

describe('runBatch', () => {
  it('answers every call in order after one commit', () => {
    const database = memory()
    const { outputs, errors } = runBatch(database, suiteOperations, [...CALLS, 'get', { name: 'a' }])
    expect(outputs).toEqual([1, 1, '1'])
    expect(errors).toEqual([])
  })

  it('refuses the whole batch when its commit fails, and the writer goes on', () => {
    const database = memory()
    const { errors } = runBatch(failing(database, 'commit', 'disk full'), suiteOperations, CALLS)
    expect(errors.map(([i, { message }]) => [i, message])).toEqual([
      [0, 'disk full'],
      [1, 'disk full'],
    ])
    expect(database.query({ text: 'select count(*) as n from setting', values: [] }).rows).toMatchObject([{ n: 0 }])
    expect(runBatch(database, suiteOperations, CALLS).errors).toEqual([])
  })

  it('refuses the whole batch when an operation cannot be undone', () => {
    const database = memory()
    const broken = failing(database, 'rollback to operation', 'cannot roll back')
    const { errors } = runBatch(broken, suiteOperations, [...CALLS, 'putAndThrow', { name: 'c', how: 'error' }])
    expect(errors).toHaveLength(3)
    expect(database.query({ text: 'select count(*) as n from setting', values: [] }).rows).toMatchObject([{ n: 0 }])
  })

  it('answers storeBusy when another process holds the file', () => {
    const broken = failing(memory(), 'begin immediate', 'database is locked')
    const { errors } = runBatch(broken, suiteOperations, CALLS)
    expect(errors.map(([, { kind }]) => kind?.code)).toEqual([storeBusy.code, storeBusy.code])
  })

  it('names an operation it does not know', () => {
    const { errors } = runBatch(memory(), suiteOperations, ['nothing', {}])
    expect(errors[0]?.[1].message).toContain('nothing')
  })
})
