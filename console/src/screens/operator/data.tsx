import {
  Alert,
  Badge,
  Button,
  Group,
  NumberInput,
  Progress,
  SegmentedControl,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { modals } from '@mantine/modals'
import { IconDatabaseExport, IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import type { Input, Reply } from '../../api.ts'
import { count, moment } from '../../format.ts'
import { tellDone, useCall, useDo } from '../../queries.ts'
import { Ago, CopyText, Empty, PageHead, Panel, Waiting } from '../../ui/parts.tsx'
import { Rows } from '../../ui/rows.tsx'
import { Typed } from '../../ui/typed.tsx'

type Upkeep = Reply<'getUpkeep'>
type Kind = Input<'askJob'>['kind']

/** How long things are kept, what is handed out or erased, and the keys that seal. */
export function DataPage() {
  const { t } = useTranslation()
  const query = useCall('getUpkeep')
  return (
    <>
      <PageHead title={t('nav.data')} about={t('data.about')} />
      {!query.data && <Waiting query={query} />}
      {query.data && (
        <Stack>
          <Retention key={JSON.stringify(query.data.retention)} retention={query.data.retention} />
          <Subject />
          <Keys keys={query.data.keys} />
          <Jobs jobs={query.data.jobs} />
        </Stack>
      )}
    </>
  )
}

const KEPT = ['journalDays', 'deliveryDays', 'eraseDays'] as const

function Retention({ retention: { now, configured, mediaDays } }: { retention: Upkeep['retention'] }) {
  const { t } = useTranslation()
  const form = useForm<Record<(typeof KEPT)[number], number | string>>({ initialValues: { ...now } })
  const set = useDo('setRetention', () => tellDone(t('settings.saved')))
  const chosen = KEPT.flatMap((name) => {
    const value = form.values[name]
    return typeof value === 'number' && value !== configured[name] ? [[name, value] as const] : []
  })
  return (
    <Panel title={t('data.retention')} about={t('data.retentionAbout')}>
      <form onSubmit={form.onSubmit(() => set.mutate(Object.fromEntries(chosen)))}>
        <Group align="flex-end" gap="sm">
          {KEPT.map((name) => (
            <NumberInput
              key={name}
              label={t(`data.${name}`)}
              description={t('data.configured', { days: configured[name] })}
              min={name === 'eraseDays' ? 0 : 1}
              max={3650}
              allowDecimal={false}
              {...form.getInputProps(name)}
            />
          ))}
          <Button type="submit" disabled={!form.isDirty()} loading={set.isPending}>
            {t('ui.save')}
          </Button>
        </Group>
        <Text size="sm" c="dimmed" mt="xs">
          {t('data.media', { days: mediaDays })}
        </Text>
      </form>
    </Panel>
  )
}

/** Hands out or erases an account or an instance. */
function Subject() {
  const { t } = useTranslation()
  const [params] = useSearchParams()
  const [of, setOf] = useState<'Account' | 'Instance'>('Account')
  const [id, setId] = useState(params.get('account') ?? '')
  const ask = useDo('askJob', () => tellDone(t('data.asked')))
  const subject = id.trim()
  const act = (kind: Kind) => ask.mutate({ kind, subject })
  return (
    <Panel title={t('data.subject')} about={t('data.subjectAbout')}>
      <Stack gap="sm" align="flex-start">
        <SegmentedControl
          aria-label={t('data.subject')}
          value={of}
          onChange={(next) => setOf(next === 'Instance' ? 'Instance' : 'Account')}
          data={(['Account', 'Instance'] as const).map((value) => ({ value, label: t(`data.of${value}`) }))}
        />
        <TextInput
          w="100%"
          maw={360}
          label={of === 'Account' ? t('data.accountId') : 'idInstance'}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <Text size="sm">{t(`data.erase${of}About`)}</Text>
        <Group gap="xs">
          <Button
            leftSection={<IconDatabaseExport size={16} />}
            disabled={subject === ''}
            loading={ask.isPending}
            onClick={() => act(`export${of}`)}
          >
            {t('data.export')}
          </Button>
          <Button
            color="red.9"
            disabled={subject === ''}
            onClick={() => sureOf(t('danger.sure'), subject, t(`data.erase${of}About`), () => act(`erase${of}`))}
          >
            {t('data.erase')}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}

/** Erasing is asked for by typing what is erased. */
function sureOf(title: string, subject: string, about: string, act: () => void): void {
  const id = modals.open({
    title,
    children: (
      <TypeToErase
        subject={subject}
        about={about}
        act={() => {
          modals.close(id)
          act()
        }}
      />
    ),
  })
}

function TypeToErase({ subject, about, act }: { subject: string; about: string; act: () => void }) {
  const { t } = useTranslation()
  return (
    <Stack>
      <Text size="sm">{about}</Text>
      <Text size="sm">{t('data.forGood')}</Text>
      <Typed what={subject} word={t('data.erase')} act={act} />
    </Stack>
  )
}

function Keys({ keys: { sealsWith, resealedWith, restartFor, waitsFor } }: { keys: Upkeep['keys'] }) {
  const { t } = useTranslation()
  const ask = useDo('askJob', () => tellDone(t('data.asked')))
  // what is sealed with a key that another gateway does not know, that gateway cannot open
  const behind = restartFor === null && sealsWith > (resealedWith ?? 1)
  return (
    <Panel
      title={t('data.keys')}
      about={t('data.keysAbout')}
      actions={
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconKey size={14} />}
            disabled={restartFor !== null}
            loading={ask.isPending}
            onClick={() => ask.mutate({ kind: 'rotateKey' })}
          >
            {t('data.rotate')}
          </Button>
          <Button
            size="xs"
            variant={behind ? 'filled' : 'default'}
            disabled={restartFor !== null}
            onClick={() => ask.mutate({ kind: 'reseal' })}
          >
            {t('data.reseal')}
          </Button>
        </Group>
      }
    >
      <Stack gap="sm">
        <Text size="sm">
          {t('data.sealsWith', { version: sealsWith })}{' '}
          {resealedWith !== null && t('data.resealedWith', { version: resealedWith })}
        </Text>
        {restartFor !== null && (
          <Alert color="orange.9" title={t('data.restart', { version: restartFor })}>
            {t('data.restartAbout')}
            {waitsFor.map((node) => (
              <CopyText key={node} value={node} label={t('data.waitsFor')} />
            ))}
          </Alert>
        )}
        {behind && (
          <Alert color="orange.9" title={t('data.behind')}>
            {t('data.behindAbout')}
          </Alert>
        )}
      </Stack>
    </Panel>
  )
}

const COLOURS = { waiting: 'gray.7', running: 'blue.9', done: 'teal.9', failed: 'red.9' } as const

function Jobs({ jobs }: { jobs: Upkeep['jobs'] }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('data.jobs')}>
      {jobs.length === 0 && (
        <Empty icon={<IconDatabaseExport size={28} />} title={t('data.noJobs')} text={t('data.noJobsText')} />
      )}
      {jobs.length > 0 && (
        <Rows least={680} columns={[t('data.what'), t('data.asking'), t('list.state'), t('data.result')]}>
          {jobs.map((job) => (
            <OneJob key={job.id} job={job} />
          ))}
        </Rows>
      )}
    </Panel>
  )
}

