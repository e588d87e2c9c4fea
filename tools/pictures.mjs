import { copyFile, mkdtemp, readdir, readFile, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { bin, build, ROOT, run } from './run.mjs'

/** Pages that show pictures of the console; what they show is what is kept. */
const PAGES = ['README.md', 'docs/guide/console.md']
const FOLDER = join(ROOT, 'docs/pictures')

/** Names of the pictures that the pages show. */
async function shown() {
  const texts = await Promise.all(PAGES.map((page) => readFile(join(ROOT, page), 'utf8')))
  return new Set(texts.flatMap((text) => [...text.matchAll(/pictures\/([\w-]+\.png)/g)].map(([, name]) => name)))
}

/** Runs the browser tests, which take a picture of every screen as they inspect it, into a folder. */
async function takePictures(folder) {
  const built = await build()
  if (built !== 0) return built
  const env = { ROOKERY_TEST_SHOTS: folder, CHROMIUM_PATH: await ensureChromium() }
  return await run(bin('vitest'), ['run', '--project', 'browser'], { env })
}

/** `npm run pictures [folder]`: pictures of a run that was made already are taken from its folder. */
async function main([given]) {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'rookery-pictures-')))
  if (given === undefined) {
    const code = await takePictures(folder)
    if (code !== 0) return code
  }
  const names = await shown()
  for (const name of names) await copyFile(join(folder, name), join(FOLDER, name))
  for (const name of await readdir(FOLDER)) if (!names.has(name)) await unlink(join(FOLDER, name))
  if (given === undefined) await rm(folder, { recursive: true })
  process.stdout.write(`${names.size} pictures\n`)
  return 0
}

process.exitCode = await main(process.argv.slice(2))
