"""Whole records right, faults seen and needless alarms of several address parsers on the cases of `crates/yidan-address/tests/cases`.

`address_score.py CASES.json ANSWERS.jsonl...`: one table per answer file. A record is whole when every field that its case asks for is
right and nothing is flagged that would stop it; a faulty record is whole when its fault is flagged and the other fields are right.
Ways of writing that mean the same count as the same, so that no parser loses by its conventions: short and full names of provinces and
cities, separators, a municipality written as 市辖区, a county in the place of its city, a town beside or inside the detail.
"""

import json
import re
import sys
import unicodedata
from collections import Counter

FIELDS = ["name", "phone", "province", "city", "district", "detail"]
# Remarks that stop no parcel, in case a parser gives no severities.
REMARKS = {"renamed", "zone", "landline", "virtual_number", "non_mainland", "second_phone", "duplicate_removed", "note_extracted"}
PEOPLES = "壮族 回族 维吾尔 土家族 苗族 布依族 侗族 藏族 羌族 彝族 白族 傣族 景颇族 哈尼族 傈僳族 蒙古族 蒙古 朝鲜族 哈萨克 柯尔克孜 各族 黎族 瑶族".split()
NO_CITY = {"", "市辖区", "县", "直辖区", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖", "直辖县"}


def narrow(text):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))


def letters(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text or "") if c.isalnum()).lower()


def short(name):
    name = narrow(name)
    for region in ("内蒙古", "广西", "西藏", "宁夏", "新疆"):
        if name.startswith(region) and name.endswith("自治区"):
            return region
    for ending in ("特别行政区", "自治州", "地区", "省", "市", "盟", "州"):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            name = name[: -len(ending)]
            if ending in ("自治州", "州"):
                again = True
                while again:
                    again = False
                    for people in PEOPLES:
                        if name.endswith(people) and len(name) - len(people) >= 2:
                            name, again = name[: -len(people)], True
            return name
    return name


def number(text, ext=""):
    text = re.sub(r"^\(?(\+|00)?86\)?[\s-]*(?=1\d{10}|0\d)", "", unicodedata.normalize("NFKC", text or ""))
    return re.sub(r"\D", "", text) + re.sub(r"\D", "", ext or "")


def fields_right(case, got):
    truth, accept = case["truth"], case["accept"]
    also = lambda key: [truth[key], *accept.get(key, [])]
    province, city, district = (narrow(got.get(k)) for k in ("province", "city", "district"))
    right = {
        "name": letters(got.get("name")) in map(letters, also("name")),
        "phone": number(got.get("phone"), got.get("ext")) in map(number, also("phone")),
        "province": short(province) == short(truth["province"]),
        "city": short(city) in map(short, also("city")),
        "district": district in map(narrow, also("district")),
    }
    street, detail, moved = got.get("street") or "", got.get("detail") or "", ""
    if truth["province"] == truth["city"] or case["kind"] == "municipality_district":
        right["city"] = right["city"] or city in NO_CITY
    if case["kind"] == "direct_county":
        county = narrow(truth["district"] or truth["city"])
        right["city"] = (city == county or city in NO_CITY) and county in (city, district)
        right["district"] = (district == county or district in NO_CITY) and county in (city, district)
    if case["kind"] == "city_no_district":
        if district in ("", "市辖区", narrow(truth["city"])):
            right["district"] = True
        elif letters(truth["street"] + truth["detail"]).startswith(letters(re.sub(r"(街道|镇|区)$", "", district))):
            right["district"], moved = True, district
    wanted = {letters(d) for d in also("detail")} | {letters(truth["street"] + d) for d in also("detail")}
    written = {letters(detail), letters(street + detail), letters(moved + detail)}
    right["detail"] = bool(wanted & written)
    return right


def alarms(case, got):
    optional = set()
    if not case["must_flag"]:
        for field in ("name", "phone", "district", "detail"):
            if field not in case["score"] or (field == "detail" and not case["truth"]["detail"]):
                optional.add(field + "_missing")
        if "detail_missing" in optional:
            optional.add("detail_too_short")
    flags = [f if isinstance(f, dict) else {"code": f} for f in got.get("flags") or []]
    return [f["code"] for f in flags if f.get("severity") != "info" and f["code"] not in REMARKS | optional]


def table(cases, answers, system):
    total, kinds = Counter(), {}
    for case in cases:
        got = answers.get(case["id"], {})
        right, raised, must = fields_right(case, got), alarms(case, got), case["must_flag"]
        fields = all(right[f] for f in case["score"])
        seen = bool(must) and any(code in must["accept_codes"] for code in raised)
        whole = (fields and seen or bool(must.get("or_correct")) and all(right.values())) if must else fields and not raised
        kind = kinds.setdefault(case["category"], Counter())
        only_address = "name" not in case["score"] and not must
        for count in (total, kind):
            count["n"] += 1
            count["whole"] += whole
            count["faulty" if must else "valid"] += 1
            count["seen"] += seen
            count["needless"] += not must and bool(raised)
            count["valid_whole"] += not must and not only_address and whole
            count["valid_asked"] += not must and not only_address
            regions = [right[f] for f in ("province", "city", "district") if f in case["score"]]
            count["region"] += bool(regions) and all(regions)
            count["region_asked"] += bool(regions)
            for field in FIELDS:
                if field in case["score"]:
                    count[field] += right[field]
                    count[field + "_asked"] += 1
    share = lambda of, all_of: f"{100 * of / all_of:5.1f}" if all_of else "    –"
    print(f"\n{system}")
    print(f"{'':18}{'n':>5} " + " ".join(f"{f[:5]:>5}" for f in FIELDS) + "  regn  seen false whole")
    for name, k in [*kinds.items(), ("all", total)]:
        cells = [share(k[f], k[f + "_asked"]) for f in FIELDS]
        cells += [share(k["region"], k["region_asked"]), share(k["seen"], k["faulty"]), share(k["needless"], k["valid"]), share(k["whole"], k["n"])]
        print(f"{name:18}{k['n']:5} " + " ".join(cells))
    return (system, share(total["valid_whole"], total["valid_asked"]), share(total["whole"], total["n"]), share(total["seen"], total["faulty"]),
            share(total["needless"], total["valid"]), share(total["region"], total["region_asked"]))


def main():
    cases = json.load(open(sys.argv[1], encoding="utf-8"))["cases"]
    rows = []
    for path in sys.argv[2:]:
        lines = [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
        about = next((line["about"] for line in lines if "about" in line), {"system": path, "per_second": None})
        rows.append((*table(cases, {line["id"]: line for line in lines if "id" in line}, about["system"]), about["per_second"]))
    print(f"\n{'':34}whole (valid)  whole (all)  faults seen  false alarms  region  records/s")
    for system, valid, whole, seen, false, region, speed in rows:
        print(f"{system:34}{valid:>13} {whole:>12} {seen:>12} {false:>13} {region:>7} {'' if speed is None else f'{speed:,.0f}':>10}")


main()
