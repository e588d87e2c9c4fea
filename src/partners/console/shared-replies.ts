import { Type } from 'typebox'

export const Switched = Type.Object({ account: Type.Union([Type.String(), Type.Null()]) })

/** Milliseconds as the whole seconds that answers of ours carry. */
export const seconds = (at: number): number => Math.floor(at / 1000)

/** The same of a time that may be none. */
export const secondsOrNull = (at: number | null): number | null => (at === null ? null : seconds(at))

export const Seconds = Type.Integer({ description: 'Seconds since 1970.' })

export const SecondsOrNull = Type.Union([Type.Integer(), Type.Null()], { description: 'Seconds since 1970, or null.' })
