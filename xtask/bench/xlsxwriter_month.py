"""The peer of `crates/yidan-sheets/examples/month_speed.rs`: the same rows and columns with XlsxWriter in constant memory.

Prints one line of JSON. `xlsxwriter_month.py [ORDERS] [OUT.xlsx]`; needs the package XlsxWriter. Only the long tables are written
(order rows with their totals, refunds, goods); the summary with its formulas is left out, in favour of this side.
"""

import json
import os
import resource
import sys
import tempfile
import time

import xlsxwriter

MONTH_START_MS = 1_793_462_400_000
STATES = ["待审核", "已打单", "运输中", "已完成", "已取消"]
PROVINCES = [("广东省", "深圳市"), ("浙江省", "杭州市"), ("四川省", "成都市"), ("湖北省", "武汉市")]
HEADS = ["店铺号", "平台", "店铺", "订单号", "状态", "平台状态", "下单时间", "付款时间", "发货时间", "完成时间", "件数", "应收", "实付",
         "运费", "退款", "退款状态", "快递", "运单号", "省", "市", "标记", "买家留言", "卖家备注"]
FORMATS = {3: "@", 6: "yyyy-mm-dd hh:mm:ss", 7: "yyyy-mm-dd hh:mm:ss", 8: "yyyy-mm-dd hh:mm:ss", 9: "yyyy-mm-dd hh:mm:ss", 10: "0",
           11: "#,##0.00", 12: "#,##0.00", 13: "#,##0.00", 14: "#,##0.00", 17: "@"}


def serial(ms):
    return (ms + 28_800_000) / 86_400_000 + 25_569


def table(book, name, heads, formats):
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    for col, head in enumerate(heads):
        sheet.set_column(col, col, 14, formats.get(col))
        sheet.write_string(0, col, head, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def main():
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    path = sys.argv[2] if len(sys.argv) > 2 else os.path.join(tempfile.mkdtemp(), "month.xlsx")
    started = time.perf_counter()
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False})
    formats = {col: book.add_format({"num_format": code}) for col, code in FORMATS.items()}
    money = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
    sheet, sums, refunds = None, {}, []
    row, number, total = 1, 1, 0

    def end(sheet, row, sums):
        for col, fen in sums.items():
            letter = "ABCDEFGHIJKLMNOPQRSTUVW"[col]
            sheet.write_formula(row, col, f"=ROUND(SUM({letter}2:{letter}{row}),2)", money, fen / 100)
        sheet.autofilter(0, 0, row - 1, len(HEADS) - 1)

    for n in range(orders):
        if sheet is None or row >= 1_048_575:
            if sheet is not None:
                end(sheet, row, sums)
                number += 1
            sheet = table(book, "订单明细" if number == 1 else f"订单明细{number}", HEADS, formats)
            row, sums = 1, dict.fromkeys((11, 12, 13, 14), 0)
        at = MONTH_START_MS + n * 2_592_000_000 // orders
        paid = n * 7919 % 100_003 + 100
        refund = paid // 2 if n % 20 == 0 else 0
        province, city = PROVINCES[n % 4]
        platform, shop = ("样例平台" if n % 6 < 3 else "样例平台二"), f"示例{n % 6 + 1}店"
        order_no = f"26110100{n:010}"
        sheet.write_number(row, 0, n % 6 + 1)
        sheet.write_string(row, 1, platform)
        sheet.write_string(row, 2, shop)
        sheet.write_string(row, 3, order_no)
        sheet.write_string(row, 4, STATES[n % 5])
        sheet.write_string(row, 5, "交易成功")
        sheet.write_number(row, 6, serial(at))
        sheet.write_number(row, 7, serial(at + 60_000))
        sheet.write_number(row, 8, serial(at + 7_200_000))
        if n % 5 == 3:
            sheet.write_number(row, 9, serial(at + 90_000_000))
        sheet.write_number(row, 10, n % 3 + 1)
        for col, fen in ((11, paid), (12, paid - 50), (13, n % 5 * 100), (14, refund)):
            sheet.write_number(row, col, fen / 100)
            sums[col] += fen
        if refund:
            sheet.write_string(row, 15, "部分退款")
            refunds.append((n % 6 + 1, platform, shop, order_no, STATES[n % 5], at + 60_000, paid - 50, refund))
        sheet.write_string(row, 16, "样例快递")
        sheet.write_string(row, 17, f"731{n:011}")
        sheet.write_string(row, 18, province)
        sheet.write_string(row, 19, city)
        if n % 7 == 0:
            sheet.write_string(row, 21, "请尽快发货")
        sheet.write_string(row, 22, f"第{n % 400}批 样例备注")
        total += paid - 50
        row += 1
    if sheet is not None:
        end(sheet, row, sums)

    goods = table(book, "商品汇总", ["SKU 编码", "商品", "规格", "订单数", "件数", "金额", "退款"], {})
    for n in range(2_000):
        goods.write_row(n + 1, 0, [f"SKU-{n:05}", "样例货品", "白色 L", n % 300, n % 500, n * 1999 / 100, 0])
    out = table(book, "退款", ["店铺号", "平台", "店铺", "订单号", "状态", "付款时间", "实付", "退款"], {5: formats[6], 6: formats[11], 7: formats[11]})
    for i, r in enumerate(refunds, 1):
        out.write_number(i, 0, r[0])
        for col in (1, 2, 3, 4):
            out.write_string(i, col, r[col])
        out.write_number(i, 5, serial(r[5]))
        out.write_number(i, 6, r[6] / 100)
        out.write_number(i, 7, r[7] / 100)
    book.close()
    seconds = time.perf_counter() - started
    print(json.dumps({
        "what": "month", "writer": "XlsxWriter", "orders": orders, "seconds": round(seconds, 3), "rows_per_second": round(orders / seconds),
        "bytes": os.path.getsize(path), "peak_rss_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "sum_fen": total,
    }))


if __name__ == "__main__":
    main()
