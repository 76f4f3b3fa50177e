//! What single rows and their neighbours mean: small tables, and in short what must come out of them.

mod support;

use serde_json::Value;
use support::{profiles, read};

/// `number status refund paid items` for orders, `number kind amount` for lines, `!row reason cell` for refused rows, `~row why` for skipped ones.
fn short(found: &Value) -> Vec<String> {
    let list = |key: &str| found[key].as_array().cloned().unwrap_or_default();
    let text = |v: &Value| v.as_str().map_or_else(|| if v.is_null() { "-".to_owned() } else { v.to_string() }, str::to_owned);
    let mut out: Vec<String> = Vec::new();
    for o in list("orders") {
        let items = o["items"].as_array().map_or(0, Vec::len);
        out.push(format!(
            "{} {} {} {} {items}",
            text(&o["order_no"]),
            text(&o["status"]),
            text(&o["refund_state"]),
            text(&o["buyer_amount_fen"])
        ));
    }
    out.extend(list("lines").iter().map(|l| {
        let no = if l["order_no"].is_null() { &l["tracking_no"] } else { &l["order_no"] };
        format!("{} {} {}", text(no), text(&l["kind"]), text(&l["amount_fen"]))
    }));
    out.extend(list("rejected").iter().map(|r| {
        let cell = r["cell"]["address"].as_str().map(|a| format!(" {a}")).unwrap_or_default();
        format!("!{} {}{cell}", r["row"], text(&r["reason"]))
    }));
    out.extend(list("skipped").iter().map(|s| format!("~{} {}", s["row"], text(&s["why"]))));
    out
}

const PDD: &str = "订单号,订单状态,用户实付金额(元),商家实收金额(元),样式ID,售后状态,订单成交时间,商品,商品数量(件)";
const DOUYIN: &str = "主订单编号,子订单编号,选购商品,商家编码,商品数量,订单应付金额,订单状态,售后状态,订单提交时间,快递信息,支付完成时间";
const JD: &str = "订单号,商品ID,商品名称,订购数量,京东价,订单金额,结算金额,应付金额,下单帐号,订单状态,下单时间";
const FUND: &str = "动账时间,动账流水号,动账方向,动账金额,动账场景,订单号";
const ZTO: &str = "账单日期,运单号,结算重量,合计,目的省,运单发放";

fn check(name: &str, head: &str, rows: &[&str], want: &[&str]) {
    let text = format!("{head}\n{}", rows.join("\n"));
    let found = read(text.as_bytes(), &profiles(), None);
    assert_eq!(short(&found), want, "{name}: {}", found["platform"]);
}

