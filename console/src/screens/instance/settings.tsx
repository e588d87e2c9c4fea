import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tellDone, useInstanceCall, useInstanceDo } from '../../queries.ts'
import { Panel, Waiting } from '../../ui/parts.tsx'
import { useMethod, type JsonObject } from '../../openapi.ts'
import { SchemaFields } from '../../ui/schema-form.tsx'
import type { InstanceFacts } from '../instance.tsx'

/** The settings exactly as setSettings takes them; only what was changed is sent. */
export function Settings({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const method = useMethod('setSettings')
  const query = useInstanceCall(instance, 'getSettings')
  const [changed, setChanged] = useState<JsonObject>({})
  const save = useInstanceDo(instance, 'setSettings', () => {
    setChanged({})
    tellDone(t('settings.saved'))
  })
  if (!query.data) return <Waiting query={query} />
  if (!method.data) return <Waiting query={method} />
  const now: JsonObject = { ...query.data, ...changed }
  const names = Object.keys(changed)
  return (
    <Panel title={t('tab.settings')} about={t('settings.about')}>
      <SchemaFields
        schema={method.data.body ?? { type: 'object' }}
        value={now}
        onChange={(next) => setChanged(differences(query.data, next))}
      />
      <Group justify="space-between" mt="lg">
        <Stack gap={0}>
          <Text size="sm" c="dimmed">
            {names.length === 0 ? t('settings.unchanged') : t('settings.changed', { names: names.join(', ') })}
          </Text>
        </Stack>
        <Group gap="xs">
          <Button variant="default" disabled={names.length === 0} onClick={() => setChanged({})}>
            {t('ui.cancel')}
          </Button>
          <Button disabled={names.length === 0} loading={save.isPending} onClick={() => save.mutate(changed)}>
            {t('ui.save')}
          </Button>
        </Group>
      </Group>
    </Panel>
  )
}

function differences(kept: object, next: JsonObject): JsonObject {
  const old = new Map<string, unknown>(Object.entries(kept))
  return Object.fromEntries(
    Object.entries(next).filter(([name, value]) => value !== undefined && old.get(name) !== value),
  )
}
