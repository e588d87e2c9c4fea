import { Button, Group, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** The last step of what cannot be undone: `act` once `what` has been typed; `children` stand beside its button. */
export function Typed(props: {
  what: string | number
  word: string
  act: () => void
  busy?: boolean
  /** False: something must be known first. */
  ready?: boolean
  children?: ReactNode
}) {
  const { t } = useTranslation()
  const { what, word, act, busy = false, ready = true, children } = props
  const [typed, setTyped] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        act()
      }}
    >
      <TextInput
        data-autofocus
        label={t('danger.type', { what })}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        {children}
        <Button type="submit" color="red.9" disabled={typed !== String(what) || !ready} loading={busy}>
          {word}
        </Button>
      </Group>
    </form>
  )
}