#[test]
fn orders_of_one_row() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        (
            "words for refunds",
            &[
                "260501-1,已收货,10,10,1,退款成功,2026-05-01 10:00:00,茶,1",
                "260501-2,已取消,10,10,1,退款成功,,茶,1",
                "260501-3,待发货,10,10,1,售后处理中,,茶,1",
            ],
            &["260501-1 completed partial_or_full 1000 1", "260501-2 closed full 1000 1", "260501-3 to_ship in_progress 1000 1"],
        ),
        (
            "compound status words",
            &["260501-1,已签收，退款成功,10,10,1,退款成功,,茶,1", "260501-2,待发货，退款中,10,10,1,退款中,,茶,1"],
            &["260501-1 completed full 1000 1", "260501-2 to_ship in_progress 1000 1"],
        ),
        ("an unknown word is no success", &["260501-1,升仓中,10,10,1,无售后或售后取消,,茶,1"], &["260501-1 - none 1000 1"]),
        (
            "the same row twice",
            &["260501-1,待发货,10,10,1,,,茶,1", "260501-1,待发货,10,10,1,,,茶,1"],
            &["260501-1 to_ship none 1000 1", "!3 dup_row"],
        ),
        (
            "the number again",
            &["260501-1,待发货,10,10,1,,,茶,1", "260501-1,已收货,10,10,1,,,茶,1"],
            &["260501-1 to_ship none 1000 1", "!3 conflict"],
        ),
        (
            "a refused row does not hold its number",
            &["260501-1,待发货,待确认,10,1,,,茶,1", "260501-1,待发货,10,10,1,,,茶,1"],
            &["260501-1 to_ship none 1000 1", "!2 bad_money C2"],
        ),
        (
            "bad times",
            &[
                "260501-1,待发货,10,10,1,,2026-13-01 10:00:00,茶,1",
                "260501-2,待发货,10,10,1,,2026-06-31,茶,1",
                "260501-3,待发货,10,10,1,,明天,茶,1",
            ],
            &["!2 bad_time G2", "!3 bad_time G3", "!4 bad_time G4"],
        ),
        (
            "no number",
            &[",待发货,10,10,1,,2026-05-01 10:00:00,茶,1", "260501-2,待发货,10,10,1,,,茶,1", ",待发货,10,10,1,,,茶,1"],
            &["260501-2 to_ship none 1000 1", "!2 missing_key", "!4 missing_key"],
        ),
        (
            "numbers in powers of ten",
            &["5.12E+18,待发货,10,10,1,,,茶,1", "26051212E45678,待发货,10,10,1,,,茶,1"],
            &["26051212E45678 to_ship none 1000 1", "!2 damaged_number A2"],
        ),
        (
            "short and long records",
            &["260501-1,待发货,10", "260501-2,待发货,10,10,1,,,茶,1,多", "260501-3,待发货,10,10,1,,,茶,1,,"],
            &["260501-3 to_ship none 1000 1", "!2 bad_columns", "!3 bad_columns"],
        ),
        (
            "a writer that leaves out empty ends",
            &[
                "260501-1,待发货,10,10,1",
                "260501-2,待发货,10,10,1",
                "260501-3,待发货,10,10,1,,2026-05-01",
                "260501-4,待发货,10,10,1,,,茶,1",
            ],
            &[
                "260501-1 to_ship none 1000 0",
                "260501-2 to_ship none 1000 0",
                "260501-3 to_ship none 1000 0",
                "260501-4 to_ship none 1000 1",
            ],
        ),
        (
            "totals, blanks, a second header",
            &[
                "260501-1,待发货,10,10,1,,,茶,1",
                "",
                "订单号,订单状态,用户实付金额(元),商家实收金额(元),样式ID,售后状态,订单成交时间,商品,商品数量(件)",
                "260501-2,待发货,10,10,1,,,茶,1",
                "合计,,20,20,,,,,2",
                ",,,20,,,,,",
                "",
                "",
            ],
            &["260501-1 to_ship none 1000 1", "260501-2 to_ship none 1000 1", "~3 blank", "~4 header_again", "~6 total", "~7 total"],
        ),
        (
            "an open quote costs one row",
            &["260501-1,待发货,10,10,1,,,\"茶,1", "260501-2,待发货,10,10,1,,,茶,1"],
            &["260501-1 to_ship none 1000 1", "260501-2 to_ship none 1000 1"],
        ),
        (
            "quotes inside a cell are text, in front they hold line breaks",
            &["260501-1,待发货,10,10,1,,,5\"茶,1", "260501-2,待发货,10,10,1,,,\"茶\n\"\"叶\"\"\",1"],
            &["260501-1 to_ship none 1000 1", "260501-2 to_ship none 1000 1"],
        ),
        (
            "all long numbers end in zeros",
            &[
                "512780162540301000,待发货,10,10,1,,,茶,1",
                "512780162540302000,待发货,10,10,1,,,茶,1",
                "512780162540303000,待发货,10,10,1,,,茶,1",
                "5127,待发货,10,10,1,,,茶,1",
            ],
            &["5127 to_ship none 1000 1", "!2 damaged_number", "!3 damaged_number", "!4 damaged_number"],
        ),
        (
            "one sound number clears the file",
            &[
                "512780162540301000,待发货,10,10,1,,,茶,1",
                "512780162540302000,待发货,10,10,1,,,茶,1",
                "512780162540303000,待发货,10,10,1,,,茶,1",
                "512780162540303123,待发货,10,10,1,,,茶,1",
            ],
            &[
                "512780162540301000 to_ship none 1000 1",
                "512780162540302000 to_ship none 1000 1",
                "512780162540303000 to_ship none 1000 1",
                "512780162540303123 to_ship none 1000 1",
            ],
        ),
        (
            "two such numbers prove nothing",
            &["512780162540301000,待发货,10,10,1,,,茶,1", "512780162540302000,待发货,10,10,1,,,茶,1"],
            &["512780162540301000 to_ship none 1000 1", "512780162540302000 to_ship none 1000 1"],
        ),
    ];
    for (name, rows, want) in cases {
        check(name, PDD, rows, want);
    }
}

