import { useEffect, useState, type ComponentType, type ReactNode } from 'react'
import { ApiError } from '../api.ts'
import { Loading, Problem } from './parts.tsx'

/** An upgraded gateway has its files under other names. */
const GONE = new ApiError(0, 'screenUnavailable', 'This part of the console could not be fetched.')

/**
 * A part of the console that is fetched when it is first drawn; `waiting` stands in its place. React's own `lazy` keeps
 * what it once showed as waiting there for 300 ms, which made every first visit of a screen slow.
 */
export function onDemand<P extends object>(
  load: () => Promise<ComponentType<P>>,
  waiting: ReactNode = <Loading />,
): ComponentType<P> {
  let fetched: ComponentType<P> | undefined
  return function OnDemand(props: P) {
    const [View, setView] = useState(() => fetched)
    const [failed, setFailed] = useState(false)
    useEffect(() => {
      if (fetched) return
      load().then(
        (view) => {
          fetched = view
          setView(() => view)
        },
        () => setFailed(true),
      )
    }, [])
    if (failed) return <Problem error={GONE} again={() => location.reload()} />
    return View ? <View {...props} /> : waiting
  }
}
