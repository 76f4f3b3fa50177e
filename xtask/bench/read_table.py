"""The peer of `crates/yidan-sheets/examples/file_speed.rs`: the rows of one table, read with Python's csv or openpyxl in read-only mode.

`read_table.py FILE` prints `rows/s peak MB`, by processor time. Cells are only counted: nothing is recognised, checked or made into orders.
"""

import csv
import resource
import sys
import time

path = sys.argv[1]
start = time.process_time()
rows = cells = 0
if path.endswith(".csv"):
    with open(path, encoding="gb18030", newline="") as file:
        for row in csv.reader(file):
            rows += 1
            cells += len(row)
else:
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        rows += 1
        cells += len(row)
seconds = time.process_time() - start
print(f"{rows / seconds:.0f} rows/s {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