#[test]
fn orders_of_several_rows() {
    let cases: &[(&str, &str, &[&str], &[&str])] = &[
        (
            "rows apart, own money is added",
            DOUYIN,
            &["1,11,茶,A,1,10.00,已发货,-,,,", "2,21,茶,A,1,7.00,已发货,-,,,", "1,12,杯,B,1,5.50,已发货,-,,,"],
            &["1 shipped none 1550 2", "2 shipped none 700 1"],
        ),
        (
            "a gift decides nothing",
            DOUYIN,
            &[
                "1,11,茶,A,1,10.00,已完成,-,,,",
                "1,12,杯垫,G,1,0.00,已发货,退款成功,,,",
                "2,21,茶,A,1,10.00,已完成,-,,,",
                "2,22,杯垫,G,1,0.00,已关闭,-,,,",
            ],
            &["1 completed none 1000 2", "2 completed none 1000 2"],
        ),
        (
            "some shipped, some not",
            DOUYIN,
            &["1,11,茶,A,1,10.00,已发货,-,,,", "1,12,杯,B,1,5.00,待发货,-,,,"],
            &["1 part_shipped none 1500 2"],
        ),
        (
            "a closed part does not close the order",
            DOUYIN,
            &["1,11,茶,A,1,10.00,已完成,-,,,", "1,12,杯,B,1,5.00,已关闭,退款成功,,,"],
            &["1 completed partial_or_full 1500 2"],
        ),
        (
            "all parts closed",
            DOUYIN,
            &["1,11,茶,A,1,10.00,已关闭,退款成功,,,", "1,12,杯,B,1,5.00,已关闭,退款成功,,,"],
            &["1 closed full 1500 2"],
        ),
        (
            "joined items with a total that fits and one that does not",
            DOUYIN,
            &["1,11;12,茶;杯,A;B,2,15.00,已发货,-,,,", "2,21;22,茶;杯,A;B,5,15.00,已发货,-,,,"],
            &["1 shipped none 1500 2", "2 shipped none 1500 2"],
        ),
        (
            "an unquoted comma in a free text",
            DOUYIN,
            &["1,11,茶,A,1,10.00,已发货,-,2026-05-01 10:00:00,SF0000000001-顺丰速运,茶x1;,2026-05-01 10:01:00"],
            &["1 shipped none 1000 1"],
        ),
        (
            "too many cells that no text explains",
            DOUYIN,
            &[
                "1,11,茶,A,1,10.00,已发货,-,2026-05-01 10:00:00,,2026-05-01 10:01:00,x",
                "2,21,茶,叶,A,1,10.00,已发货,-,2026-05-01 10:00:00,,2026-05-01 10:01:00",
            ],
            &["!2 bad_columns", "!3 bad_columns"],
        ),
        (
            "money of the order repeats",
            JD,
            &[
                "'100,1,茶,1,30,60,60,58,x,完成,2026-05-01",
                "'200,1,茶,1,30,30,30,30,x,等待出库,2026-05-01",
                "'100,2,杯,1,30,60,60,58,x,完成,2026-05-01",
            ],
            &["100 completed - 5800 2", "200 to_ship - 3000 1"],
        ),
        (
            "the parent of a split order",
            JD,
            &[
                "100,1,茶,1,30,60,60,58,x,(删除)等待出库,2026-05-01",
                "101,1,茶,1,30,60,60,58,x,（删除）等待出库,2026-05-01",
                "102,1,茶,1,30,60,60,58,x,等待出库,2026-05-01",
            ],
            &["102 to_ship - 5800 1", "~2 parent_of_split", "~3 parent_of_split"],
        ),
        (
            "an equal row of an order",
            JD,
            &["100,1,茶,1,30,60,60,58,x,完成,2026-05-01", "100,1,茶,1,30,60,60,58,x,完成,2026-05-01"],
            &["100 completed - 5800 1", "!3 dup_row"],
        ),
    ];
    for (name, head, rows, want) in cases {
        check(name, head, rows, want);
    }
}

