import { Anchor, Badge, Group, Select, Switch, Table, Text } from '@mantine/core'
import { IconBuildingStore } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Reply } from '../api.ts'
import { count } from '../format.ts'
import { useCall } from '../queries.ts'
import { AddAccount } from './operator/add-account.tsx'
import { Ago, Copy, Empty, PageHead, Panel, Waiting } from '../ui/parts.tsx'
import { Pages } from '../ui/pages.tsx'
import { SearchField } from '../ui/search-field.tsx'

const PAGE = 50
const KINDS = ['standard', 'partner'] as const

/** Every account of the installation, for its operator. */
export function Accounts() {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [kind, setKind] = useState<(typeof KINDS)[number] | null>(null)
  const [asking, setAsking] = useState(false)
  const [page, setPage] = useState(1)
  const query = useCall('findAccounts', {
    search,
    ...(kind ? { kind } : {}),
    ...(asking ? { asking } : {}),
    offset: (page - 1) * PAGE,
    limit: PAGE,
  })
  return (
    <>
      <PageHead title={t('nav.accounts')} about={query.data && t('accounts.total', { count: query.data.total })}>
        <AddAccount />
      </PageHead>
      <Panel>
        <Group mb="md">
          <SearchField label={t('accounts.search')} value={search} onSearch={setSearch} />
          <Select
            w={160}
            clearable
            aria-label={t('accounts.kind')}
            placeholder={t('accounts.every')}
            data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            value={kind}
            onChange={setKind}
          />
          <Switch
            label={t('accounts.asking')}
            checked={asking}
            onChange={(event) => setAsking(event.currentTarget.checked)}
          />
        </Group>
        {!query.data && <Waiting query={query} />}
        {query.data?.total === 0 && (
          <Empty icon={<IconBuildingStore size={28} />} title={t('list.noMatch')} text={t('list.noMatchText')} />
        )}
        {query.data && query.data.total > 0 && <Rows accounts={query.data.accounts} />}
        <Pages total={query.data?.total ?? 0} size={PAGE} page={page} go={setPage} />
      </Panel>
    </>
  )
}

type Row = Reply<'findAccounts'>['accounts'][number]

function Rows({ accounts }: { accounts: readonly Row[] }) {
  const { t } = useTranslation()
  return (
    <div className="scroll-x" tabIndex={0}>
      <Table verticalSpacing="sm" miw={680}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('visitor.accountName')}</Table.Th>
            <Table.Th>{t('profile.type')}</Table.Th>
            <Table.Th>{t('accounts.owner')}</Table.Th>
            <Table.Th ta="right">{t('nav.instances')}</Table.Th>
            <Table.Th>{t('list.created')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {accounts.map((account) => (
            <OneAccount key={account.id} account={account} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

function OneAccount({ account }: { account: Row }) {
  const { t } = useTranslation()
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} href={`/operator/accounts/${account.id}`} size="sm" fw={550}>
          {account.name}
        </Anchor>
        <Group gap={2}>
          <Text size="xs" c="dimmed" className="id">
            {account.id}
          </Text>
          <Copy value={account.id} />
        </Group>
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          <Badge color={account.kind === 'partner' ? 'lagoon' : 'gray.7'} tt="none">
            {t(`kind.${account.kind}`)}
          </Badge>
          {account.askedAt !== null && (
            <Badge color="orange.9" tt="none">
              {t('accounts.asks')}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>{account.owner ?? '—'}</Table.Td>
      <Table.Td ta="right">{count(account.instances)}</Table.Td>
      <Table.Td>
        <Ago at={account.since} />
      </Table.Td>
    </Table.Tr>
  )
}
