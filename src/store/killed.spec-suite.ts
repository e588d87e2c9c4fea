import { silentLog } from '../base/log.ts'
import { openEmbedded } from './embedded.ts'
import { suiteOperations } from './operations.spec-suite.ts'

// A process that writes until it is killed; prints the name of every acknowledged row.
const [folder = '', round = ''] = process.argv.slice(2)
const store = await openEmbedded({
  folder,
  operations: suiteOperations,
  workerEntry: new URL('./worker.spec-suite.ts', import.meta.url),
  log: silentLog,
})
let count = 0
async function caller(): Promise<void> {
  for (;;) {
    const name = `${round}-${count++}`
    await store.write(suiteOperations.put, { name, value: 'x'.repeat(200) })
    process.stdout.write(`${name}\n`)
  }
}
await Promise.all(Array.from({ length: 16 }, caller))
