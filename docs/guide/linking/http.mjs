// Links an instance over plain HTTP: node http.mjs <apiUrl> <idInstance> <apiTokenInstance> [file.png]
import { writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

const [api, id, token, file = 'qr.png'] = process.argv.slice(2)

let shown = ''
for (;;) {
  const answer = await fetch(`${api}/waInstance${id}/qr/${token}`)
  if (answer.status === 429) {
    await pause(1000)
    continue
  }
  if (!answer.ok) throw new Error(`qr: ${answer.status} ${await answer.text()}`)
  const { type, message } = await answer.json()
  if (type === 'alreadyLogged') break
  if (type === 'passkeyRequired') throw new Error(message)
  if (type === 'qrCode' && message !== shown) {
    shown = message
    await writeFile(file, Buffer.from(message, 'base64'))
    console.log(`scan ${file}`)
  }
  await pause(1000)
}
console.log('linked')
