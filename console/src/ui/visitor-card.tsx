import {
  Button,
  PasswordInput,
  type PasswordInputProps,
  PinInput,
  Stack,
  Text,
  TextInput,
  type TextInputProps,
  Title,
} from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'
import { Problem } from './parts.tsx'

/** A form with its button and its failure. */
export function Card(props: {
  title: string
  about?: ReactNode
  children: ReactNode
  /** What its button says. */
  word: string
  send: Pick<UseMutationResult, 'isPending' | 'error'>
  onSend: () => void
  below?: ReactNode
}) {
  const { isPending, error } = props.send
  const submit = (event: FormEvent) => {
    event.preventDefault()
    props.onSend()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <div>
          <Title order={2} size="h4">
            {props.title}
          </Title>
          {props.about !== undefined && (
            <Text size="sm" c="dimmed">
              {props.about}
            </Text>
          )}
        </div>
        {error && !isCodeNeeded(error) && <Problem error={error} />}
        {props.children}
        <Button type="submit" loading={isPending} fullWidth>
          {props.word}
        </Button>
        {props.below}
      </Stack>
    </form>
  )
}

const isCodeNeeded = (error: Error | null) => error instanceof ApiError && error.code === 'codeNeeded'

/** Asks for the code of the authenticator once the gateway has said that it wants one. */
export function CodeField({ error, onChange }: { error: Error | null; onChange: (code: string) => void }) {
  const { t } = useTranslation()
  if (!isCodeNeeded(error)) return null
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t('visitor.code')}
      </Text>
      <PinInput length={6} type="number" oneTimeCode autoFocus aria-label={t('visitor.code')} onChange={onChange} />
    </div>
  )
}

export function EmailField(props: TextInputProps) {
  const { t } = useTranslation()
  return <TextInput label={t('visitor.email')} type="email" required autoComplete="username" {...props} />
}

/** The password that somebody has already. */
export function PasswordField(props: PasswordInputProps) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={t('visitor.password')}
      required
      autoComplete="current-password"
      visibilityToggleButtonProps={{ 'aria-label': t('visitor.look') }}
      {...props}
    />
  )
}

export function NewPasswordField(props: PasswordInputProps) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={t('visitor.newPassword')}
      description={t('visitor.passwordAbout')}
      required
      minLength={10}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('visitor.look') }}
      {...props}
    />
  )
}