#[test]
fn lines_of_bills() {
    let cases: &[(&str, &str, &[&str], &[&str])] = &[
        (
            "the word decides the sign",
            FUND,
            &[
                "2026-05-01 10:00:00,'a1,入账,10.00,货款结算入账,'1",
                "2026-05-01 10:00:00,'a2,出账,10.00,提现,",
                "2026-05-01 10:00:00,'a3,出账,-3.00,消费者赔付,",
                "2026-05-01 10:00:00,'a4,冻结,1.00,提现,",
            ],
            &["1 goods 1000", "- withdraw -1000", "- compensation -300", "!5 bad_direction C5"],
        ),
        (
            "the same line number",
            FUND,
            &["2026-05-01 10:00:00,a1,入账,10.00,货款结算入账,1", "2026-05-01 10:00:00,a1,入账,10.00,货款结算入账,1"],
            &["1 goods 1000", "!3 dup_row"],
        ),
        (
            "line numbers that Excel cut",
            FUND,
            &["2026-05-01 10:00:00,2.02607E+27,入账,10.00,货款结算入账,6.9E+18", "2026-05-01 10:00:00,a2,入账,10.00,货款结算入账,6.9E+18"],
            &["- goods 1000", "!2 damaged_number B2"],
        ),
        ("an unknown scene is not guessed", FUND, &["2026-05-01 10:00:00,a1,出账,1.00,星际运输,"], &["- other -100"]),
        (
            "carrier lines",
            ZTO,
            &[
                "2026-05-01,78000000000001,0.35kg,2.80,浙江省,x",
                "2026-05-01,78000000000001,0.35kg,2.80,浙江省,x",
                "2026-05-01,78000000000002,1,-2.80,浙江省,x",
                "浙江小计,,2,2.80,,",
                "合计,,2,2.80,,",
                "2026-05-01,,1,2.80,浙江省,x",
                "2026-05-02,78000000000003,1,,浙江省,x",
            ],
            &["78000000000001 - 280", "78000000000002 - -280", "!3 dup_row", "!7 missing_key", "!8 bad_money D8", "~5 total", "~6 total"],
        ),
    ];
    for (name, head, rows, want) in cases {
        check(name, head, rows, want);
    }
}

#[test]
fn an_odd_word_is_told_once_with_its_row() {
    let text = format!("{PDD}\n260501-1,升仓中,10,10,1,,,茶,1\n260501-2,升仓中,10,10,1,,,茶,1\n260501-3,待发货,10,10,1,奇怪,,茶,1");
    let found = read(text.as_bytes(), &profiles(), None);
    let codes: Vec<(String, String, String)> = found["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| (f["code"].to_string(), f["facts"]["word"].to_string(), f["facts"]["row"].to_string()))
        .collect();
    let want = [("unknown_status", "升仓中", "2"), ("unknown_after_sale", "奇怪", "4")];
    assert_eq!(codes, want.map(|(c, w, r)| (format!("\"{c}\""), format!("\"{w}\""), format!("\"{r}\""))));
}
