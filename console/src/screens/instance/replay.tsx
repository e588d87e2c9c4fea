import { Button, Group, Modal, MultiSelect, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { callInstance, type Input } from '../../api.ts'
import { tellDone, useAct, useInstanceCall } from '../../queries.ts'
import type { InstanceFacts } from '../instance.tsx'
import { NOTIFICATION_TYPES } from '../../gen/client.ts'

/** What one call sends again at most. */
const MOST = 500

interface Choice {
  types: string[]
  from: string
  to: string
  ids: string
  endpoint: string
}

/** The request that a choice makes; undefined while it chooses nothing. */
function requestOf({ types, from, to, ids, endpoint }: Choice): Input<'replayNotifications'> | undefined {
  const eventIds = ids.split(/[\s,]+/).filter((id) => id !== '')
  const choice = {
    ...(types.length === 0 ? {} : { types: types as NonNullable<Input<'replayNotifications'>['types']> }),
    ...(from === '' ? {} : { from: Date.parse(from) }),
    // a minute is meant as a whole
    ...(to === '' ? {} : { to: Date.parse(to) + 59_999 }),
    ...(eventIds.length === 0 ? {} : { eventIds }),
  }
  if (Object.keys(choice).length === 0) return undefined
  return endpoint === '' ? choice : { ...choice, endpointId: endpoint }
}

/** Sends notifications of the delivery log again, chosen by time, type or id. */
export function Replay({ instance, close }: { instance: InstanceFacts; close: () => void }) {
  const { t } = useTranslation()
  const endpoints = useInstanceCall(instance, 'getWebhookEndpoints').data ?? []
  const form = useForm<Choice>({ initialValues: { types: [], from: '', to: '', ids: '', endpoint: '' } })
  const replay = useAct(
    (input: Input<'replayNotifications'>) => callInstance(instance, 'replayNotifications', input),
    ({ eventIds }) => {
      tellDone(t('delivery.replayed', { count: eventIds.length }))
      close()
    },
  )
  const request = requestOf(form.values)
  return (
    <Modal opened onClose={close} title={t('replay.title')}>
      <form onSubmit={form.onSubmit(() => request && replay.mutate(request))}>
        <Stack>
          <Text size="sm">{t('replay.about', { most: MOST })}</Text>
          <MultiSelect
            data-autofocus
            label={t('replay.types')}
            description={t('replay.typesAbout')}
            data={[...NOTIFICATION_TYPES]}
            {...form.getInputProps('types')}
          />
          <Group grow>
            <TextInput type="datetime-local" label={t('replay.from')} {...form.getInputProps('from')} />
            <TextInput type="datetime-local" label={t('replay.to')} {...form.getInputProps('to')} />
          </Group>
          <Textarea
            label={t('replay.ids')}
            description={t('replay.idsAbout')}
            autosize
            maxRows={6}
            {...form.getInputProps('ids')}
          />
          {endpoints.length > 0 && (
            <Select
              label={t('replay.where')}
              data={[
                { value: '', label: t('replay.own') },
                ...endpoints.map(({ endpointId, name }) => ({ value: endpointId, label: name })),
              ]}
              allowDeselect={false}
              {...form.getInputProps('endpoint')}
            />
          )}
          <Group justify="flex-end">
            <Button type="submit" disabled={!request} loading={replay.isPending}>
              {t('delivery.replay')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
