import { Collapse, Stack, Table, Text, UnstyledButton } from '@mantine/core'
import { IconReceipt } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, type Reply } from '../../api.ts'
import { dayText, moment, money } from '../../format.ts'
import { useCall } from '../../queries.ts'
import { Older } from '../../ui/older.tsx'
import { CopyText, Empty, Panel, Waiting } from '../../ui/parts.tsx'
import { Rows } from '../../ui/rows.tsx'

type Line = Reply<'getLedger'>[number]

const PAGE = 50

/** Every transaction of the account, newest first; each opens its place in the hash chain. */
export function Ledger() {
  const { t } = useTranslation()
  const prices = useCall('getPrices')
  const query = useInfiniteQuery({
    queryKey: ['getLedger'],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam: before }) => call('getLedger', { limit: PAGE, ...(before === undefined ? {} : { before }) }),
    getNextPageParam: (page: Reply<'getLedger'>) => (page.length < PAGE ? undefined : page.at(-1)?.seq),
  })
  const lines = query.data?.pages.flat() ?? []
  const currency = prices.data?.currency
  return (
    <Panel>
      {(!query.data || currency === undefined) && <Waiting query={query.error ? query : prices} />}
      {query.data && lines.length === 0 && (
        <Empty icon={<IconReceipt size={28} />} title={t('ledger.none')} text={t('ledger.noneText')} />
      )}
      {currency !== undefined && lines.length > 0 && (
        <Rows
          paged
          least={640}
          columns={[
            t('ledger.what'),
            t('ledger.day'),
            { head: t('ledger.amount'), right: true },
            { head: t('ledger.balance'), right: true },
            '',
          ]}
        >
          {lines.map((line) => (
            <OneLine key={line.seq} line={line} currency={currency} />
          ))}
        </Rows>
      )}
      <Older query={query} />
    </Panel>
  )
}

function OneLine({ line, currency }: { line: Line; currency: string }) {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(false)
  const key = `entry.${line.kind}`
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={500}>
          {i18n.exists(key) ? t(key as 'entry.night') : line.kind}
        </Text>
        <Text size="xs" c="dimmed">
          {line.reference}
          {line.corrects !== null && ` · ${t('ledger.corrects', { id: line.corrects })}`}
        </Text>
        <Collapse expanded={open}>
          <Stack gap={2} mt={4}>
            <Text size="xs" c="dimmed">
              {t('ledger.proofAbout')} {moment(line.at)}
            </Text>
            <CopyText value={line.id} label="id" />
            <CopyText value={line.hash} label={t('ledger.hash')} />
          </Stack>
        </Collapse>
      </Table.Td>
      <Table.Td>
        {dayText(line.day)}
        {line.lines > 0 && (
          <Text size="xs" c="dimmed">
            {t('bill.days', { count: line.lines })}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">{money(line.amount, currency)}</Table.Td>
      <Table.Td ta="right">{money(line.balance, currency)}</Table.Td>
      <Table.Td ta="right">
        <UnstyledButton onClick={() => setOpen(!open)} aria-expanded={open}>
          <Text size="sm" td="underline">
            {t('ledger.proof')}
          </Text>
        </UnstyledButton>
      </Table.Td>
    </Table.Tr>
  )
}
