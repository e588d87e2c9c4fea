import { Collapse, Text, UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { count, moment } from '../format.ts'

/** A try to deliver something. Seconds since 1970. */
export interface Attempt {
  at: number
  tookMs: number
  status: number | null
  error: string
}

/** How many attempts there were, and each on demand. */
export function Attempts(props: { attempts: readonly Attempt[]; open: boolean; toggle: () => void }) {
  const { t } = useTranslation()
  const { attempts, open, toggle } = props
  if (attempts.length === 0) return '—'
  return (
    <>
      <UnstyledButton onClick={toggle} aria-expanded={open}>
        <Text size="sm" td="underline">
          {t('delivery.times', { count: attempts.length })}
        </Text>
      </UnstyledButton>
      <Collapse expanded={open}>
        {attempts.map((attempt, place) => (
          <Text key={place} size="xs" c="dimmed">
            {moment(attempt.at)} · {attempt.status ?? attempt.error} · {count(attempt.tookMs)} ms
          </Text>
        ))}
      </Collapse>
    </>
  )
}
