import { Button, Checkbox, Group, JsonInput, Modal, NumberInput, Stack, TagsInput, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Input } from '../../api.ts'
import { useDo } from '../../queries.ts'
import { isObject } from '../../ui/is-object.ts'
import type { Token } from './token.ts'

type Template = NonNullable<Input<'issuePartnerToken'>['template']>

const valuesOf = (token: Token | undefined) => ({
  name: token?.name ?? '',
  writable: token?.writable ?? true,
  addresses: [...(token?.addresses ?? [])],
  template: JSON.stringify(token?.template ?? {}, undefined, 2),
  days: '' as number | string,
})

type Values = ReturnType<typeof valuesOf>

/** Issues a token, or changes what one is called, where it works and what its instances start with. */
export function TokenForm(props: { token?: Token; close: () => void; made?: (value: string) => void }) {
  const { t } = useTranslation()
  const { token, close } = props
  const form = useForm({
    initialValues: valuesOf(token),
    validate: { template: (text) => (isObject(text) ? null : t('ui.notJson')) },
  })
  const issue = useDo('issuePartnerToken', ({ partnerToken }) => {
    close()
    props.made?.(partnerToken)
  })
  const change = useDo('changePartnerToken', close)
  const send = ({ days, template, ...values }: Values) => {
    const whole = { ...values, template: JSON.parse(template) as Template }
    if (token) change.mutate({ ...whole, id: token.id })
    else issue.mutate({ ...whole, ...(typeof days === 'number' ? { days } : {}) })
  }
  return (
    <Modal opened onClose={close} title={token ? t('hook.change') : t('token.add')}>
      <form onSubmit={form.onSubmit(send)}>
        <Stack>
          <Fields form={form} fresh={!token} />
          <Group justify="flex-end">
            <Button type="submit" loading={issue.isPending || change.isPending}>
              {token ? t('ui.save') : t('token.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function Fields({ form, fresh }: { form: UseFormReturnType<Values>; fresh: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        data-autofocus
        label={t('token.name')}
        description={t('token.nameAbout')}
        required
        maxLength={100}
        {...form.getInputProps('name')}
      />
      <Checkbox
        label={t('token.writes')}
        description={t('token.writesAbout')}
        {...form.getInputProps('writable', { type: 'checkbox' })}
      />
      <TagsInput
        label={t('token.addresses')}
        description={t('token.addressesAbout')}
        {...form.getInputProps('addresses')}
      />
      {fresh && (
        <NumberInput
          label={t('token.days')}
          description={t('token.daysAbout')}
          min={1}
          {...form.getInputProps('days')}
        />
      )}
      <JsonInput
        label={t('token.template')}
        description={t('token.templateAbout')}
        formatOnBlur
        autosize
        minRows={2}
        {...form.getInputProps('template')}
      />
    </>
  )
}
