"""The peer of `crates/yidan-address` in Python: `address_jionlp.py CASES.json OUT.jsonl`; needs the package jionlp.

It reads addresses and numbers and knows no names, so its records with a name cannot be whole; its region and detail count all the same.
"""

import contextlib
import io
import json
import sys
import time

with contextlib.redirect_stdout(io.StringIO()):
    import jionlp


def read(text):
    phones = jionlp.extract_phone_number(text)
    rest = text.replace(phones[0], " ") if phones else text
    found = jionlp.parse_location(rest, town_village=False)
    keys = {"province": "province", "city": "city", "district": "county", "detail": "detail"}
    return {"phone": phones[0] if phones else "", **{ours: found.get(theirs) or "" for ours, theirs in keys.items()}}


def answer(text):
    try:
        return read(text)
    except Exception:
        return {}


def main():
    cases = json.load(open(sys.argv[1], encoding="utf-8"))["cases"]
    with contextlib.redirect_stdout(io.StringIO()):
        answer(cases[0]["input"])
        began = time.perf_counter()
        answers = [{"id": case["id"], **answer(case["input"])} for case in cases]
        seconds = time.perf_counter() - began
    about = {"system": f"jionlp {jionlp.__version__} (PyPI)", "per_second": len(cases) / seconds}
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        for line in [{"about": about}, *answers]:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


main()
