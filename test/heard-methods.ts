import type { Method } from '../src/contract/method.ts'
import { breaches } from './contract-check.ts'

/** The same methods, each telling that it ran and what of its answer breaks its own schema or the contract. */
export function heardMethods(
  methods: readonly Method[],
  tell: (name: string, broken: readonly string[]) => void,
): Method[] {
  return methods.map((method) => {
    const { name, watch } = method
    const heard = <T>(reply: T): T => {
      tell(name, breaches(method, reply))
      return reply
    }
    return {
      ...method,
      async run(call, ports) {
        try {
          return heard(await method.run(call, ports))
        } catch (error) {
          tell(name, [])
          throw error
        }
      },
      ...(watch && {
        async *watch(call, ports) {
          for await (const frame of watch(call, ports)) yield heard(frame)
        },
      }),
    }
  })
}

/** The list with one method that only answers its documented example; the scenarios must notice (`npm run mutate`). */
export function withExample(methods: readonly Method[], name: string | undefined): readonly Method[] {
  if (name === undefined || name === '') return methods
  if (!methods.some((method) => method.name === name)) throw new Error(`there is no method ${name}`)
  return methods.map((method) => {
    if (method.name !== name) return method
    const answer = () => structuredClone(method.example.reply)
    return {
      ...method,
      run: () => Promise.resolve(answer()),
      ...(method.watch && {
        async *watch() {
          yield answer()
        },
      }),
    }
  })
}
