import { notifications } from '@mantine/notifications'
import { QueryClient, useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { ApiError, call, callInstance, searchOf, type Input, type InstanceKey, type Reply } from './api.ts'
import type { Methods } from './gen/client.ts'
import { toldOf } from './i18n/failure.ts'
import { useLive } from './live.ts'

type Name = keyof Methods

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // what the gateway refuses it refuses again
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status === 429),
      placeholderData: (previous: unknown) => previous,
    },
  },
})

interface AskOptions {
  enabled?: boolean
}

/** What a GET method of the console answers; asked again when something watched changes. */
export function useCall<N extends Name>(name: N, input?: Input<N>, options: AskOptions = {}): UseQueryResult<Reply<N>> {
  return useQuery({ queryKey: [name, input ?? {}], queryFn: () => call(name, input), ...options })
}

/** The same of a method that can be watched: what it says next takes the place of what it said. */
export function useLiveCall<N extends 'getFleet' | 'getMessageVolume' | 'getNight' | 'getSupportBridge'>(
  name: N,
  input?: Input<N>,
): UseQueryResult<Reply<N>> {
  useLive(name, searchOf(input ?? {}).slice(1), (told) => queries.setQueryData([name, input ?? {}], told))
  return useCall(name, input)
}

/** A living instance of the account with its token; undefined when there is none. */
export function useInstance(idInstance: number) {
  const query = useCall('getInstanceList', { search: String(idInstance), limit: 5 })
  return { query, instance: query.data?.instances.find((one) => one.idInstance === idInstance) }
}

/** What a method of an instance answers. */
export function useInstanceCall<N extends Name>(
  key: InstanceKey,
  name: N,
  input?: Input<N>,
  options: AskOptions = {},
): UseQueryResult<Reply<N>> {
  return useQuery({
    queryKey: ['instance', key.idInstance, name, input ?? {}],
    queryFn: () => callInstance(key, name, input),
    ...options,
  })
}

/** Something that changes what is shown: all of it is asked again afterwards, and a failure is told. */
export function useAct<I, O>(act: (input: I) => Promise<O>, after?: (reply: O) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: async (reply) => {
      after?.(reply)
      await client.invalidateQueries()
    },
    onError: tellFailure,
  })
}

/** The same of one method. */
export function useDo<N extends Name>(name: N, after?: (reply: Reply<N>) => void) {
  return useAct((input: Input<N>) => call(name, input), after)
}

/** The same for a method of an instance. */
export function useInstanceDo<N extends Name>(key: InstanceKey, name: N, after?: (reply: Reply<N>) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: Input<N>) => callInstance(key, name, input),
    onSuccess: async (reply) => {
      after?.(reply)
      await client.invalidateQueries({ queryKey: ['instance', key.idInstance] })
    },
    onError: tellFailure,
  })
}

/** Shows a failure where no place on the page is its own. */
export function tellFailure(error: Error): void {
  const { code, sentence, advice } = toldOf(error)
  notifications.show({ color: 'red', title: code, message: `${sentence} ${advice}`, autoClose: 10_000 })
}

export function tellDone(message: string): void {
  notifications.show({ color: 'teal', message })
}
