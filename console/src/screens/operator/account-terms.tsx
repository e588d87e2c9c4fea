import { Button, Checkbox, Group, NumberInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Input, Reply } from '../../api.ts'
import { amountText, dayText, minorOf } from '../../format.ts'
import { tellDone, useCall, useDo } from '../../queries.ts'
import { Panel, Waiting } from '../../ui/parts.tsx'

type Terms = Reply<'getTermsOf'>

/** How the account is billed: who it is on invoices, tax, due days, prepayment, limit, and its price list. */
export function AccountTerms({ account }: { account: string }) {
  const { t } = useTranslation()
  const query = useCall('getTermsOf', { account })
  return (
    <>
      <Panel title={t('terms.title')} about={t('terms.about')}>
        {query.data ? <Form account={account} kept={query.data} /> : <Waiting query={query} />}
      </Panel>
      {query.data && (
        <Panel title={t('terms.prices')} about={t('terms.pricesAbout', { list: query.data.list })}>
          <Assign account={account} terms={query.data} />
        </Panel>
      )}
    </>
  )
}

/** The form's fields as they are typed. */
interface Typed {
  name: string
  address: string
  taxId: string
  email: string
  tax: number | string
  dueDays: number | string
  prepaid: string
  limit: string
  refuse: boolean
}

function typedOf({ buyer, taxRate, dueDays, prepaid, creditLimit, refuseOverLimit, currency }: Terms): Typed {
  return {
    ...buyer,
    address: buyer.address.join('\n'),
    tax: taxRate / 100,
    dueDays,
    prepaid: amountText(prepaid, currency),
    limit: creditLimit === null ? '' : amountText(creditLimit, currency),
    refuse: refuseOverLimit,
  }
}

/** What was typed as the method takes it; undefined while something is no number or amount. */
function termsOf(typed: Typed, currency: string): Omit<Input<'setTermsOf'>, 'account'> | undefined {
  const { name, address, taxId, email, tax, dueDays, refuse } = typed
  const prepaid = minorOf(typed.prepaid, currency)
  const creditLimit = typed.limit === '' ? null : minorOf(typed.limit, currency)
  if (typeof tax !== 'number' || typeof dueDays !== 'number') return undefined
  if (prepaid === undefined || creditLimit === undefined) return undefined
  const lines = address.split('\n').map((line) => line.trim())
  return {
    buyer: { name, address: lines.filter((line) => line !== ''), taxId, email },
    prepaid,
    taxRate: Math.round(tax * 100),
    dueDays,
    creditLimit,
    refuseOverLimit: refuse,
  }
}

const TEXTS = { name: 'bill.buyer', taxId: 'terms.taxId', email: 'terms.email' } as const
const AMOUNTS = { prepaid: 'terms.prepaid', limit: 'terms.limit' } as const

interface PartProps {
  typed: Typed
  type: (part: Partial<Typed>) => void
}

function Form({ account, kept }: { account: string; kept: Terms }) {
  const { t } = useTranslation()
  const { currency } = kept
  const [typed, setTyped] = useState(() => typedOf(kept))
  const type = (part: Partial<Typed>) => setTyped((now) => ({ ...now, ...part }))
  const set = useDo('setTermsOf', () => tellDone(t('settings.saved')))
  const terms = termsOf(typed, currency)
  return (
    <Stack gap="sm">
      <Buyer typed={typed} type={type} />
      <Figures typed={typed} type={type} currency={currency} />
      <Group justify="flex-end">
        <Button disabled={!terms} loading={set.isPending} onClick={() => terms && set.mutate({ account, ...terms })}>
          {t('terms.save')}
        </Button>
      </Group>
    </Stack>
  )
}

function Buyer({ typed, type }: PartProps) {
  const { t } = useTranslation()
  const text = (field: keyof typeof TEXTS) => (
    <TextInput
      label={t(TEXTS[field])}
      value={typed[field]}
      onChange={(event) => type({ [field]: event.currentTarget.value })}
    />
  )
  return (
    <>
      {text('name')}
      <Textarea
        label={t('terms.address')}
        autosize
        minRows={2}
        value={typed.address}
        onChange={(event) => type({ address: event.currentTarget.value })}
      />
      {text('taxId')}
      {text('email')}
    </>
  )
}

function Figures({ typed, type, currency }: PartProps & { currency: string }) {
  const { t } = useTranslation()
  const amount = (field: keyof typeof AMOUNTS) => (
    <TextInput
      label={t(AMOUNTS[field], { currency })}
      description={field === 'limit' && t('terms.limitAbout')}
      inputMode="decimal"
      error={typed[field] !== '' && minorOf(typed[field], currency) === undefined && t('op.noAmount')}
      value={typed[field]}
      onChange={(event) => type({ [field]: event.currentTarget.value })}
    />
  )
  const number = (field: 'tax' | 'dueDays', max: number) => (
    <NumberInput
      label={t(`terms.${field}`)}
      min={0}
      max={max}
      decimalScale={field === 'tax' ? 2 : 0}
      value={typed[field]}
      onChange={(value) => type({ [field]: value })}
    />
  )
  return (
    <>
      {number('tax', 100)}
      {number('dueDays', 365)}
      {amount('prepaid')}
      {amount('limit')}
      <Checkbox
        label={t('terms.refuse')}
        checked={typed.refuse}
        onChange={(event) => type({ refuse: event.currentTarget.checked })}
      />
    </>
  )
}

function Assign({ account, terms: { assigned } }: { account: string; terms: Terms }) {
  const { t } = useTranslation()
  const lists = useCall('getPriceLists')
  const [list, setList] = useState<string | null>(null)
  const [from, setFrom] = useState('')
  const assign = useDo('assignPrices', (done) => tellDone(`${done.list}: ${dayText(done.from)}`))
  if (!lists.data) return <Waiting query={lists} />
  if (lists.data.length === 0) return <Text size="sm">{t('op.noPrices')}</Text>
  return (
    <Stack gap="sm">
      {assigned.map((one) => (
        <Text key={one.from} size="sm">
          {t('terms.assigned', { list: one.list, day: dayText(one.from) })}
        </Text>
      ))}
      <Select
        label={t('op.list')}
        data={lists.data.map(({ id, currency }) => ({ value: id, label: `${id} · ${currency}` }))}
        value={list}
        onChange={setList}
      />
      <TextInput
        label={t('op.from')}
        type="date"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button
          disabled={list === null || from === ''}
          loading={assign.isPending}
          onClick={() => list !== null && assign.mutate({ account, list, from })}
        >
          {t('terms.assign')}
        </Button>
      </Group>
    </Stack>
  )
}
