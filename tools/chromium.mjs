/**
 * Gets the browser tests a Chromium, the least intrusive way that works: `CHROMIUM_PATH`; an installed one; as root on
 * Debian the system's package; the one that playwright-core downloads. Whatever is fetched is announced first. The
 * headless shell is preferred: without the browser around the page it takes a third less of the processor.
 */
import { access, constants } from 'node:fs/promises'
import { chromium } from 'playwright-core'
import { bin, run } from './run.mjs'

const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const APT = '/usr/bin/apt-get'
const HELP =
  'The browser tests need Chromium: install it (Debian: apt-get install chromium), set CHROMIUM_PATH to its program, ' +
  'or run npm run test:embedded.'

/** Path of a Chromium; rejects with a sentence that says what to install. */
export async function ensureChromium() {
  return (await installed()) ?? (await debianPackage()) ?? (await downloaded()) ?? refuse()
}

const canRun = (path) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

async function installed() {
  for (const path of [process.env.CHROMIUM_PATH, ...PLACES, chromium.executablePath()])
    if (path && (await canRun(path))) return path
  return undefined
}

async function debianPackage() {
  if (process.getuid?.() !== 0 || !(await canRun(APT))) return undefined
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run(APT, ['update', '-qq'], { env, quiet: true })
  // the shell has a package of its own since Debian 12
  for (const name of ['chromium-headless-shell', 'chromium']) {
    console.log(`The browser tests need Chromium: installing the system package ${name} with apt-get.`)
    const code = await run(APT, ['install', '-y', '-qq', '--no-install-recommends', name], { env, quiet: true })
    if (code === 0) return await installed()
  }
  return undefined
}

async function downloaded() {
  console.log('The browser tests need Chromium: downloading it with playwright-core.')
  await run(bin('playwright-core'), ['install', 'chromium'], { quiet: true })
  return await installed()
}

function refuse() {
  throw new Error(HELP)
}