function OneJob({ job }: { job: Upkeep['jobs'][number] }) {
  const { t } = useTranslation()
  const { kind, subject, state, done, total, askedBy, askedAt } = job
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={550}>
          {t(`data.${kind}`)}
        </Text>
        {subject !== '' && <CopyText value={subject} label="id" />}
      </Table.Td>
      <Table.Td>
        <Ago at={askedAt} />
        <Text size="xs" c="dimmed" className="id">
          {askedBy}
        </Text>
      </Table.Td>
      <Table.Td miw={140}>
        <Badge color={COLOURS[state]} tt="none">
          {t(`data.${state}`)}
        </Badge>
        {state === 'running' && total > 0 && (
          <Progress mt={6} aria-label={t('danger.progress')} value={(100 * done) / total} />
        )}
      </Table.Td>
      <Table.Td>
        <Outcome job={job} />
      </Table.Td>
    </Table.Tr>
  )
}

/** What a job came to, in words, and its file as long as it is kept. */
function Outcome({ job: { kind, state, said, file } }: { job: Upkeep['jobs'][number] }) {
  const { t } = useTranslation()
  if (state === 'failed') return <Text size="sm">{said}</Text>
  if (state !== 'done') return '—'
  return (
    <>
      <Text size="sm">{t(`data.${kind}Said`, { said: count(Number(said)) })}</Text>
      {file && (
        <Text size="sm">
          <a href={file.url} download={file.fileName}>
            {file.fileName}
          </a>{' '}
          {t('data.until', { until: moment(file.expiresAt) })}
        </Text>
      )}
    </>
  )
}
