import { operatorMethod } from '../../console/console-method.ts'
import { UPKEEP_EXAMPLE, UpkeepView, upkeepView } from '../upkeep-view.ts'

/** How long things are kept, how far the rotation of keys is, and long work with its progress. */
export const getUpkeep = operatorMethod({
  name: 'getUpkeep',
  verb: 'GET',
  group: 'operator-upkeep',
  summary: 'How long things are kept, which key seals, and long work with its progress',
  reply: UpkeepView,
  example: { reply: UPKEEP_EXAMPLE },
  run: (_call, ports) => upkeepView(ports),
})
