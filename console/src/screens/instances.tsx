import { Button, Group, Modal, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDeviceMobilePlus, IconDownload, IconPlus, IconStack2 } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { call } from '../api.ts'
import { queries, tellFailure, useCall } from '../queries.ts'
import { Empty, PageHead, Panel, Waiting } from '../ui/parts.tsx'
import { Pages } from '../ui/pages.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { Chosen } from './instances/chosen.tsx'
import { CreateMany } from './instances/create-many.tsx'
import { saveCsv } from './instances/csv.ts'
import { RefusedCall } from './instances/refused-call.tsx'
import { InstanceRows } from './instances/rows.tsx'
import { SavedViews } from './instances/saved-views.tsx'
import { isFiltered, useView, type View } from './instances/view.ts'

const PAGE = 50
const STATES = ['authorized', 'notAuthorized', 'starting', 'suspended', 'blocked'] as const

/** Every instance of the account: searched, filtered and sorted by the server over all of them. */
export function Instances() {
  const { t } = useTranslation()
  const { view, change, kept, take } = useView()
  const [chosen, choose] = useState<ReadonlySet<number>>(new Set())
  const { page, ...wanted } = view
  const query = useCall('getInstanceList', { ...wanted, offset: (page - 1) * PAGE, limit: PAGE })
  const csv = useMutation({ mutationFn: () => saveCsv(wanted), onError: tellFailure })
  const total = query.data?.total
  return (
    <>
      <PageHead title={t('nav.instances')} about={total !== undefined && t('list.total', { count: total })}>
        <SavedViews now={kept} take={take} />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={csv.isPending}
          onClick={() => csv.mutate()}
        >
          CSV
        </Button>
        <Many />
        <Create />
      </PageHead>
      <Panel>
        <Filters view={view} change={change} />
        {chosen.size > 0 && <Chosen view={view} chosen={chosen} choose={choose} total={total ?? 0} />}
        {!query.data && <Waiting query={query} />}
        {total === 0 && <Nothing filtered={isFiltered(view)} />}
        {query.data && query.data.total > 0 && (
          <InstanceRows rows={query.data.instances} view={view} change={change} chosen={chosen} choose={choose} />
        )}
        <Pages total={total ?? 0} size={PAGE} page={page} go={(next) => change({ page: next })} />
      </Panel>
    </>
  )
}

function Filters({ view, change }: View) {
  const { t } = useTranslation()
  const tags = useCall('getTags').data ?? []
  return (
    <Group mb="md" gap="sm">
      <SearchField label={t('list.search')} value={view.search} onSearch={(search) => change({ search })} />
      <Select
        w={170}
        clearable
        aria-label={t('list.state')}
        placeholder={t('list.everyState')}
        data={STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        value={view.state === '' ? null : view.state}
        onChange={(state) => change({ state: state ?? '' })}
      />
      <Select
        w={170}
        clearable
        searchable
        aria-label={t('tags.filter')}
        placeholder={t('tags.every')}
        data={tags.map(({ tag, instances }) => ({ value: tag, label: `${tag} (${instances})` }))}
        value={view.tag === '' ? null : view.tag}
        onChange={(tag) => change({ tag: tag ?? '' })}
      />
      <Switch
        label={t('list.deleted')}
        checked={view.deleted}
        onChange={(event) => change({ deleted: event.currentTarget.checked })}
      />
    </Group>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation()
  const icon = <IconDeviceMobilePlus size={28} />
  if (filtered) return <Empty icon={icon} title={t('list.noMatch')} text={t('list.noMatchText')} />
  return (
    <Empty icon={icon} title={t('list.none')} text={t('list.noneText')}>
      <Button component={Link} href="/playground/createInstance" variant="light">
        {t('list.byApi')}
      </Button>
    </Empty>
  )
}

function Many() {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <Button variant="default" leftSection={<IconStack2 size={16} />} onClick={open}>
        {t('many.create')}
      </Button>
      {opened && <CreateMany close={close} />}
    </>
  )
}

/** Creates an instance where the account's rule allows it; else shows the refusal with the call to copy. */
function Create() {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [opened, { open, close }] = useDisclosure()
  const [name, setName] = useState('')
  const create = useMutation({
    mutationFn: () => call('createInstanceHere', name === '' ? {} : { name }),
    onSuccess: async ({ idInstance }) => {
      await queries.invalidateQueries()
      go(`/instances/${idInstance}`)
    },
  })
  return (
    <>
      <Button leftSection={<IconPlus size={16} />} onClick={open}>
        {t('list.create')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('list.create')} size="lg">
        <Stack>
          <TextInput
            data-autofocus
            label={t('list.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {create.error && <RefusedCall error={create.error} method="createInstance" />}
          <Group justify="flex-end">
            <Button loading={create.isPending} onClick={() => create.mutate()}>
              {t('list.create')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
