import { Button, Group, Modal, MultiSelect, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useAct } from '../../queries.ts'
import type { Endpoint, EndpointDesk, EndpointFields } from './desk.ts'

/** Adds an endpoint, or changes one. `made` gets the secret of a new one, which is told this once. */
export function EndpointForm(props: {
  desk: EndpointDesk
  endpoint?: Endpoint
  close: () => void
  made?: (secret: string) => void
}) {
  const { t } = useTranslation()
  const { desk, endpoint, close } = props
  const form = useForm<EndpointFields & { types: string[] }>({
    initialValues: {
      name: endpoint?.name ?? '',
      url: endpoint?.url ?? 'https://',
      types: [...(endpoint?.types ?? [])],
    },
  })
  const add = useAct(desk.add, ({ secret }) => {
    close()
    props.made?.(secret)
  })
  const change = useAct(desk.change, close)
  const send = (fields: EndpointFields) => {
    if (endpoint) change.mutate({ ...fields, id: endpoint.id, enabled: endpoint.enabled })
    else add.mutate(fields)
  }
  return (
    <Modal opened onClose={close} title={endpoint ? t('hook.change') : t('hook.add')}>
      <form onSubmit={form.onSubmit(send)}>
        <Stack>
          <TextInput data-autofocus label={t('hook.name')} required maxLength={100} {...form.getInputProps('name')} />
          <TextInput
            label={t('hook.url')}
            description={t('hook.urlAbout')}
            type="url"
            required
            maxLength={2048}
            {...form.getInputProps('url')}
          />
          <MultiSelect
            label={t('hook.types')}
            description={t('hook.typesAbout')}
            data={[...desk.types]}
            {...form.getInputProps('types')}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending || change.isPending}>
              {endpoint ? t('ui.save') : t('hook.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
