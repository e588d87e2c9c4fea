import { Alert, Badge, Button, Grid, Group, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { IconReceipt } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Input, Reply } from '../../api.ts'
import { moment, money, utcSeconds } from '../../format.ts'
import { tellDone, useCall, useDo } from '../../queries.ts'
import { useIsOwner } from '../../session.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Empty, Panel, Waiting } from '../../ui/parts.tsx'
import type { InstanceFacts } from '../instance.tsx'
import { QuotaLeft } from './quota.tsx'

type Plans = Reply<'getPlans'>
type Act = Input<'payPlanHere'>['act']
type Asked = Pick<Input<'payPlanHere'>, 'tariff' | 'months' | 'act'>

/** How the instance is paid for, a period to be paid after it was shown, and what the month's quotas leave. */
export function Plan({ instance }: { instance: InstanceFacts }) {
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack>
          <Now instance={instance} />
          {!instance.isPartner && <Period instance={instance} />}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <QuotaLeft instance={instance} />
      </Grid.Col>
    </Grid>
  )
}

function Now({ instance: { tariff, isPartner, isFree, isExpired, expirationDate } }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const end = moment(utcSeconds(expirationDate))
  return (
    <Panel title={t('plan.title')}>
      <Stack gap="xs">
        <Group gap="sm">
          <Text fw={600}>{tariff}</Text>
          {isExpired && (
            <Badge color="red.9" tt="none">
              {t('plan.expired')}
            </Badge>
          )}
        </Group>
        <Text size="sm">{isPartner ? t('plan.partner') : isFree ? t('plan.developer') : t('plan.business')}</Text>
        {!isFree && <Text size="sm">{t(isExpired ? 'plan.ended' : 'plan.until', { end })}</Text>}
        {isExpired && <Text size="sm">{t('plan.expiredAbout')}</Text>}
      </Stack>
    </Panel>
  )
}

function Period({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const query = useCall('getPlans')
  if (!query.data) return <Waiting query={query} />
  const { business, currency } = query.data
  return (
    <Panel title={t('plan.pay')} about={t('plan.payAbout')}>
      {business.length === 0 ? (
        <Empty icon={<IconReceipt size={28} />} title={t('plan.none')} text={t('plan.noneText')} />
      ) : (
        <Ask instance={instance} plans={business} currency={currency} />
      )}
    </Panel>
  )
}

function Ask(props: { instance: InstanceFacts; plans: Plans['business']; currency: string }) {
  const { t } = useTranslation()
  const { instance, plans, currency } = props
  const { idInstance, tariff, isFree } = instance
  const first = plans.find((plan) => plan.tariff === tariff) ?? plans[0]
  const [wanted, setWanted] = useState(first?.tariff ?? '')
  const [months, setMonths] = useState<number | string>(1)
  const [chosen, setAct] = useState<Act>(isFree ? 'change' : 'renew')
  // a period of another tariff cannot go on behind this one
  const act: Act = wanted === tariff ? chosen : 'change'
  const quote = useDo('quotePlanHere')
  const asked: Asked | undefined = typeof months === 'number' ? { tariff: wanted, months, act } : undefined
  const shown = quote.variables
  const isCurrent = shown?.tariff === asked?.tariff && shown?.months === asked?.months && shown?.act === asked?.act
  const price = (month: number) => t('plan.month', { price: money(month, currency) })
  return (
    <Stack gap="sm">
      <Select
        label={t('list.tariff')}
        allowDeselect={false}
        data={plans.map((plan) => ({ value: plan.tariff, label: `${plan.tariff} · ${price(plan.month)}` }))}
        value={wanted}
        onChange={(value) => value !== null && setWanted(value)}
      />
      <NumberInput label={t('plan.months')} min={1} max={36} allowDecimal={false} value={months} onChange={setMonths} />
      {!isFree && <Begin act={act} fixed={wanted !== tariff} onAct={setAct} />}
      <Text size="sm" c="dimmed">
        {t(isFree ? 'plan.upAbout' : act === 'renew' ? 'plan.renewAbout' : 'plan.changeAbout')}
      </Text>
      <Group justify="flex-end">
        <Button
          variant="default"
          disabled={!asked}
          loading={quote.isPending}
          onClick={() => asked && quote.mutate({ idInstance, ...asked })}
        >
          {t('plan.show')}
        </Button>
      </Group>
      {quote.data && asked && isCurrent && <Quote idInstance={idInstance} asked={asked} quote={quote.data} />}
    </Stack>
  )
}

function Begin({ act, fixed, onAct }: { act: Act; fixed: boolean; onAct: (act: Act) => void }) {
  const { t } = useTranslation()
  return (
    <SegmentedControl
      aria-label={t('plan.act')}
      disabled={fixed}
      data={[
        { value: 'renew', label: t('plan.renew') },
        { value: 'change', label: t('plan.change') },
      ]}
      value={act}
      onChange={onAct}
    />
  )
}

function Quote(props: { idInstance: number; asked: Asked; quote: Reply<'quotePlanHere'> }) {
  const { t } = useTranslation()
  const { idInstance, asked, quote } = props
  const { currency, price, remainder, due, balance, expiresAt, from, until } = quote
  const owner = useIsOwner()
  const pay = useDo('payPlanHere', (paid) => tellDone(t('plan.paid', { end: moment(paid.until) })))
  const rows = [
    [t('plan.price'), money(price, currency)],
    [t('plan.remainder'), money(-remainder, currency)],
    [t('plan.due'), money(due, currency)],
    [t('bill.balance'), money(balance, currency)],
    [t('plan.from'), moment(from)],
    [t('plan.to'), moment(until)],
  ] as const
  return (
    <Stack gap="sm" role="region" aria-label={t('plan.quote')}>
      <Facts rows={rows} />
      {balance < due && <Alert color="orange.9" title={t('plan.tooLow')} />}
      {owner ? (
        <Group justify="flex-end">
          <Button
            disabled={balance < due || pay.isSuccess}
            loading={pay.isPending}
            onClick={() => pay.mutate({ idInstance, ...asked, due, expiresAt })}
          >
            {t('plan.payNow', { due: money(due, currency) })}
          </Button>
        </Group>
      ) : (
        <Text size="sm">{t('plan.ownerPays')}</Text>
      )}
    </Stack>
  )
}
