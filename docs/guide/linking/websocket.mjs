// Links an instance over the websocket (npm install ws): node websocket.mjs <apiUrl> <idInstance> <apiTokenInstance> [file.png]
import { writeFileSync } from 'node:fs'
import { WebSocket } from 'ws'

const [api, id, token, file = 'qr.png'] = process.argv.slice(2)

const socket = new WebSocket(`${api}/waInstance${id}/scanqrcode/${token}`.replace(/^http/, 'ws'))
socket.addEventListener('message', ({ data }) => {
  const { type, message } = JSON.parse(data)
  if (type === 'qrCode') {
    writeFileSync(file, Buffer.from(message, 'base64'))
    console.log(`scan ${file}`)
  } else if (type === 'alreadyLogged') {
    console.log('linked')
  } else {
    // timeout after 100 seconds, passkeyRequired, error
    console.error(`${type}: ${message}`)
    process.exitCode = 1
  }
})
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
