/**
 * Gets the tests ffmpeg, the least intrusive way that works: `FFMPEG_PATH`; an installed one; as root on Debian the
 * system's package; two npm packages that carry the programs (GPL-3.0; no part of the product). Whatever is fetched is
 * announced first.
 */
import { access, chmod, constants, mkdir, rm, symlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { run } from './run.mjs'

const PROGRAMS = ['ffmpeg', 'ffprobe']
const APT = '/usr/bin/apt-get'
const HELP =
  'The tests need ffmpeg: install it (Debian: apt-get install ffmpeg), or set FFMPEG_PATH to its program, ffprobe beside it.'

/** Path of an ffmpeg with ffprobe beside it; rejects with a sentence that says what to install. */
export async function ensureFfmpeg() {
  return (await installed()) ?? (await debianPackage()) ?? (await fetchedPackages()) ?? refuse()
}

const canRun = (path) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

/** The first folder that holds both programs. */
async function installed() {
  const named = process.env.FFMPEG_PATH ? [dirname(process.env.FFMPEG_PATH)] : []
  for (const folder of [...named, ...(process.env.PATH ?? '').split(delimiter)]) {
    const found = await Promise.all(PROGRAMS.map((name) => canRun(join(folder, name))))
    if (folder !== '' && found.every(Boolean)) return join(folder, 'ffmpeg')
  }
  return undefined
}

async function debianPackage() {
  if (process.getuid?.() !== 0 || !(await canRun(APT))) return undefined
  console.log('The tests need ffmpeg: installing the system package ffmpeg with apt-get.')
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run(APT, ['update', '-qq'], { env, quiet: true })
  await run(APT, ['install', '-y', '-qq', '--no-install-recommends', 'ffmpeg'], { env, quiet: true })
  return await installed()
}

async function fetchedPackages() {
  const machine = `${process.platform}-${process.arch}`
  if (machine !== 'linux-x64') return undefined
  const packages = { ffmpeg: '@ffmpeg-installer/linux-x64@4.1.0', ffprobe: '@ffprobe-installer/linux-x64@5.2.0' }
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rookery-cache', 'ffmpeg')
  const programs = join(cache, 'bin')
  const program = join(programs, 'ffmpeg')
  if ((await canRun(program)) && (await canRun(join(programs, 'ffprobe')))) return program
  console.log(
    `The tests need ffmpeg: fetching the npm packages ${Object.values(packages).join(' and ')} into ${cache}.`,
  )
  await mkdir(programs, { recursive: true })
  const options = ['install', '--prefix', cache, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
  if ((await run('npm', [...options, ...Object.values(packages)], { quiet: true })) !== 0) return undefined
  for (const name of PROGRAMS) {
    const place = join(cache, 'node_modules', `@${name}-installer`, machine, name)
    await chmod(place, 0o755)
    await rm(join(programs, name), { force: true })
    await symlink(place, join(programs, name))
  }
  return program
}

function refuse() {
  throw new Error(HELP)
}
