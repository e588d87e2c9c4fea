/** `npm run build`: gateway, sandbox and console. */
import { build } from './run.mjs'

process.exitCode = await build()
