import { Anchor, Button, Grid, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconDownload, IconReceipt } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ApiError, call, type Reply } from '../../api.ts'
import { lastMonths, money, monthText } from '../../format.ts'
import { tellFailure, useCall } from '../../queries.ts'
import { saveFile } from '../../save.ts'
import { Facts } from '../../ui/facts.tsx'
import { MonthSelect } from '../../ui/month-select.tsx'
import { CodeBlock, Empty, Panel, Waiting } from '../../ui/parts.tsx'

type Standing = Reply<'getBilling'>

/** Balance, forecast and limit at a glance; the statement. */
export function Overview() {
  const { t } = useTranslation()
  const query = useCall('getBilling')
  if (query.error instanceof ApiError && query.error.code === 'notBilled')
    return (
      <Panel>
        <Empty icon={<IconReceipt size={28} />} title={t('bill.none')} text={t('bill.noneText')}>
          <Button component={Link} href="/playground/createInstance" variant="light">
            {t('list.byApi')}
          </Button>
        </Empty>
      </Panel>
    )
  if (!query.data || query.error) return <Waiting query={query} />
  return (
    <Stack>
      <Figures standing={query.data} />
      <Grid>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <Credit standing={query.data} />
            <Terms standing={query.data} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Statement />
        </Grid.Col>
      </Grid>
    </Stack>
  )
}

function Figures({ standing }: { standing: Standing }) {
  const { t } = useTranslation()
  const { currency, balance, today, month, charged, forecast, instances, prepaidDue } = standing
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
      <Figure
        label={t('bill.balance')}
        value={money(balance, currency)}
        below={balance < 0 ? t('bill.owed') : t('bill.credit')}
      />
      <Figure
        label={t('bill.today')}
        value={money(today.amount, currency)}
        below={t('bill.days', { count: today.instances })}
      />
      <Figure label={t('bill.month', { month: monthText(month) })} value={money(charged, currency)} />
      <Figure
        label={t('bill.forecast')}
        value={money(forecast, currency)}
        below={t('bill.forecastAbout', { count: instances })}
      />
      {prepaidDue > 0 && <Figure label={t('bill.prepaid')} value={money(prepaidDue, currency)} />}
    </SimpleGrid>
  )
}

function Figure({ label, value, below }: { label: string; value: string; below?: ReactNode }) {
  return (
    <Panel>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="1.6rem" fw={650} mt={6} lh={1.2}>
        {value}
      </Text>
      {below !== undefined && (
        <Text size="sm" c="dimmed">
          {below}
        </Text>
      )}
    </Panel>
  )
}

function Credit({ standing }: { standing: Standing }) {
  const { t } = useTranslation()
  const { creditLimit, balance, currency, refuseOverLimit, warnedAt } = standing
  if (creditLimit === null)
    return (
      <Panel title={t('bill.limit')}>
        <Text size="sm">{t('bill.noLimit')}</Text>
      </Panel>
    )
  const percent = creditLimit === 0 ? 100 : Math.max(0, Math.floor((-balance / creditLimit) * 100))
  const used = t('bill.used', { percent, limit: money(creditLimit, currency) })
  return (
    <Panel title={t('bill.limit')} about={refuseOverLimit ? t('bill.limitHard') : t('bill.limitSoft')}>
      <Stack gap="xs">
        <Progress
          value={Math.min(100, percent)}
          color={percent >= 90 ? 'red.9' : percent >= 50 ? 'orange.9' : 'teal.9'}
          aria-label={used}
        />
        <Text size="sm">{used}</Text>
        {warnedAt > 0 && <Text size="sm">{t('bill.warned', { percent: warnedAt })}</Text>}
        <Anchor component={Link} href="/webhooks" size="sm">
          {t('bill.alerts')}
        </Anchor>
      </Stack>
    </Panel>
  )
}

function Terms({ standing: { taxRate, dueDays, buyer } }: { standing: Standing }) {
  const { t } = useTranslation()
  const facts = [
    [t('bill.tax'), `${taxRate / 100} %`],
    [t('bill.due'), t('bill.dueDays', { count: dueDays })],
    [t('bill.buyer'), buyer === '' ? t('bill.notNamed') : buyer],
  ] as const
  return (
    <Panel title={t('bill.terms')}>
      <Facts rows={facts} />
    </Panel>
  )
}

/** All pages of a month's statement as one file, which the verifier takes as it is. */
async function saveStatement(month: string): Promise<void> {
  const { next, ...first } = await call('getAccountStatement', { month })
  const instances = [...first.instances]
  const transactions = [...first.transactions]
  for (let cursor = next; cursor !== null;) {
    const page = await call('getAccountStatement', { month, cursor })
    instances.push(...page.instances)
    transactions.push(...page.transactions)
    cursor = page.next
  }
  saveFile(`statement-${month}.json`, 'application/json', JSON.stringify({ ...first, instances, transactions }))
}

function Statement() {
  const { t } = useTranslation()
  const months = lastMonths(24)
  const [month, setMonth] = useState(months[0] ?? '')
  const save = useMutation({ mutationFn: () => saveStatement(month), onError: tellFailure })
  return (
    <Panel title={t('bill.statement')} about={t('bill.statementAbout')}>
      <Stack gap="sm">
        <Group align="flex-end">
          <MonthSelect months={months} month={month} choose={setMonth} />
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('bill.download')}
          </Button>
        </Group>
        <Text size="sm">{t('bill.verify')}</Text>
        <CodeBlock text={`node docs/guide/verify-statement.mjs statement-${month}.json`} label={t('bill.copyVerify')} />
      </Stack>
    </Panel>
  )
}
