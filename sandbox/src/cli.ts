import { main } from './cli/main.ts'

/** Runs the command line of this process. */
export async function runCli(): Promise<void> {
  process.exitCode = await main({
    args: process.argv.slice(2),
    env: process.env,
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    stopAsked,
  })
  // Sockets of the client library's caches may linger; everything is written by now.
  process.exit()
}

// A parent with a channel to us that goes away takes us along.
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
    if (process.channel) process.once('disconnect', resolve)
  })
}
