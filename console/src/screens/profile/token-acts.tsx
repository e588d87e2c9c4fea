import { Button, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Typed } from '../../ui/typed.tsx'
import { PasswordField } from '../../ui/visitor-card.tsx'
import { useDo } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import type { Token } from './token.ts'

interface ActProps {
  token: Pick<Token, 'id' | 'name'>
  close: () => void
}

type Showing = ActProps & { made: (value: string) => void }

/** Shows the value of a token for the first and last time, to an owner who proves to be one. */
export function Reveal({ token, close, made }: Showing) {
  const { t } = useTranslation()
  const { person } = useSession()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const reveal = useDo('revealPartnerToken', ({ partnerToken }) => made(partnerToken))
  return (
    <Modal opened onClose={close} title={t('token.reveal')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          reveal.mutate({ id: token.id, password, ...(code === '' ? {} : { code }) })
        }}
      >
        <Stack>
          <Text size="sm">{t('token.revealAbout')}</Text>
          <PasswordField
            required={false}
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {person.codes && (
            <TextInput
              label={t('visitor.code')}
              inputMode="numeric"
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          )}
          <Button type="submit" disabled={password === ''} loading={reveal.isPending}>
            {t('token.reveal')}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}

/** Puts a new value in the place of a token; both work for the overlap. */
export function Rotate({ token, close, made }: Showing) {
  const { t } = useTranslation()
  const [hours, setHours] = useState<number | string>(24)
  const rotate = useDo('rotatePartnerToken', ({ partnerToken }) => made(partnerToken))
  return (
    <Modal opened onClose={close} title={t('token.rotate')}>
      <Stack>
        <Text size="sm">{t('token.rotateAbout')}</Text>
        <NumberInput label={t('token.overlap')} min={0} max={720} value={hours} onChange={setHours} />
        <Button loading={rotate.isPending} onClick={() => rotate.mutate({ id: token.id, overlapHours: Number(hours) })}>
          {t('token.rotate')}
        </Button>
      </Stack>
    </Modal>
  )
}

/** Ends a token, once its name is typed. */
export function Revoke({ token, close }: ActProps) {
  const { t } = useTranslation()
  const revoke = useDo('revokePartnerToken', close)
  return (
    <Modal opened onClose={close} title={t('danger.sure')}>
      <Stack>
        <Text size="sm">{t('token.revokeAbout')}</Text>
        <Typed
          what={token.name}
          word={t('token.revoke')}
          busy={revoke.isPending}
          act={() => revoke.mutate({ id: token.id })}
        />
      </Stack>
    </Modal>
  )
}
