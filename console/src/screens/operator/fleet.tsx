import { Anchor, Badge, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { IconHeartbeat } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Reply } from '../../api.ts'
import { bytes, count, lasting } from '../../format.ts'
import { useLiveCall } from '../../queries.ts'
import { Ago, CopyText, Empty, PageHead, Panel, StateBadge, Waiting } from '../../ui/parts.tsx'
import { Rows } from '../../ui/rows.tsx'

type Fleet = Reply<'getFleet'>

/** Where the installation stands, and what wants its operator's eye. */
export function FleetPage() {
  const { t } = useTranslation()
  const query = useLiveCall('getFleet')
  return (
    <>
      <PageHead title={t('nav.fleet')} about={t('fleet.about')} />
      {!query.data && <Waiting query={query} />}
      {query.data && <All fleet={query.data} />}
    </>
  )
}

function All({ fleet }: { fleet: Fleet }) {
  const { t } = useTranslation()
  const calm = fleet.alarms.length + fleet.instances.length + fleet.webhooks.length === 0
  return (
    <Stack>
      <Figures fleet={fleet} />
      {calm && (
        <Panel>
          <Empty icon={<IconHeartbeat size={28} />} title={t('fleet.calm')} text={t('fleet.calmText')} />
        </Panel>
      )}
      {fleet.alarms.length > 0 && <Alarms alarms={fleet.alarms} />}
      {fleet.instances.length > 0 && <Troubled rows={fleet.instances} />}
      {fleet.webhooks.length > 0 && <Worst rows={fleet.webhooks} />}
      <Nodes nodes={fleet.nodes} />
      <States states={fleet.states} />
    </Stack>
  )
}

function Figures({ fleet: { process, queues } }: { fleet: Fleet }) {
  const { t } = useTranslation()
  const oldest = (at: number | null) => (at === null ? t('fleet.empty') : <Ago at={at} />)
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }}>
      <Figure label={t('fleet.up')} value={lasting(process.upSeconds)} below={t('fleet.thisNode')} />
      <Figure
        label={t('fleet.memory')}
        value={bytes(process.memory)}
        below={t('fleet.heap', { size: bytes(process.heap) })}
      />
      <Figure label={t('fleet.loop')} value={`${process.loop} %`} below={t('fleet.loopAbout')} />
      <Figure label={t('fleet.outgoing')} value={count(queues.outgoing)} below={oldest(queues.oldestOutgoing)} />
      <Figure
        label={t('fleet.notifications')}
        value={count(queues.notifications)}
        below={oldest(queues.oldestRefused ?? queues.oldestNotification)}
      />
    </SimpleGrid>
  )
}

function Figure({ label, value, below }: { label: string; value: string; below: React.ReactNode }) {
  return (
    <Panel>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="1.4rem" fw={650} lh={1.2} mt={4}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {below}
      </Text>
    </Panel>
  )
}

function Alarms({ alarms }: { alarms: Fleet['alarms'] }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('fleet.alarms')}>
      <Rows columns={[t('fleet.what'), t('fleet.where'), t('fleet.first'), t('fleet.times')]}>
        {alarms.map(({ idInstance, kind, detail, firstAt, lastAt, times }) => (
          <Table.Tr key={`${idInstance} ${kind}`}>
            <Table.Td>
              <Text size="sm" fw={550}>
                {kind}
              </Text>
              <Text size="xs" c="dimmed">
                {detail}
              </Text>
            </Table.Td>
            <Table.Td>
              {idInstance === null ? t('fleet.node') : <CopyText value={String(idInstance)} label="idInstance" />}
            </Table.Td>
            <Table.Td>
              <Ago at={firstAt} />
            </Table.Td>
            <Table.Td>
              {count(times)} · <Ago at={lastAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Panel>
  )
}

/** What a row is of: its name, and its id to be copied. */
function Named({ name, id, label }: { name: string; id: string; label: string }) {
  return (
    <Table.Td>
      <Text size="sm" fw={550}>
        {name}
      </Text>
      <CopyText value={id} label={label} />
    </Table.Td>
  )
}

function OfAccount({ row: { account, accountName } }: { row: { account: string; accountName: string } }) {
  return (
    <Table.Td>
      <Anchor component={Link} href={`/operator/accounts/${account}`}>
        {accountName}
      </Anchor>
    </Table.Td>
  )
}

function Troubled({ rows }: { rows: Fleet['instances'] }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('fleet.troubled')} about={t('fleet.troubledAbout')}>
      <Rows columns={[t('list.name'), t('list.state'), t('profile.account')]}>
        {rows.map((row) => (
          <Table.Tr key={row.idInstance}>
            <Named name={row.name} id={String(row.idInstance)} label="idInstance" />
            <Table.Td>
              <StateBadge state={row.state} />
              <Text size="xs" c="dimmed">
                <Ago at={row.since} /> {row.reason !== '' && `· ${row.reason}`}
              </Text>
            </Table.Td>
            <OfAccount row={row} />
          </Table.Tr>
        ))}
      </Rows>
    </Panel>
  )
}

function Worst({ rows }: { rows: Fleet['webhooks'] }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('fleet.webhooks')} about={t('fleet.webhooksAbout')}>
      <Rows columns={[t('list.name'), t('profile.account'), t('fleet.waiting'), t('hook.failingSince')]}>
        {rows.map((row) => (
          <Table.Tr key={`${row.kind} ${row.id}`}>
            <Named name={row.name} id={row.id} label="id" />
            <OfAccount row={row} />
            <Table.Td>{count(row.waiting)}</Table.Td>
            <Table.Td>
              <Ago at={row.failingSince} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Panel>
  )
}

function Nodes({ nodes }: { nodes: Fleet['nodes'] }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('fleet.nodes')}>
      <Rows least={360} columns={[t('fleet.node'), t('fleet.sessions'), '']}>
        {nodes.map(({ id, alive, sessions }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <CopyText value={id} label={t('fleet.node')} />
            </Table.Td>
            <Table.Td>{count(sessions)}</Table.Td>
            <Table.Td ta="right">
              <Badge color={alive ? 'teal.9' : 'red.9'} tt="none">
                {alive ? t('fleet.alive') : t('fleet.silent')}
              </Badge>
            </Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Panel>
  )
}

function States({ states }: { states: Fleet['states'] }) {
  const { t } = useTranslation()
  if (states.length === 0) return null
  return (
    <Panel title={t('fleet.states')}>
      <Rows least={360} columns={[t('list.state'), t('nav.instances'), t('fleet.longest')]}>
        {states.map(({ state, instances, longestSince }) => (
          <Table.Tr key={state}>
            <Table.Td>
              <StateBadge state={state} />
            </Table.Td>
            <Table.Td>{count(instances)}</Table.Td>
            <Table.Td>
              <Ago at={longestSince} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Panel>
  )
}
