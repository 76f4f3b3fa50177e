//! Every number that was ever seen finds its order: now, replaced, of payments and refunds, merged away, with stars.

mod world;

use serde_json::{Value, json};
use world::World;

const TAOBAO: &str = "订单编号,支付单号,买家应付货款,订单状态,宝贝总数量,买家实付金额,收货人姓名,联系手机,收货地址,物流单号,物流公司,订单创建时间,订单付款时间";

fn import(w: &World, name: &str, text: &str) {
    let handle = w.put(name, format!("\u{feff}{text}").as_bytes());
    let job = w.job("files.import", json!({"files": [handle]}));
    let result = job.result.unwrap_or_else(|| panic!("{:?}", job.error));
    assert_eq!(result["files"][0]["rejected_total"], 0, "{result}");
}

fn order(no: &str, payment: &str, waybill: &str) -> String {
    format!(
        "{TAOBAO}\r\n{no}\t,{payment}\t,59.00,买家已付款，等待卖家发货,1,59.00,张示例,19900000001,广东省 深圳市 南山区 样例路1号,{waybill},中通快递,2026-05-10 14:41:03,2026-05-10 14:41:09\r\n"
    )
}

const WXPAY: &str = "交易时间,公众账号ID,微信订单号,商户订单号,交易状态,应结订单金额,手续费,订单金额,微信退款单号,申请退款金额,退款金额";

#[test]
fn every_kind_finds_its_order() {
    let w = World::new();
    let bill = format!(
        "{WXPAY}\r\n`2026-05-10 15:00:00,`wx0,`4200000000202605101111111111,`3123456789012345678,`SUCCESS,`59.00,`0.36,`59.00,`0,`0.00,`0.00\r\n\
         `2026-05-11 15:00:00,`wx0,`4200000000202605101111111111,`3123456789012345678,`REFUND,`0.00,`-0.06,`0.00,`50300000002026051199999,`10.00,`10.00\r\n"
    );
    // The bill is here before its order.
    import(&w, "微信账单.csv", &bill);
    import(&w, "淘宝.csv", &order("3123456789012345678", "2026051022001111222233", "73100000000001"));
    let shown = w.ok("orders.show", json!({"no": "3123456789012345678"}));
    let id = shown["id"].clone();
    w.ok("orders.edit", json!({"id": id, "fields": {"trackings": [["中通快递", "73100000000002"]]}}));
    let cases = [
        ("order number", "3123456789012345678"),
        ("its end", "345678"),
        ("phone", "19900000001"),
        ("waybill", "73100000000002"),
        ("a waybill that was replaced", "73100000000001"),
        ("payment", "2026051022001111222233"),
        ("a bill's payment", "4200000000202605101111111111"),
        ("a bill's refund", "50300000002026051199999"),
        ("order number with stars", "3123****5678"),
        ("only its beginning", "31234567****"),
        ("phone with stars", "199****0001"),
        ("waybill with stars", "731****0002"),
        ("an old waybill with stars", "7310****0001"),
    ];
    for (what, no) in cases {
        assert_eq!(w.call("orders.show", json!({"no": no})).map(|o| o["id"].clone()), Ok(id.clone()), "{what}");
        let found = w.ok("orders.find", json!({"text": no}));
        assert_eq!(found["orders"][0]["id"], id, "{what}: {found}");
    }
    let list = w.ok("orders.find", json!({"text": "73100000000001 2026051022001111222233 3123****5678 99999999999"}));
    let found: Vec<&Value> = list["orders"].as_array().unwrap().iter().map(|o| &o["id"]).collect();
    assert_eq!((found, &list["missing"]), (vec![&id], &json!(["99999999999"])));
    for nobody in ["73100000000003", "3123****0000", "*", "**********", "199*"] {
        assert_eq!(w.ok("orders.find", json!({"text": nobody}))["orders"], json!([]), "{nobody}");
    }
    let numbers = w.ok("orders.show", json!({"id": id}))["numbers"].clone();
    let kinds: Vec<(&str, &str, bool)> = numbers
        .as_array()
        .unwrap()
        .iter()
        .map(|n| (n["no"].as_str().unwrap(), n["kind"].as_str().unwrap(), n["current"] == true))
        .collect();
    for want in [
        ("3123456789012345678", "order", true),
        ("73100000000002", "waybill", true),
        ("73100000000001", "waybill", false),
        ("2026051022001111222233", "payment", false),
        ("4200000000202605101111111111", "payment", false),
        ("50300000002026051199999", "refund", false),
    ] {
        assert!(kinds.contains(&want), "{want:?} {kinds:?}");
    }
}

#[test]
fn stars_that_mean_two_orders_offer_both() {
    let w = World::new();
    import(&w, "淘宝.csv", &order("3123456789012345678", "2026051022001111222233", ""));
    import(&w, "淘宝.csv", &order("3123999999012345678", "2026051022001111222244", ""));
    assert_eq!(w.ok("orders.find", json!({"text": "3123****5678"}))["orders"].as_array().unwrap().len(), 2);
    let ambiguous = w.call("orders.show", json!({"no": "3123****5678"})).unwrap_err();
    assert_eq!(ambiguous.facts["reason"], "ambiguous");
    assert!(ambiguous.message.contains("3123456789012345678"), "{}", ambiguous.message);
}

#[test]
fn a_file_with_starred_numbers_changes_the_order_it_means() {
    let w = World::new();
    import(&w, "淘宝.csv", &order("3123456789012345678", "2026051022001111222233", ""));
    import(&w, "淘宝.csv", &order("3123****5678", "2026051022001111222233", "73100000000001"));
    assert_eq!(w.ok("orders.list", json!({}))["total"], 1);
    let shown = w.ok("orders.show", json!({"no": "73100000000001"}));
    assert_eq!(shown["order_no"], "3123456789012345678");
    assert!(shown["numbers"].as_array().unwrap().iter().any(|n| n["kind"] == "masked"));
}
