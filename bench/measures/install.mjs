/** Megabytes that a production install takes: the packages that the lock marks as needed, as they lie here, and our build. */
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const ROOT = new URL('../../', import.meta.url).pathname
const MEGABYTE = 1024 * 1024

export async function install() {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'))
  const sizes = []
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) continue
    if (entry.dev || entry.devOptional || entry.link) continue
    sizes.push({ path, megabytes: (await bytesOf(join(ROOT, path))) / MEGABYTE })
  }
  const built = ((await bytesOf(join(ROOT, 'dist'))) + (await bytesOf(join(ROOT, 'sandbox/dist')))) / MEGABYTE
  const packages = sizes.reduce((sum, { megabytes }) => sum + megabytes, 0)
  const largest = sizes.toSorted((a, b) => b.megabytes - a.megabytes).slice(0, 5)
  return { megabytes: packages + built, built, packages, largest }
}

/** Size on disk; packages nested in a package are listed by the lock on their own. */
async function bytesOf(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  let sum = 0
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) sum += entry.name === 'node_modules' ? 0 : await bytesOf(path)
    else if (entry.isFile()) sum += (await lstat(path)).blocks * 512
  }
  return sum
}
