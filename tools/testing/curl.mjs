#!/usr/bin/env node
/** Stands in for curl where a machine has none: `-s -X verb -H header -d body|@- url`, which is what the banner uses. */
let [url, verb, body] = ['', 'GET', undefined]
const headers = {}
const words = process.argv.slice(2)
while (words.length > 0) {
  const word = words.shift()
  if (word === '-X') verb = words.shift()
  else if (word === '-d') body = words.shift()
  else if (word === '-H') {
    const [name, value] = words.shift().split(/:\s*/, 2)
    headers[name] = value
  } else if (word !== '-s') url = word
}
if (body === '@-') {
  const chunks = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  body = Buffer.concat(chunks)
}
const answer = await fetch(url, { method: verb, headers, body })
process.stdout.write(await answer.text())
