import { access, constants } from 'node:fs/promises'
import { run } from './run.mjs'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

async function installed() {
  for (const path of [process.env.CHROMIUM_PATH, ...PLACES]) {
    if (
      path &&
      (await access(path, constants.X_OK).then(
        () => true,
        () => false,
      ))
    )
      return path
  }
  return undefined
}

/**
 * Path of a Chromium for the browser tests: `CHROMIUM_PATH`, an installed one, or, as root on Debian, the system's
 * package, announced first. Rejects with a sentence that says what to install.
 */
export async function ensureChromium() {
  const found = await installed()
  if (found) return found
  const apt = '/usr/bin/apt-get'
  const canInstall =
    process.getuid?.() === 0 &&
    (await access(apt).then(
      () => true,
      () => false,
    ))
  if (canInstall) {
    console.log('No Chromium found: installing the system package chromium.')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run(apt, ['update', '-qq'], { env, quiet: true })
    await run(apt, ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, quiet: true })
    const fetched = await installed()
    if (fetched) return fetched
  }
  throw new Error('The browser tests need Chromium: install it, or set CHROMIUM_PATH to its program.')
}
