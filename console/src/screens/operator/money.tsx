import {
  Anchor,
  Button,
  Group,
  JsonInput,
  Modal,
  Progress,
  Select,
  SimpleGrid,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus, IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { call, type Input, type Reply } from '../../api.ts'
import { count, dayText } from '../../format.ts'
import { tellDone, useCall, useDo, useLiveCall } from '../../queries.ts'
import { Empty, PageHead, Panel, Waiting } from '../../ui/parts.tsx'
import { Rows } from '../../ui/rows.tsx'
import { isObject } from '../../ui/is-object.ts'
import { VerifyPanel } from '../../ui/verify-panel.tsx'
import { Approvals } from './approvals.tsx'
import { PriceTable } from '../billing/prices.tsx'

type Night = Reply<'getNight'>
type FirstDay = Input<'publishPriceVersion'>['firstDay']

/** The charge of the night, whether every ledger is whole, and price lists. */
export function MoneyPage() {
  const { t } = useTranslation()
  return (
    <>
      <PageHead title={t('nav.money')} about={t('op.moneyAbout')} />
      <Stack>
        <NightPanel />
        <Approvals />
        <Invariants />
        <PriceLists />
      </Stack>
    </>
  )
}

function NightPanel() {
  const { t } = useTranslation()
  const query = useLiveCall('getNight')
  return (
    <Panel title={t('op.night')} about={t('op.nightAbout')}>
      {!query.data && <Waiting query={query} />}
      {query.data && <NightState night={query.data} />}
    </Panel>
  )
}

function NightState({ night: { day, accounts, finished, charged, missed } }: { night: Night }) {
  const { t } = useTranslation()
  const done = t('op.nightDone', { finished: count(finished), accounts: count(accounts) })
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Text size="sm">
          {dayText(day)}: {done}
        </Text>
        <Text size="sm">{t('bill.days', { count: charged })}</Text>
      </SimpleGrid>
      <Progress value={accounts === 0 ? 100 : (finished / accounts) * 100} color="teal.9" aria-label={done} />
      {missed.length > 0 && (
        <Rows least={360} columns={[t('profile.account'), t('op.missing')]}>
          {missed.map((one) => (
            <Table.Tr key={one.account}>
              <Table.Td>
                <Anchor component={Link} href={`/operator/accounts/${one.account}`} className="id">
                  {one.account}
                </Anchor>
              </Table.Td>
              <Table.Td>{dayText(one.day)}</Table.Td>
            </Table.Tr>
          ))}
        </Rows>
      )}
    </Stack>
  )
}

interface Checked {
  done: number
  transactions: number
  faults: { account: string; seq: number; fault: string }[]
}

/** Recomputes every ledger of the installation, one account after the other. */
async function verifyAll(tell: (checked: Checked) => void): Promise<Checked> {
  const checked: Checked = { done: 0, transactions: 0, faults: [] }
  for (let after = ''; ;) {
    const { ledgers } = await call('getNight', { after })
    for (const account of ledgers) {
      const { transactions, faults } = await call('verifyLedgerOf', { account })
      checked.done += 1
      checked.transactions += transactions
      checked.faults.push(...faults.map(({ seq, fault }) => ({ account, seq, fault })))
      tell({ ...checked })
    }
    const last = ledgers.at(-1)
    if (last === undefined) return checked
    after = last
  }
}

function Invariants() {
  const { t } = useTranslation()
  const total = useCall('getNight').data?.accounts ?? 0
  const [so, setSo] = useState<Checked>()
  return (
    <VerifyPanel
      title={t('op.invariants')}
      about={t('op.invariantsAbout')}
      word={t('op.verifyAll')}
      verify={() => verifyAll(setSo)}
      progress={
        <Progress value={total === 0 ? 0 : ((so?.done ?? 0) / total) * 100} aria-label={t('danger.progress')} />
      }
      whole={({ done, transactions, faults }) =>
        faults.length === 0
          ? t('op.allVerified', { accounts: count(done), transactions: count(transactions) })
          : undefined
      }
      faults={({ faults }) =>
        faults.map(({ account, seq, fault }) => (
          <Text key={`${account} ${seq} ${fault}`} size="sm">
            <Anchor component={Link} href={`/operator/accounts/${account}`}>
              {account}
            </Anchor>{' '}
            {seq}: {fault}
          </Text>
        ))
      }
    />
  )
}

function PriceLists() {
  const { t } = useTranslation()
  const query = useCall('getPriceLists')
  const [opened, { open, close }] = useDisclosure()
  return (
    <Panel
      title={t('op.prices')}
      about={t('op.pricesAbout')}
      actions={
        <Button size="xs" leftSection={<IconPlus size={14} />} onClick={open}>
          {t('op.publish')}
        </Button>
      }
    >
      {opened && <Publish close={close} />}
      {!query.data && <Waiting query={query} />}
      {query.data?.length === 0 && (
        <Empty icon={<IconTag size={28} />} title={t('prices.none')} text={t('op.noPrices')} />
      )}
      <Stack>
        {query.data?.map(({ id, name, currency, accounts, versions }) => (
          <Stack key={id} gap="xs">
            <Text fw={600}>
              {name} · {id} · {currency} · {t('accounts.total', { count: accounts })}
            </Text>
            {versions.map((version) => (
              <PriceTable
                key={version.from}
                from={version}
                title={t('prices.ahead', { day: dayText(version.from) })}
                currency={currency}
              />
            ))}
          </Stack>
        ))}
      </Stack>
    </Panel>
  )
}

const FIRST_DAY: FirstDay = 'creation'
const EXAMPLE = JSON.stringify({ PARTNER_23: { day: '0.40' }, BUSINESS: { month: '12.00' } }, undefined, 2)

function Publish({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: {
      list: 'standard',
      currency: 'EUR',
      from: '',
      firstDay: FIRST_DAY,
      prices: EXAMPLE,
    },
    validate: { prices: (text) => (isObject(text) ? null : t('ui.notJson')) },
  })
  const publish = useDo('publishPriceVersion', () => {
    close()
    tellDone(t('op.published'))
  })
  return (
    <Modal opened onClose={close} title={t('op.publish')}>
      <form
        onSubmit={form.onSubmit(({ prices, ...values }) =>
          publish.mutate({ ...values, prices: JSON.parse(prices) as Record<string, { day?: string; month?: string }> }),
        )}
      >
        <Stack>
          <Text size="sm">{t('op.publishAbout')}</Text>
          <TextInput label={t('op.list')} required {...form.getInputProps('list')} />
          <TextInput label={t('op.currency')} required maxLength={3} {...form.getInputProps('currency')} />
          <TextInput label={t('op.from')} type="date" required {...form.getInputProps('from')} />
          <Select
            label={t('op.firstDay')}
            allowDeselect={false}
            data={(['creation', 'midnight'] as const).map((value) => ({ value, label: t(`prices.${value}`) }))}
            {...form.getInputProps('firstDay')}
          />
          <JsonInput label={t('op.prices')} autosize minRows={3} {...form.getInputProps('prices')} />
          <Group justify="flex-end">
            <Button type="submit" loading={publish.isPending}>
              {t('op.publish')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
