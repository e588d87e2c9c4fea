import { access } from 'node:fs/promises'
import { output, run } from './run.mjs'

/**
 * A Python 3 for the samples that are written in it: `PYTHON` or `python3` of the path, or, as root on Debian, the
 * system's package, announced first. Rejects with a sentence that says what to install.
 */
export async function ensurePython() {
  const name = process.env.PYTHON ?? 'python3'
  if (await works(name)) return name
  const apt = '/usr/bin/apt-get'
  const canInstall =
    process.getuid?.() === 0 &&
    (await access(apt).then(
      () => true,
      () => false,
    ))
  if (canInstall) {
    console.log('No Python found: installing the system package python3.')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run(apt, ['update', '-qq'], { env, quiet: true })
    await run(apt, ['install', '-y', '-qq', '--no-install-recommends', 'python3-minimal'], { env, quiet: true })
    if (await works(name)) return name
  }
  throw new Error('The Python sample needs Python 3: install it, or set PYTHON to its program.')
}

function works(name) {
  return output(name, ['-c', 'import json, urllib.request']).then(
    () => true,
    () => false,
  )
}
