import { Modal, Text, Timeline } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { InstanceKey } from '../api.ts'
import { instant } from '../format.ts'
import { useLive } from '../live.ts'
import { queries, useInstance, useInstanceCall } from '../queries.ts'
import { CopyText, Empty, Waiting } from './parts.tsx'
import { IconMessageOff } from '@tabler/icons-react'

/** Every step of a message, in a dialog: queue, hand-over, words of the network, notifications and their delivery. */
export function MessageSteps(props: { idInstance: number; idMessage: string; close: () => void }) {
  const { t } = useTranslation()
  const { idInstance, idMessage, close } = props
  const { query, instance } = useInstance(idInstance)
  return (
    <Modal opened onClose={close} title={t('steps.title')} size="lg">
      <CopyText value={idMessage} label="idMessage" />
      {!query.data && <Waiting query={query} />}
      {query.data && !instance && (
        <Empty icon={<IconMessageOff size={28} />} title={t('instance.gone')} text={t('instance.goneText')} />
      )}
      {instance && <Steps instance={instance} idMessage={idMessage} />}
    </Modal>
  )
}

function Steps({ instance, idMessage }: { instance: InstanceKey; idMessage: string }) {
  const { t, i18n } = useTranslation()
  const query = useInstanceCall(instance, 'getMessageTimeline', { idMessage })
  useLive('watchInstance', `idInstance=${instance.idInstance}`, () => {
    void queries.invalidateQueries({ queryKey: ['instance', instance.idInstance] })
  })
  if (!query.data) return <Waiting query={query} />
  const word = (event: string) => {
    const key = `steps.${event.replaceAll(' ', '_')}`
    return i18n.exists(key) ? t(key as 'steps.accepted') : event
  }
  return (
    <Timeline bulletSize={14} lineWidth={2} mt="md" active={query.data.length} color="lagoon.8">
      {query.data.map(({ timestamp, event, detail }, place) => (
        <Timeline.Item key={place} title={word(event)}>
          <Text size="xs" c="dimmed">
            {instant(timestamp)}
          </Text>
          <Text size="xs" className="id">
            {said(detail)}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  )
}

/** The facts of a step, those left out that say nothing. */
const said = (detail: Readonly<Record<string, unknown>>): string =>
  Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' · ')
