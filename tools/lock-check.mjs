/**
 * What `npm ci` would refuse on another day, and what would make two installs differ: an optional dependency that the
 * lock does not hold, a recorded download address, a version range in a manifest, an install script without a verdict.
 */

/** The lock's entry that `name`, asked for at `place`, resolves to: the nearest node_modules upward. */
function resolve(packages, place, name) {
  for (let at = place; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const entry = packages[`${at}/node_modules/${name}`]
    if (entry) return entry
  }
  return packages[`node_modules/${name}`]
}

/** Sentences for what is wrong with a parsed package-lock.json. */
export function brokenLock(lock) {
  const sentences = []
  for (const [place, entry] of Object.entries(lock.packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      const found = resolve(lock.packages, place, name)
      if (!found?.version && !found?.link) sentences.push(`${place || 'the root'}: optional ${name} is not in the lock`)
    }
    if (entry.resolved && !entry.link) sentences.push(`${place}: the lock records a download address`)
  }
  return sentences
}

/** Sentences for every dependency of a manifest that is no exact version. */
export function looseVersions(path, manifest) {
  const fields = ['dependencies', 'devDependencies', 'optionalDependencies']
  return fields.flatMap((field) =>
    Object.entries(manifest[field] ?? {})
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version))
      .map(([name, version]) => `${path}: ${name} is pinned to '${version}', not to one version`),
  )
}

/** Packages with an install script that `allowScripts` neither allows nor refuses. */
export function undecidedScripts(lock, manifest) {
  const verdicts = manifest.allowScripts ?? {}
  return Object.entries(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length))
    .filter((name) => verdicts[name] === undefined)
    .map((name) => `package.json: allowScripts has no verdict on ${name}`)
}
