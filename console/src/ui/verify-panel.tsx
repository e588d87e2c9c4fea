import { Alert, Button, Stack } from '@mantine/core'
import { IconCheck, IconShieldCheck } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { tellFailure } from '../queries.ts'
import { Panel } from './parts.tsx'

/** A box whose button recomputes something, and that says whether it is whole. */
export function VerifyPanel<T>(props: {
  title: string
  about: string
  word: string
  verify: () => Promise<T>
  /** What is said while it works. */
  progress?: ReactNode
  /** What is said when nothing is wrong; undefined: something is. */
  whole: (told: T) => string | undefined
  /** Each thing that is wrong. */
  faults: (told: T) => ReactNode
}) {
  const verify = useMutation({ mutationFn: props.verify, onError: tellFailure })
  const told = verify.data
  const whole = told === undefined ? undefined : props.whole(told)
  return (
    <Panel
      title={props.title}
      about={props.about}
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconShieldCheck size={14} />}
          loading={verify.isPending}
          onClick={() => verify.mutate()}
        >
          {props.word}
        </Button>
      }
    >
      <Stack gap="sm">
        {verify.isPending && props.progress}
        {whole !== undefined && <Alert color="teal.9" icon={<IconCheck />} title={whole} />}
        {told !== undefined && whole === undefined && props.faults(told)}
      </Stack>
    </Panel>
  )
}
