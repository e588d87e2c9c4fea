import { Code } from '@mantine/core'
import { Fragment } from 'react'

/** A sentence of the method list; what stands between backticks is code there. */
export function Prose({ text }: { text: string }) {
  return text.split('`').map((part, n) => <Fragment key={n}>{n % 2 === 1 ? <Code>{part}</Code> : part}</Fragment>)
}

/** The description of a field, where it has one. */
export const proseOf = (text: string | undefined) => (text === undefined ? undefined : <Prose text={text} />)
