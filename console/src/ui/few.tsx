import { Button, Group } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { count } from '../format.ts'

/** As many are drawn at first and more at each click: thousands would hold up the page. */
const STEP = 100

/** The first of many, and what shows the next ones. */
export function useFew<T>(all: readonly T[]): { few: readonly T[]; more: ReactNode } {
  const { t } = useTranslation()
  const [most, setMost] = useState(STEP)
  if (all.length <= most) return { few: all, more: null }
  return {
    few: all.slice(0, most),
    more: (
      <Group justify="center" mt="md">
        <Button variant="default" onClick={() => setMost(most + STEP)}>
          {t('ui.more', { shown: count(most), all: count(all.length) })}
        </Button>
      </Group>
    ),
  }
}
