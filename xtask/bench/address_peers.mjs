// The peers of `crates/yidan-address` on Node.js: `address_peers.mjs FOLDER CASES.json PACKAGE OUT.jsonl`, with the packages installed in FOLDER.
// Answers the cases in the shape that address_score.py reads; the rate counts the parsing alone.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [folder, file, name, out] = process.argv.slice(2)
const require = createRequire(join(folder, 'package.json'))
const loaded = require(name)
const version = require(`${name}/package.json`).version
const cases = JSON.parse(readFileSync(file, 'utf8')).cases
console.log = () => {}

const read = {
  'zh-address-parse': (text) => {
    const it = (loaded.default ?? loaded)(text, { type: 0, textFilter: [], nameMaxLength: 4 })
    return { name: it.name, phone: it.phone, province: it.province, city: it.city, district: it.area, detail: it.detail }
  },
  'address-parse': (text) => {
    const it = (loaded.default ?? loaded).parse(text, false)[0] ?? {}
    return { name: it.name, phone: it.mobile || it.phone, province: it.province, city: it.city, district: it.area, detail: it.details }
  },
}[name]

const answer = (text) => {
  try {
    return read(text)
  } catch {
    return {}
  }
}
const answers = cases.map((one) => ({ id: one.id, ...answer(one.input) }))
const began = process.hrtime.bigint()
const rounds = 3
for (let round = 0; round < rounds; round++) for (const one of cases) answer(one.input)
const seconds = Number(process.hrtime.bigint() - began) / 1e9
const about = { system: `${name} ${version} (npm)`, per_second: (rounds * cases.length) / seconds }
writeFileSync(out, [{ about }, ...answers].map((line) => JSON.stringify(line)).join('\n') + '\n')
