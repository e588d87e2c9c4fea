#!/usr/bin/env node
import { existsSync } from 'node:fs'

const entry = new URL('../dist/cli/main.js', import.meta.url)
if (!existsSync(entry)) {
  console.error('Rookery is not built: run npm run build.')
  process.exit(1)
}
const { main } = await import(entry.href)
// A channel to the launcher would keep the process alive; everything is written by now.
process.exit(await main(process.argv.slice(2)))
