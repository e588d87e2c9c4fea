import { useTranslation } from 'react-i18next'
import { call, type Input } from '../api.ts'
import { EVENT_TYPES } from '../gen/client.ts'
import { useCall } from '../queries.ts'
import { useIsOwner } from '../session.tsx'
import type { EndpointDesk } from '../ui/endpoints/desk.ts'
import { AddEndpoint, Endpoints } from '../ui/endpoints/endpoints.tsx'
import { PageHead } from '../ui/parts.tsx'

type Types = NonNullable<Input<'addEndpoint'>['types']>

/** What endpoints can hear of; `test` comes when it is asked for. */
const TYPES = EVENT_TYPES.filter((type) => type !== 'test')

function useDesk(): EndpointDesk {
  return {
    endpoints: useCall('getEndpoints'),
    types: TYPES,
    mayChange: useIsOwner(),
    add: ({ types, ...fields }) => call('addEndpoint', { ...fields, types: types as Types }),
    change: ({ types, ...fields }) => call('changeEndpoint', { ...fields, types: types as Types }),
    remove: (id) => call('removeEndpoint', { id }),
    rotate: (id) => call('rotateEndpointSecret', { id }),
    test: (id) => call('testEndpoint', { id }),
    logOf: (id) => `/webhooks/${id}`,
  }
}

/** Where the account is told what happens to it: endpoints, their health and their secrets. */
export function Webhooks() {
  const { t } = useTranslation()
  const desk = useDesk()
  return (
    <>
      <PageHead title={t('nav.webhooks')} about={t('hook.about')}>
        <AddEndpoint desk={desk} />
      </PageHead>
      <Endpoints desk={desk} none={t('hook.noneText')} />
    </>
  )
}
