import { Alert, Button, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CodeBlock } from './parts.tsx'

/** A secret that is shown this one time; "" shows nothing. */
export function Once(props: { value: string; title: string; about: string; close: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={props.value !== ''}
      onClose={props.close}
      title={props.title}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack>
        <CodeBlock text={props.value} label={t('ui.copyOf', { what: props.title })} />
        <Text size="sm">{props.about}</Text>
        <Alert color="orange.9" title={t('ui.once')} />
        <Button onClick={props.close}>{t('ui.kept')}</Button>
      </Stack>
    </Modal>
  )
}
