// Draws every size of the app icon from icon.svg with the Chromium of this machine: `node icons/make.mjs` after `npm ci` in ui/.
// The containers .ico and .icns hold the PNG files as they are, so no other program is needed.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { chromium } = createRequire(join(here, '../ui/package.json'))('@playwright/test');
const svg = readFileSync(join(here, 'icon.svg'), 'utf8');

/** PNG bytes, RGBA, of `px` by `px`. */
async function draw(page, px) {
  await page.setViewportSize({ width: px, height: px });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${px}px;height:${px}px}</style>${svg}`);
  return page.screenshot({ omitBackground: true, type: 'png' });
}

function ico(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ px, png }, i) => {
    const at = 6 + 16 * i;
    head.writeUInt8(px % 256, at);
    head.writeUInt8(px % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

function icns(images) {
  const parts = images.map(({ type, png }) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
const png = {};
for (const px of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) png[px] = await draw(page, px);
await browser.close();

for (const [name, px] of [
  ['32x32.png', 32],
  ['128x128.png', 128],
  ['128x128@2x.png', 256],
  ['256x256.png', 256],
  ['512x512.png', 512],
])
  writeFileSync(join(here, name), png[px]);
writeFileSync(join(here, 'icon.ico'), ico([16, 24, 32, 48, 64, 256].map((px) => ({ px, png: png[px] }))));
writeFileSync(
  join(here, 'icon.icns'),
  icns([
    ['icp4', 16],
    ['ic11', 32],
    ['ic12', 64],
    ['ic07', 128],
    ['ic13', 256],
    ['ic08', 256],
    ['ic14', 512],
    ['ic09', 512],
    ['ic10', 1024],
  ].map(([type, px]) => ({ type, png: png[px] }))),
);
