import { serveStore } from './embedded-worker.ts'
import { suiteOperations } from './operations.spec-suite.ts'

serveStore(suiteOperations)
