import { Anchor, Badge, Button, Group, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Reply } from '../../api.ts'
import { money } from '../../format.ts'
import { tellDone, useCall, useDo } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { Ago, Panel, Waiting } from '../../ui/parts.tsx'
import { Rows } from '../../ui/rows.tsx'

type Entry = Reply<'getMoneyEntries'>[number]

const COLOURS = { open: 'blue.9', approved: 'teal.9', declined: 'gray.7' } as const

/** Payments and credit notes that another operator has to approve. */
export function Approvals() {
  const { t } = useTranslation()
  const query = useCall('getMoneyEntries', { limit: 50 })
  return (
    <Panel title={t('op.approvals')} about={t('op.approvalsAbout')}>
      {!query.data && <Waiting query={query} />}
      {query.data?.length === 0 && <Text size="sm">{t('op.noApprovals')}</Text>}
      {query.data && query.data.length > 0 && (
        <Rows columns={[t('ledger.what'), t('profile.account'), t('op.entryAmount'), t('op.entered'), '']}>
          {query.data.map((entry) => (
            <OneEntry key={entry.id} entry={entry} />
          ))}
        </Rows>
      )}
    </Panel>
  )
}

function OneEntry({ entry }: { entry: Entry }) {
  const { t } = useTranslation()
  const { person } = useSession()
  const decide = useDo('decideMoneyEntry', () => tellDone(t('danger.done')))
  const { id, account, kind, amount, currency, reference, reason, enteredBy, enteredAt, decision } = entry
  const mine = enteredBy === `person/${person.id}`
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={550}>
          {t(kind === 'payment' ? 'entry.payment' : 'entry.credit-note')} {reference}
        </Text>
        {reason !== '' && (
          <Text size="xs" c="dimmed">
            {reason}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Anchor component={Link} href={`/operator/accounts/${account}`} className="id">
          {account}
        </Anchor>
      </Table.Td>
      <Table.Td>{money(amount, currency)}</Table.Td>
      <Table.Td>
        <Ago at={enteredAt} />
      </Table.Td>
      <Table.Td>
        {decision !== 'open' && (
          <Badge color={COLOURS[decision]} tt="none">
            {t(`op.decision_${decision}`)}
          </Badge>
        )}
        {decision === 'open' && (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <Button size="compact-sm" variant="default" onClick={() => decide.mutate({ id, approve: false })}>
              {t('op.decline')}
            </Button>
            <Button size="compact-sm" disabled={mine} onClick={() => decide.mutate({ id, approve: true })}>
              {t('op.approve')}
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
