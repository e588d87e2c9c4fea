import { Anchor, Badge, Button, Grid, Group, List, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconDeviceMobileMessage, IconUsersGroup } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Reply } from '../api.ts'
import { count, money } from '../format.ts'
import { useCall } from '../queries.ts'
import { useSession } from '../session.tsx'
import { onDemand } from '../ui/on-demand.tsx'
import { Ago, Empty, PageHead, Panel, StateBadge, Waiting } from '../ui/parts.tsx'

// the charting library comes when a chart is drawn
const Volume = onDemand(async () => (await import('./home-volume.tsx')).Volume, null)

type Row = Reply<'getInstanceList'>['instances'][number]

/** What an account needs to know first: how many instances in which state, and what wants attention. */
export function Home() {
  const { t } = useTranslation()
  const { account, person } = useSession()
  if (!account)
    return (
      <>
        <PageHead title={t('home.hello', { name: person.name })} />
        <Panel>
          <Empty icon={<IconUsersGroup size={28} />} title={t('home.noAccount')} text={t('home.noAccountText')}>
            {person.operator && (
              <Button component={Link} href="/operator/accounts">
                {t('nav.accounts')}
              </Button>
            )}
          </Empty>
        </Panel>
      </>
    )
  return <AccountHome />
}

function AccountHome() {
  const { t } = useTranslation()
  const { person } = useSession()
  const query = useCall('getAccount')
  if (!query.data) return <Waiting query={query} />
  const { instances, accountType, name } = query.data
  return (
    <>
      <PageHead title={t('home.hello', { name: person.name })} about={`${name} · ${t(`kind.${accountType}`)}`} />
      <Stack>
        <Money />
        <States byState={instances.byState as Record<string, number>} living={instances.living} />
        <Grid>
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Attention />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <NextSteps living={instances.living} />
          </Grid.Col>
          <Grid.Col span={12}>
            <Volume />
          </Grid.Col>
        </Grid>
      </Stack>
    </>
  )
}

function States({ byState, living }: { byState: Record<string, number>; living: number }) {
  const { t } = useTranslation()
  const shown = Object.entries({ authorized: 0, notAuthorized: 0, ...byState })
  return (
    <SimpleGrid cols={{ base: 2, sm: Math.min(shown.length + 1, 5) }}>
      <Figure label={t('home.instances')} value={living} />
      {shown.map(([state, living]) => (
        <Figure key={state} label={<StateBadge state={state} />} value={living} href={`/instances?state=${state}`} />
      ))}
    </SimpleGrid>
  )
}

/** What the account owes; nothing before anything was charged. */
function Money() {
  const { t } = useTranslation()
  const { data } = useCall('getBilling')
  if (!data) return null
  const { balance, today, charged, forecast, currency } = data
  const figures = [
    [t('home.balance'), balance],
    [t('home.today'), today.amount],
    [t('home.month'), charged],
    [t('home.forecast'), forecast],
  ] as const
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }}>
      {figures.map(([label, amount]) => (
        <Figure key={label} label={label} value={money(amount, currency)} href="/billing" />
      ))}
    </SimpleGrid>
  )
}

function Figure(props: { label: React.ReactNode; value: number | string; href?: string }) {
  const { label, value, href = '/instances' } = props
  return (
    <Anchor component={Link} href={href} underline="never" c="inherit">
      <Panel>
        <Text size="sm" c="dimmed" component="div">
          {label}
        </Text>
        <Text size="2rem" fw={650} mt={6} lh={1.1}>
          {typeof value === 'number' ? count(value) : value}
        </Text>
      </Panel>
    </Anchor>
  )
}

const HOUR = 3600

function troubleOf(row: Row): 'waiting' | 'blocked' | 'starting' | 'undelivered' | undefined {
  const age = (at: number) => Date.now() / 1000 - at
  if (row.stateInstance === 'blocked' || row.stateInstance === 'suspended') return 'blocked'
  if (row.stateInstance === 'starting' && age(row.stateSince) > 300) return 'starting'
  if (row.oldestUndelivered !== null && age(row.oldestUndelivered) > HOUR) return 'undelivered'
  if (row.queued > 0 && row.stateInstance !== 'authorized') return 'waiting'
  return undefined
}

function Attention() {
  const { t } = useTranslation()
  const query = useCall('getInstanceList', { limit: 200, sort: 'stateSince' })
  const found = (query.data?.instances ?? []).flatMap((row) => {
    const trouble = troubleOf(row)
    return trouble === undefined ? [] : [{ row, trouble }]
  })
  return (
    <Panel title={t('home.attention')}>
      {!query.data && <Waiting query={query} />}
      {query.data && found.length === 0 && (
        <Text c="dimmed" size="sm">
          {t('home.calm')}
        </Text>
      )}
      <Stack gap="xs">
        {found.slice(0, 8).map(({ row, trouble }) => (
          <Group key={row.idInstance} justify="space-between" wrap="nowrap">
            <div>
              <Anchor component={Link} href={`/instances/${row.idInstance}`} fw={500}>
                {row.name}
              </Anchor>
              <Text size="sm" c="dimmed">
                {t(`trouble.${trouble}`)} · <Ago at={row.stateSince} />
              </Text>
            </div>
            <Badge color="orange.9" leftSection={<IconAlertTriangle size={12} />} tt="none">
              {row.stateInstance === 'authorized'
                ? count(row.undelivered)
                : t(`state.${row.stateInstance as 'authorized'}`)}
            </Badge>
          </Group>
        ))}
      </Stack>
    </Panel>
  )
}

function NextSteps({ living }: { living: number }) {
  const { t } = useTranslation()
  const { network, account } = useSession()
  return (
    <Panel title={t('home.next')}>
      <List spacing="sm" size="sm" icon={<IconDeviceMobileMessage size={18} />}>
        {living === 0 && (
          <List.Item>
            <Anchor component={Link} href={account?.mayCreateHere ? '/instances' : '/playground/createInstance'}>
              {t('home.create')}
            </Anchor>
          </List.Item>
        )}
        {network === 'sandbox' && (
          <List.Item>
            <Anchor component={Link} href="/phones">
              {t('home.phones')}
            </Anchor>
          </List.Item>
        )}
        <List.Item>
          <Anchor component={Link} href="/playground">
            {t('home.playground')}
          </Anchor>
        </List.Item>
        <List.Item>
          <Anchor href="/reference">{t('home.reference')}</Anchor>
        </List.Item>
      </List>
    </Panel>
  )
}
