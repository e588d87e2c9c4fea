import { useTranslation } from 'react-i18next'
import { ask, call } from '../api.ts'
import { PageHead, Panel } from '../ui/parts.tsx'
import { SupportChat, type SupportSide } from '../ui/support-chat.tsx'

const TALK: SupportSide = {
  side: 'account',
  key: ['own'],
  watch: 'watchSupportChat',
  query: '',
  page: (before) => call('getSupportChat', before === undefined ? {} : { before }),
  say: (text) => call('sendSupportMessage', { text }),
  sayFile: (form) => ask('/console/api/sendSupportFile', 'POST', form),
  read: (seq) => call('readSupportChat', { seq }),
}

/** The chat of the account with those who run the installation. */
export function Support() {
  const { t } = useTranslation()
  return (
    <>
      <PageHead title={t('nav.support')} about={t('support.about')} />
      <Panel>
        <SupportChat talk={TALK} />
      </Panel>
    </>
  )
}
