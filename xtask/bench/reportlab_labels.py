"""The peer of `crates/yidan-labels/examples/speed.rs`: the same 76x130 mm label drawn with ReportLab and the same font.

Prints one line of JSON. `reportlab_labels.py [COUNT] [OUT.pdf]`; needs the package reportlab. Positions and sizes are those of
`assets/labels/own-76x130.toml`; texts that may be too wide are measured and shrunk, the address is wrapped, as the template does.
"""

import io
import json
import resource
import sys
import time
from pathlib import Path

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCode
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parents[2]
FONT = "NotoSansSC"
WIDTH, HEIGHT = 76 * mm, 130 * mm
WORDS = "样例示范花园街道大厦小区新城国际广场工业园科技产业杯袜桌椅灯壶伞巾被枕箱包鞋帽衣裤裙表镜梳刷盒罐瓶碗盘"
CITIES = ["广东省深圳市", "浙江省杭州市", "上海市", "北京市", "四川省成都市", "湖北省武汉市", "陕西省西安市", "江苏省苏州市"]
MASK = (1 << 64) - 1


def words(seed, count):
    return "".join(WORDS[((((seed * 2654435761) & MASK) + i * 40503 & MASK) >> 7) % len(WORDS)] for i in range(count))


def order(n):
    city = CITIES[n % 8]
    return {
        "no": f"2026112200{n:08}",
        "waybill": f"731{n:011}",
        "route": f"{300 + n % 500}-A{n % 997:03}-{n % 89:02} {n % 751:03}",
        "bag": f"集 {city}转运中心",
        "receiver": f"{words(n, 1)}*{words(n, 3)[-1]}  199******{n % 100:02}",
        "address": f"{city}示例区{words(n, 3)}路{n % 300 + 1}号{words(n + 5, 4)}2栋****",
        "batch": f"B12-{n:03}",
        "notes": [f"备注：红旗 {words(n + 11, 8)}", f"买家：{words(n + 9, 12)}"],
        "items": [(f"{words(n * 3 + i, 8)} {words(n + i, 1)}色 {i + 36}号", n % 3 + 1) for i in range(n % 3 + 1)],
    }


class Label:
    def __init__(self, canvas):
        self.canvas = canvas

    def text(self, x, baseline, text, size, width, bold=False, align="left"):
        """One line, shrunk to its width."""
        wide = pdfmetrics.stringWidth(text, FONT, size)
        if wide > width * mm:
            size *= width * mm / wide
            wide = width * mm
        x = {"left": x * mm, "right": (x + width) * mm - wide, "center": (x + width / 2) * mm - wide / 2}[align]
        run = self.canvas.beginText(x, HEIGHT - baseline * mm)
        run.setFont(FONT, size)
        if bold:
            self.canvas.setLineWidth(size * 0.035)
            run.setTextRenderMode(2)
        run.textOut(text)
        if bold:
            run.setTextRenderMode(0)
        self.canvas.drawText(run)

    def wrapped(self, x, baseline, text, size, width, bold=False):
        line, wide = "", 0.0
        for letter in text:
            step = pdfmetrics.stringWidth(letter, FONT, size)
            if wide + step > width * mm:
                self.text(x, baseline, line, size, width, bold)
                baseline, line, wide = baseline + size * 1.2 / mm, "", 0.0
            line, wide = line + letter, wide + step
        self.text(x, baseline, line, size, width, bold)

    def bars(self, value, top, height, module, centre):
        code = Code128(value, barWidth=module * mm, barHeight=height * mm, quiet=False)
        code.drawOn(self.canvas, centre * mm - code.width / 2, HEIGHT - (top + height) * mm)

    def block(self, x, y, width, height):
        self.canvas.rect(x * mm, HEIGHT - (y + height) * mm, width * mm, height * mm, stroke=0, fill=1)

    def draw(self, o):
        self.text(3, 9.2, "样例快递 标快", 16, 40, bold=True)
        self.text(53, 6.9, "1/1", 12, 20, bold=True, align="right")
        self.text(53, 10.4, "2026-11-22 10:02", 7, 20, align="right")
        for y, high in ((12, 0.375), (49.25, 0.25), (70.75, 0.25), (122.75, 0.25)):
            self.block(2, y, 72, high)
        self.bars(o["waybill"], 13.5, 14, 0.375, 38)
        self.text(3, 31.4, o["waybill"], 10, 70, align="center")
        self.text(3, 41, o["route"], 28, 70, bold=True)
        self.text(3, 47.4, o["bag"], 14, 33, bold=True)
        self.canvas.setLineWidth(0.7)
        self.canvas.rect(3 * mm, HEIGHT - 56.8 * mm, 6.4 * mm, 6.4 * mm)
        self.canvas.rect(3.6 * mm, HEIGHT - 69.9 * mm, 5.2 * mm, 5 * mm)
        self.text(3, 55, "收", 11, 6.4, bold=True, align="center")
        self.text(3.6, 68.4, "寄", 8, 5.2, align="center")
        self.text(10.5, 54.3, o["receiver"], 12, 62.5, bold=True)
        self.wrapped(10.5, 58.8, o["address"], 10, 62.5, bold=True)
        self.wrapped(10.5, 67, "示例小店  0571-******00  浙江省杭州市示例区样例路1号样例园区3号楼", 7.5, 62.5)
        self.bars(o["waybill"], 72, 7, 0.25, 26)
        self.text(51, 77, o["batch"], 13, 22, bold=True, align="right")
        for i, (name, qty) in enumerate(o["items"]):
            self.text(3, 84.4 + i * 4.5, name, 10.5, 40)
            self.text(44, 84.4 + i * 4.5, f"×{qty}", 10.5, 8, bold=True, align="right")
        QrCode(o["no"], qrLevel="M", width=14.5 * mm, height=14.5 * mm, qrBorder=0).drawOn(self.canvas, 56.5 * mm, HEIGHT - 96.5 * mm)
        self.text(54, 102.8, f"共 {sum(q for _, q in o['items'])} 件", 10, 19, bold=True, align="center")
        self.text(54, 107.6, "示例小店", 9, 19, align="center")
        for i, note in enumerate(o["notes"]):
            self.text(3, 111.4 + i * 3.8, note, 9, 49)
        self.text(3, 126.5, f"单 {o['no']}", 7.5, 46)
        self.text(50, 126.5, "自打 已验视", 9, 23, bold=True, align="right")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    out = open(sys.argv[2], "wb") if len(sys.argv) > 2 else io.BytesIO()
    started = time.perf_counter()
    pdfmetrics.registerFont(TTFont(FONT, str(ROOT / "assets/fonts/NotoSansSC-Regular.ttf")))
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    label = Label(canvas)
    for n in range(1, count + 1):
        label.draw(order(n))
        canvas.showPage()
    canvas.save()
    size = out.tell()
    seconds = time.perf_counter() - started
    print(json.dumps({
        "what": "labels", "backend": "ReportLab", "labels": count, "pages": count, "seconds": round(seconds, 3),
        "labels_per_second": round(count / seconds), "bytes": size, "bytes_per_label": round(size / count),
        "peak_rss_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }))


if __name__ == "__main__":
    main()
