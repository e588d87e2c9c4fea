/** Rules about the tree that no linter knows: no registry hosts, no focused or skipped tests, a README per domain. */

const REGISTRY =
  /\b(?:registry\.(?:npmjs|yarnpkg)\.\w+|npm\.pkg\.github\.com|registry\.npmmirror\.com|[\w.-]+\/artifactory\/)/
const HELD_BACK = /\b(?:describe|it|test|suite|bench)(?:\.\w+)*\.(?:only|skip|todo|skipIf|runIf)\b/
const SILENCED = /@ts-(?:ignore|nocheck|expect-error)|(?:eslint|oxlint)-disable|prettier-ignore/

const RULES = [
  [REGISTRY, 'names a package registry'],
  [HELD_BACK, 'holds a focused or skipped test'],
  [SILENCED, 'silences a check'],
]

/** Sentences for each broken rule. `files`: path from the repository's root → text. */
export function brokenRules(files) {
  const sentences = []
  for (const [path, text] of files) {
    if (path.startsWith('tools/repository-check.')) continue
    text.split('\n').forEach((line, i) => {
      for (const [pattern, sentence] of RULES) if (pattern.test(line)) sentences.push(`${path}:${i + 1} ${sentence}`)
    })
  }
  const folders = new Set(
    [...files.keys()].filter((path) => /^src\/[^/]+\//.test(path)).map((path) => path.split('/')[1]),
  )
  for (const folder of folders) {
    if (!files.has(`src/${folder}/README.md`)) sentences.push(`src/${folder}: has no README.md`)
  }
  return sentences
}
