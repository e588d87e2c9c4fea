import { describe } from 'vitest'
import { testStores } from '../../test/database.ts'
import { suiteOperations } from './operations.spec-suite.ts'
import { postgresOperations, postgresSuite } from './postgres.spec-suite.ts'
import { storeSuite } from './store.spec-suite.ts'

describe.each(testStores(suiteOperations))('$name store', storeSuite)
describe.each(testStores(postgresOperations).filter((engine) => engine.name === 'postgres'))(
  '$name alone',
  postgresSuite,
)
