import { Badge, Progress, ScrollArea, Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { count } from '../../format.ts'

/** What became of one of many. */
export interface RowResult {
  name: ReactNode
  well: boolean
  said: string
  /** Of a failure. */
  code?: string
}

/** How far an act on many has come. */
export function HowFar({ done, all }: { done: number; all: number }) {
  const { t } = useTranslation()
  return (
    <div>
      <Progress aria-label={t('danger.progress')} value={(100 * done) / all} />
      <Text size="xs" c="dimmed" mt={4}>
        {t('many.soFar', { done: count(done), all: count(all) })}
      </Text>
    </div>
  )
}

/** What became of each of many, those that went wrong first. */
export function RowResults({ rows }: { rows: readonly RowResult[] }) {
  const { t } = useTranslation()
  if (rows.length === 0) return null
  const shown = rows.map((row, place) => ({ ...row, place })).toSorted((a, b) => Number(a.well) - Number(b.well))
  return (
    <ScrollArea.Autosize
      mah={240}
      type="auto"
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('many.results') }}
    >
      <Table verticalSpacing={4} aria-label={t('many.results')}>
        <Table.Tbody>
          {shown.map(({ place, name, well, said, code }) => (
            <Table.Tr key={place}>
              <Table.Td>{name}</Table.Td>
              <Table.Td>
                <Badge color={well ? 'teal.9' : 'red.9'} tt="none">
                  {said}
                </Badge>
                {code !== undefined && (
                  <Text span size="xs" ml={6} className="id">
                    {code}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  )
}
