import { Anchor, Badge, Group, Tabs, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import type { Reply } from '../api.ts'
import { count, numberOf } from '../format.ts'
import { useLive } from '../live.ts'
import { INSTANCE_TABS, type InstanceTab } from '../paths.ts'
import { queries, useInstance } from '../queries.ts'
import { onDemand } from '../ui/on-demand.tsx'
import { Ago, CopyText, Empty, Lost, PageHead, StateBadge, Waiting } from '../ui/parts.tsx'
import { IconDeviceMobileOff } from '@tabler/icons-react'

/** An instance of the account, with its token. */
export type InstanceFacts = Reply<'getInstanceList'>['instances'][number]

/** The same with what a watcher is told as it happens. */
export interface LiveFacts extends InstanceFacts {
  paused: boolean
  parked: number
}

const VIEWS = {
  overview: onDemand(async () => (await import('./instance/overview.tsx')).Overview),
  chats: onDemand(async () => (await import('./instance/chats.tsx')).Chats),
  queue: onDemand(async () => (await import('./instance/queue.tsx')).Queue),
  notifications: onDemand(async () => (await import('./instance/deliveries.tsx')).Deliveries),
  endpoints: onDemand(async () => (await import('./instance/endpoints.tsx')).InstanceEndpoints),
  settings: onDemand(async () => (await import('./instance/settings.tsx')).Settings),
  plan: onDemand(async () => (await import('./instance/plan.tsx')).Plan),
  danger: onDemand(async () => (await import('./instance/danger.tsx')).Danger),
} satisfies Record<InstanceTab, unknown>

/** One instance, live: what happens to it is shown when it happens. */
export function Instance() {
  const { id } = useParams<{ id: string }>()
  const { t } = useTranslation()
  const { query, instance } = useInstance(Number(id))
  if (!instance)
    return (
      <>
        <PageHead title={t('nav.instances')} about={id} />
        {query.data ? (
          <Empty icon={<IconDeviceMobileOff size={28} />} title={t('instance.gone')} text={t('instance.goneText')}>
            <Anchor component={Link} href="/instances">
              {t('nav.instances')}
            </Anchor>
          </Empty>
        ) : (
          <Waiting query={query} />
        )}
      </>
    )
  return <LiveInstance key={id} instance={instance} />
}

/** What the list said of an instance, and what a watcher was told since. */
const liveFacts = (instance: InstanceFacts, frame: Reply<'watchInstance'> | undefined): LiveFacts => ({
  ...instance,
  stateInstance: frame?.state ?? instance.stateInstance,
  stateSince: frame?.since ?? instance.stateSince,
  queued: frame?.queued ?? instance.queued,
  paused: frame?.paused ?? false,
  parked: frame?.parked ?? 0,
})

function LiveInstance({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const { tab: named } = useParams<{ tab?: string }>()
  const tab = INSTANCE_TABS.find((one) => one === named) ?? 'overview'
  const { idInstance } = instance
  const { frame, lost } = useLive('watchInstance', `idInstance=${idInstance}`, () => {
    void queries.invalidateQueries({ queryKey: ['instance', idInstance] })
  })
  const now = liveFacts(instance, frame)
  const { stateInstance: state, stateSince: since } = now
  const View = VIEWS[tab]
  return (
    <>
      <PageHead
        title={
          <Group gap="sm">
            {instance.name}
            <StateBadge state={state} />
            {lost && <Lost />}
          </Group>
        }
        about={
          <Group gap="sm">
            <CopyText value={String(idInstance)} label="idInstance" />
            {instance.wid !== '' && <Text size="sm">{numberOf(instance.wid)}</Text>}
            <Text size="sm">
              {t('instance.since')} <Ago at={since} />
            </Text>
          </Group>
        }
      />
      <Tabs value={tab} onChange={(next) => go(`/instances/${idInstance}/${next ?? 'overview'}`)} keepMounted={false}>
        <Tabs.List mb="md">
          {INSTANCE_TABS.map((name) => (
            <Tabs.Tab
              key={name}
              value={name}
              rightSection={<Waits of={name} queued={now.queued} undelivered={frame?.undelivered ?? 0} />}
            >
              {t(`tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <View instance={now} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function Waits({ of: tab, queued, undelivered }: { of: InstanceTab; queued: number; undelivered: number }) {
  const waiting = { queue: queued, notifications: undelivered } as Partial<Record<InstanceTab, number>>
  const value = waiting[tab] ?? 0
  if (value === 0) return null
  return (
    <Badge size="sm" color="gray.7" circle={value < 10}>
      {count(value)}
    </Badge>
  )
}
