//! Telephone numbers, one line each: as typed, then kind, number, extension and problem. And the same numbers inside a record.

use yidan_address::{parse, phone};

/// `typed | kind | number | extension | problem`
const NUMBERS: &str = "
19900001234 | mobile | 19900001234 | |
199 0000 1234 | mobile | 19900001234 | |
199-0000-1234 | mobile | 19900001234 | |
199.0000.1234 | mobile | 19900001234 | |
1990 000 1234 | mobile | 19900001234 | |
１９９００００１２３４ | mobile | 19900001234 | |
+86 19900001234 | mobile | 19900001234 | |
+8619900001234 | mobile | 19900001234 | |
86-19900001234 | mobile | 19900001234 | |
8619900001234 | mobile | 19900001234 | |
008619900001234 | mobile | 19900001234 | |
(+86)19900001234 | mobile | 19900001234 | |
（86）19900001234 | mobile | 19900001234 | |
手机：19900001234 | mobile | 19900001234 | |
Tel:199.0000.1234 | mobile | 19900001234 | |
☎19900001234 | mobile | 19900001234 | |
19900001234-5678 | virtual | 19900001234 | 5678 |
19900001234－5678 | virtual | 19900001234 | 5678 |
19900001234—5678 | virtual | 19900001234 | 5678 |
19900001234转5678 | virtual | 19900001234 | 5678 |
19900001234 转 5678 | virtual | 19900001234 | 5678 |
19900001234（转5678） | virtual | 19900001234 | 5678 |
19900001234分机5678 | virtual | 19900001234 | 5678 |
19900001234 ext.5678 | virtual | 19900001234 | 5678 |
19900001234#5678 | virtual | 19900001234 | 5678 |
19900001234#5678# | virtual | 19900001234 | 5678 |
$19900001234$#5678# | virtual | 19900001234 | 5678 |
19900001234,5678 | virtual | 19900001234 | 5678 |
19900001234[5678] | virtual | 19900001234 | 5678 |
9500001-12345678 | virtual | 9500001 | 12345678 |
9500001#12345678# | virtual | 9500001 | 12345678 |
9500001转12345678 | virtual | 9500001 | 12345678 |
0571-80001234 | landline | 057180001234 | |
(0571)80001234 | landline | 057180001234 | |
（0571） 80001234 | landline | 057180001234 | |
0571 80001234 | landline | 057180001234 | |
057180001234 | landline | 057180001234 | |
0571-8000 1234 | landline | 057180001234 | |
010-80001234 | landline | 01080001234 | |
0571-80001234-801 | landline | 057180001234 | 801 |
0571-80001234转801 | landline | 057180001234 | 801 |
+86-571-80001234 | landline | 057180001234 | |
0738-8000123 | landline | 07388000123 | |
021-8000123 | landline | 0218000123 | | phone_length
400-800-1234 | service | 4008001234 | |
4008001234 | service | 4008001234 | |
4008-001-234 | service | 4008001234 | |
800 800 1234 | service | 8008001234 | |
199****1234 | masked | 199****1234 | | phone_masked
199xxxx1234 | masked | 199xxxx1234 | | phone_masked
199●●●●1234 | masked | 199●●●●1234 | | phone_masked
199******34 | masked | 199******34 | | phone_masked
199****1234-5678 | masked | 199****1234 | 5678 | phone_masked
*********** | masked | *********** | | phone_masked
+852 90001234 | hong_kong | 90001234 | |
852-9000-1234 | hong_kong | 90001234 | |
+853 66001234 | macau | 66001234 | |
+886 900001234 | taiwan | 0900001234 | |
0900001234 | taiwan | 0900001234 | |
0900-001-234 | taiwan | 0900001234 | |
+1 2025550123 | foreign | 12025550123 | |
14300001234 | mobile | 14300001234 | | phone_prefix
12600001234 | invalid | 12600001234 | | phone_prefix
1990000123 | invalid | 1990000123 | | phone_length
199000012345 | invalid | 199000012345 | | phone_length
199000012345678 | invalid | 199000012345678 | | phone_length
1400000012345 | invalid | 1400000012345 | | phone_invalid
1990000l234 | invalid | 1990000l234 | | phone_charset
199OOOO1234 | invalid | 199OOOO1234 | | phone_charset
一九九零零零零一二三四 | invalid | 一九九零零零零一二三四 | | phone_charset
11111111111 | invalid | 11111111111 | | phone_prefix
没有电话 | invalid | 没有电话 | | phone_invalid
";

fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).expect("serialises").as_str().unwrap_or_default().to_owned()
}

fn check(line: &str) {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let got = phone::classify(cells[0]);
    let problem = got.problem.map(|code| word(&code)).unwrap_or_default();
    let found = [word(&got.kind), got.number.clone(), got.ext.clone(), problem];
    let wanted: Vec<String> = (1..5).map(|at| cells.get(at).copied().unwrap_or_default().to_owned()).collect();
    assert_eq!(found.to_vec(), wanted, "{line}");
}

#[test]
fn numbers_of_all_shapes_are_classified() {
    NUMBERS.lines().filter(|line| !line.trim().is_empty()).for_each(check);
}

#[test]
fn a_faulty_number_comes_with_a_proposal_where_one_is_near() {
    let proposal = |typed: &str| phone::classify(typed).suggestion;
    assert_eq!(proposal("1990000l234").as_deref(), Some("19900001234"));
    assert_eq!(proposal("一九九〇〇〇〇一二三四").as_deref(), Some("19900001234"));
    assert_eq!(proposal("199000012345678").as_deref(), Some("19900001234-5678"));
    assert_eq!(proposal("1990000123"), None);
}

/// `text | phone | ext | detail | second phones`
const RECORDS: &str = "
张三 19900001234 浙江省杭州市西湖区文三路8号 | 19900001234 | | 文三路8号 | 0
张三 浙江省杭州市西湖区文三路8号302 19900001234 | 19900001234 | | 文三路8号302 | 0
张三 浙江省杭州市西湖区文三路8号30219900001234 | 19900001234 | | 文三路8号302 | 0
张三 浙江省杭州市西湖区嘉和苑5-2-30219900001234 | 19900001234 | | 嘉和苑5-2-302 | 0
张三 浙江省杭州市西湖区文三路86号 19900001234 | 19900001234 | | 文三路86号 | 0
张三 浙江省杭州市西湖区文三路86 19900001234 | 19900001234 | | 文三路86 | 0
张三，19900001234/19900005678，浙江省杭州市西湖区文三路8号 | 19900001234 | | 文三路8号 | 1
张三，19900001234 或 19900005678，浙江省杭州市西湖区文三路8号 | 19900001234 | | 文三路8号 | 1
张三，0571-80001234，19900005678，浙江省杭州市西湖区文三路8号 | 057180001234 | | 文三路8号 | 1
张三[5678] 19900001234-5678 浙江省杭州市西湖区文三路8号[5678] | 19900001234 | 5678 | 文三路8号 | 0
张三[5678] 19900001234 浙江省杭州市西湖区文三路8号[5678] | 19900001234 | 5678 | 文三路8号 | 0
李四，90001234，香港特别行政区油尖旺区弥敦道8号 | 90001234 | | 弥敦道8号 | 0
李四，80001234，浙江省杭州市西湖区文三路8号 | 80001234 | | 文三路8号 | 0
订单号：826000000000000001 张三 19900001234 浙江省杭州市西湖区文三路8号 | 19900001234 | | 文三路8号 | 0
826000000000000001，张三，19900001234，浙江省杭州市西湖区文三路8号 | 19900001234 | | 文三路8号 | 0
张三 19900001234 11010519000101002X 浙江省杭州市西湖区文三路8号 | 19900001234 | | 文三路8号 11010519000101002X | 0
";

#[test]
fn numbers_are_found_in_records_and_rooms_stay_rooms() {
    for line in RECORDS.lines().filter(|line| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let got = parse(cells[0]);
        if cells[0].contains("11010519000101002X") {
            // The check digit is wrong, so this is no identity card; it must not become a telephone number either.
            assert_eq!(got.phone, cells[1], "{line}");
            continue;
        }
        let found = [got.phone.as_str(), got.ext.as_str(), got.detail.as_str(), &got.second_phones.len().to_string()];
        assert_eq!(found.to_vec(), cells[1..], "{line}\n{got:?}");
    }
}

#[test]
fn labels_set_numbers_apart() {
    let got = parse(
        "订单编号：260000000000001234 收货人：张三 电话：19900001234 身份证号110105190001010029 地址：浙江省杭州市西湖区文三路8号 邮编：310000",
    );
    assert_eq!((got.phone.as_str(), got.order_no.as_str(), got.postcode.as_str()), ("19900001234", "260000000000001234", "310000"));
    assert_eq!((got.name.as_str(), got.detail.as_str(), got.id_card.as_str()), ("张三", "文三路8号", "110105190001010029"));
}
