import '@mantine/spotlight/styles.css'
import { ActionIcon } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { IconDeviceMobileMessage, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useCall } from './queries.ts'
import { SCREENS } from './screens.ts'
import { useSession } from './session.tsx'

/** Search by keyboard (Ctrl or Cmd with K): screens and instances. */
export function Finder() {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const session = useSession()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text, 200)
  const found = useCall('getInstanceList', { search, limit: 6 }, { enabled: session.account !== null && search !== '' })
  const screens = SCREENS.flatMap(({ path, word, icon: Mark, may }) =>
    word && may(session)
      ? [
          {
            id: path,
            label: t(`nav.${word}`),
            leftSection: Mark && <Mark size={18} />,
            onClick: () => go(path.replace(/\/:.*/, '')),
          },
        ]
      : [],
  )
  const instances = (search === '' ? [] : (found.data?.instances ?? [])).map(({ idInstance, name, stateInstance }) => ({
    id: String(idInstance),
    label: name,
    description: `${idInstance} · ${stateInstance}`,
    keywords: [search, String(idInstance)],
    leftSection: <IconDeviceMobileMessage size={18} />,
    onClick: () => go(`/instances/${idInstance}`),
  }))
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('nav.search')} onClick={spotlight.open}>
        <IconSearch size={20} />
      </ActionIcon>
      <Spotlight
        actions={[...screens, ...instances]}
        shortcut={['mod + K', '/']}
        query={text}
        onQueryChange={setText}
        nothingFound={t('nav.nothing')}
        searchProps={{
          placeholder: t('nav.searchFor'),
          leftSection: <IconSearch size={18} />,
          'aria-label': t('nav.search'),
        }}
      />
    </>
  )
}
