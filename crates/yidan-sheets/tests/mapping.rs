//! A file that nobody knows: what it shows, what is proposed for it, and how a person's own profile then reads it.

mod support;

use std::collections::BTreeMap;
use support::profiles;
use yidan_sheets::{Grain, Kind, Profile, ProfileSet, Source, guess_mapping, open, read_all};

const OWN: &str = "小店出货表\n\n单据日期,订单编号,客户姓名,联系手机,收货地址,货品名称,规格,数量,单价,总金额,状态,快递公司,运单号,备注\n\
2026/5/1 9:00,A001,示例甲,19900001111,浙江省杭州市样例路1号,茶,250g,2,30,60,待发货,,,加急\n\
2026/5/1 9:05,A002,示例乙,19900002222,上海市样例路2号,杯,白,1,20.5,20.5,已发货,圆通,YT0000000000001,\n\
2026/5/2 9:05,A003,示例丙,19900003333,上海市样例路3号,杯,白,1,20.5,20.5,已妥投,圆通,YT0000000000002,\n";

#[test]
fn a_proposal_is_read_back_and_used() {
    let mut set = profiles();
    let mut unknown = open(Source::memory(OWN).unwrap(), &set, None).unwrap();
    assert_eq!((unknown.recognised().platform.as_str(), unknown.recognised().kind), ("unknown", Kind::Unknown));
    let rows = unknown.preview(20).unwrap();
    assert_eq!((rows.len(), rows[1].number(), rows[1].cell(1)), (5, 3, "订单编号"));

    let guess = guess_mapping(&rows).expect("headings that say what they are");
    assert_eq!(guess.header_row, 3);
    let text = guess.profile.to_toml().unwrap();
    let again = Profile::from_toml(&text).unwrap();
    assert_eq!(again, guess.profile);
    assert_eq!(again.format[0].grain, Grain::Order);

    set.add_profile("own", again, "").unwrap();
    let reading = read_all(&mut open(Source::memory(OWN).unwrap(), &set, None).unwrap()).unwrap();
    assert_eq!((reading.recognised.platform.as_str(), reading.recognised.header_row), ("own", Some(3)));
    let shown: Vec<String> = reading
        .orders
        .iter()
        .map(|o| {
            let i = &o.items[0];
            format!(
                "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                o.order_no,
                o.status,
                o.created_at.as_ref().map(|t| t.as_str()),
                o.buyer_amount_fen,
                o.receiver_name.as_deref(),
                i.title.as_deref(),
                i.qty,
                o.trackings.as_ref().map(Vec::len)
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "A001 Some(ToShip) Some(\"2026-05-01 09:00:00\") Some(6000) Some(\"示例甲\") Some(\"茶\") Some(2) Some(0)",
            "A002 Some(Shipped) Some(\"2026-05-01 09:05:00\") Some(2050) Some(\"示例乙\") Some(\"杯\") Some(1) Some(1)",
            "A003 None Some(\"2026-05-02 09:05:00\") Some(2050) Some(\"示例丙\") Some(\"杯\") Some(1) Some(1)",
        ]
    );
    assert_eq!(reading.findings.len(), 1, "the word nobody knows");
}

#[test]
fn rows_that_repeat_a_number_are_items() {
    let text = "order id,product,quantity,price,total\n1,a,1,2.00,5.00\n1,b,1,3.00,5.00\n2,a,1,2.00,2.00\n";
    let mut opened = open(Source::memory(text).unwrap(), &ProfileSet::default(), None).unwrap();
    let guess = guess_mapping(&opened.preview(20).unwrap()).expect("an order number and more");
    assert_eq!(guess.profile.format[0].grain, Grain::Item);
    let mut set = ProfileSet::default();
    set.add_profile("own", guess.profile, "").unwrap();
    let reading = read_all(&mut open(Source::memory(text).unwrap(), &set, None).unwrap()).unwrap();
    let sums: BTreeMap<String, (Option<i64>, usize)> =
        reading.orders.iter().map(|o| (o.order_no.clone(), (o.buyer_amount_fen, o.items.len()))).collect();
    assert_eq!(sums, BTreeMap::from([("1".to_owned(), (Some(500), 2)), ("2".to_owned(), (Some(200), 1))]));
}

#[test]
fn prose_is_no_table() {
    for text in ["hello world\nthis is no table", "a,b,c\n1,2,3\n", "姓名,电话\n示例,19900001111\n"] {
        let mut opened = open(Source::memory(text).unwrap(), &ProfileSet::default(), None).unwrap();
        assert_eq!(guess_mapping(&opened.preview(20).unwrap()), None, "{text}");
    }
}

#[test]
fn mistakes_in_a_profile_are_named() {
    for (toml, part) in [
        ("[[format]]\nname = \"x\"\nkind = \"orders\"\nrequired = []\n", "no required headings"),
        (
            "[[format]]\nname = \"x\"\nkind = \"orders\"\nrequired = [\"a\"]\n[format.order]\norder_number = \"a\"\n",
            "no field order_number",
        ),
        ("[[format]]\nname = \"x\"\nkind = \"orders\"\nrequired = [\"a\"]\n", "no order number"),
        ("[[format]]\nname = \"x\"\nkind = \"things\"\nrequired = [\"a\"]\n", "things"),
        ("[[format]]\nname = \"x\"\nkind = \"orders\"\nrequired = [\"a\"]\ncolour = 1\n", "colour"),
    ] {
        let e = Profile::from_toml(toml).and_then(|p| ProfileSet::default().add_profile("own", p, "")).expect_err("a mistake");
        assert!(e.to_string().contains(part), "{e}");
        assert_eq!(e.code(), "bad_profile");
    }
}
