import { VARIABLES, type Group } from './env.ts'

/** The text of `docs/configuration.md`. */
export function configurationDocument(): string {
  const groups = [...new Set<Group>(VARIABLES.map((variable) => variable.group))]
  const table = (group: Group) =>
    VARIABLES.filter((variable) => variable.group === group)
      .map(({ name, fallback, sentence }) => `| \`${name}\` | ${fallback} | ${sentence} |`)
      .join('\n')
  const sections = groups.map(
    (group) => `## ${group}\n\n| variable | when absent | meaning |\n|---|---|---|\n${table(group)}\n`,
  )
  return `# Configuration

Printed from \`src/config/env.ts\` by \`npm run derive\`. Rookery is configured by environment variables alone; an empty
variable counts as absent, and a contradiction stops the start with one sentence. \`rookery doctor\` names variables that
look misspelt.

${sections.join('\n')}`
}
