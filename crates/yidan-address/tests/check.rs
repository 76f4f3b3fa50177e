//! Receivers whose fields come split, as marketplaces send them: one line each, with what must come out.

use yidan_address::{Fields, check};

/// `province, city, district, street, address | name | phone || province, city, district | street | detail | codes above info | codes of info`
const LINES: &str = "
浙江省,杭州市,西湖区,,文三路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | | 文三路8号 | |
浙江省,杭州市,西湖区,,浙江省杭州市西湖区文三路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | | 文三路8号 | | duplicate_removed
浙江,杭州,西湖,,文三路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | | 文三路8号 | |
浙江省,杭州市,西湖区,文新街道,文三路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | 文新街道 | 文三路8号 | |
浙江省,杭州市,西湖区,,文新街道文三路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | 文新街道 | 文三路8号 | |
,杭州市,西湖区,,文三路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | | 文三路8号 | | province_completed
浙江省,,西湖区,,文三路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | | 文三路8号 | | city_completed
浙江省,杭州市,,,西湖区文三路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | | 文三路8号 | |
浙江省,杭州市,,,文新街道文三路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | 文新街道 | 文三路8号 | | district_completed
浙江省,杭州市,,,文三路8号 | 张三 | 19900001234 || 浙江省,杭州市, | | 文三路8号 | district_missing |
,,,,浙江省杭州市西湖区文三路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | | 文三路8号 | |
北京,北京市,朝阳区,,建国路8号 | 张三 | 19900001234 || 北京市,北京市,朝阳区 | | 建国路8号 | |
北京市,市辖区,朝阳区,,建国路8号 | 张三 | 19900001234 || 北京市,北京市,朝阳区 | | 建国路8号 | |
北京,朝阳区,三环以内,,建国路8号 | 张三 | 19900001234 || 北京市,北京市,朝阳区 | | 建国路8号 | |
重庆市,县,城口县,,人民路8号 | 张三 | 19900001234 || 重庆市,重庆市,城口县 | | 人民路8号 | |
湖北省,省直辖县级行政区划,仙桃市,,人民路8号 | 张三 | 19900001234 || 湖北省,仙桃市,仙桃市 | | 人民路8号 | |
湖北省,仙桃市,,,人民路8号 | 张三 | 19900001234 || 湖北省,仙桃市,仙桃市 | | 人民路8号 | |
广东省,东莞市,虎门镇,,人民路8号 | 张三 | 19900001234 || 广东省,东莞市, | 虎门镇 | 人民路8号 | |
广东省,东莞市,,,虎门镇人民路8号 | 张三 | 19900001234 || 广东省,东莞市, | 虎门镇 | 人民路8号 | |
广东省,东莞市,市辖区,,虎门镇人民路8号 | 张三 | 19900001234 || 广东省,东莞市, | 虎门镇 | 人民路8号 | |
四川省,成都市,高新区,,天府大道8号 | 张三 | 19900001234 || 四川省,成都市,高新区 | | 天府大道8号 | | zone
江苏省,苏州市,,,工业园区星湖街8号 | 张三 | 19900001234 || 江苏省,苏州市, | | 工业园区星湖街8号 | | zone
江苏省,盐城市,其它区,,人民路8号 | 张三 | 19900001234 || 江苏省,盐城市, | | 人民路8号 | | zone
浙江省,台州市,玉环县,,人民路8号 | 张三 | 19900001234 || 浙江省,台州市,玉环市 | | 人民路8号 | | renamed
吉林省,四平市,公主岭市,,人民路8号 | 张三 | 19900001234 || 吉林省,长春市,公主岭市 | | 人民路8号 | | renamed
重庆市,重庆市,渝北区,,人民路8号 | 张三 | 19900001234 || 重庆市,重庆市,渝北区 | | 人民路8号 | renamed |
重庆市,重庆市,渝北区,,龙溪街道人民路8号 | 张三 | 19900001234 || 重庆市,重庆市,两江新区 | 龙溪街道 | 人民路8号 | | renamed
甘肃省,台州市,椒江区,,人民路8号 | 张三 | 19900001234 || 甘肃省,台州市,椒江区 | | 人民路8号 | city_not_in_province |
浙江省,杭州市,玄武区,,人民路8号 | 张三 | 19900001234 || 浙江省,杭州市,玄武区 | | 人民路8号 | district_not_in_city |
浙江省,杭州市,西虎区,,人民路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | | 人民路8号 | typo |
浙江省,杭州市,星河区,,人民路8号 | 张三 | 19900001234 || 浙江省,杭州市,星河区 | | 人民路8号 | unknown_district |
浙江省,杭州市,西湖区,,广东省深圳市南山区科苑路8号 | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | | 广东省深圳市南山区科苑路8号 | region_conflict |
香港特别行政区,九龙,油尖旺区,,弥敦道8号 | 张三 | +852 90001234 || 香港特别行政区,香港特别行政区,油尖旺区 | | 弥敦道8号 | | non_mainland
台湾省,台北市,中正区,,忠孝路8号 | 张三 | 0900001234 || 台湾省,台北市,中正区 | | 忠孝路8号 | | non_mainland
,,朝阳区,,人民路8号 | 张三 | 19900001234 || ,,朝阳区 | | 人民路8号 | ambiguous_district |
,,,,朝阳区人民路8号 | 张三 | 19900001234 || ,, | | 朝阳区人民路8号 | ambiguous_district |
河北省,,桥西区,,人民路8号 | 张三 | 19900001234 || 河北省,,桥西区 | | 人民路8号 | ambiguous_district |
河北省,,桥西区,,石家庄市桥西区人民路8号 | 张三 | 19900001234 || 河北省,石家庄市,桥西区 | | 人民路8号 | | duplicate_removed city_completed
浙江省,杭州市,西湖区,, | 张三 | 19900001234 || 浙江省,杭州市,西湖区 | | | detail_missing |
浙江省,杭州市,西湖区,,文三路8号 | | || 浙江省,杭州市,西湖区 | | 文三路8号 | name_missing phone_missing |
浙江省,杭州市,西湖区,,文三路8号 | 张三 | 1990000123 || 浙江省,杭州市,西湖区 | | 文三路8号 | phone_length |
浙江省,杭州市,西湖区,,文三路8号 | 张三 | 19900001234-5678 || 浙江省,杭州市,西湖区 | | 文三路8号 | | virtual_number
浙江省,杭州市,西湖区,,文三路8号 | 张三 | $19900001234$#5678# || 浙江省,杭州市,西湖区 | | 文三路8号 | | virtual_number
浙江省,杭州市,西湖区,,文*** | 张** | 199****1234 || 浙江省,杭州市,西湖区 | | 文*** | |
浙江省,杭州市,西湖区,,##Kx0aQ== ## | ##bYq## | $$abc12$$ || 浙江省,杭州市,西湖区 | | ##Kx0aQ== ## | |
浙江省,杭州市,西湖区,,~aGVsbG8~ | ~emhhbmc~ | ~MTk5~ || 浙江省,杭州市,西湖区 | | ~aGVsbG8~ | |
";

fn codes(checked: &yidan_address::Checked, wanted: impl Fn(yidan_address::Severity) -> bool) -> String {
    let list = checked.flags.iter().filter(|flag| wanted(flag.severity));
    let words: Vec<String> =
        list.map(|flag| serde_json::to_value(flag.code).expect("a code").as_str().unwrap_or_default().to_owned()).collect();
    words.join(" ")
}

fn check_line(line: &str) {
    let (input, output) = line.split_once("||").expect("two halves");
    let cells: Vec<&str> = input.split('|').map(str::trim).collect();
    let region: Vec<&str> = cells[0].splitn(5, ',').collect();
    let got = check(&Fields {
        province: region[0],
        city: region[1],
        district: region[2],
        street: region[3],
        address: region[4],
        name: cells[1],
        phone: cells[2],
    });
    let found = [
        format!("{},{},{}", got.province, got.city, got.district),
        got.street.to_string(),
        got.detail.clone(),
        codes(&got, |severity| severity > yidan_address::Severity::Info),
        codes(&got, |severity| severity == yidan_address::Severity::Info),
    ];
    let wanted: Vec<String> = output.split('|').map(|cell| cell.trim().to_owned()).collect();
    assert_eq!(found.to_vec(), wanted, "{line}\n{got:?}");
}

#[test]
fn split_receivers_are_completed_corrected_or_flagged() {
    LINES.lines().filter(|line| !line.trim().is_empty()).for_each(check_line);
}

#[test]
fn contradictions_come_with_proposals() {
    let got = check(&Fields {
        province: "浙江省",
        city: "杭州市",
        district: "玄武区",
        address: "人民路8号",
        name: "张三",
        phone: "19900001234",
        ..Fields::default()
    });
    assert_eq!(got.candidates.len(), 1);
    assert_eq!([got.candidates[0].province, got.candidates[0].city, got.candidates[0].district], ["江苏省", "南京市", "玄武区"]);
    let got = check(&Fields {
        province: "重庆市",
        city: "重庆市",
        district: "渝北区",
        address: "人民路8号",
        name: "张三",
        phone: "19900001234",
        ..Fields::default()
    });
    assert_eq!(got.candidates.len(), 2);
}

#[test]
fn what_a_platform_hides_is_told() {
    let got = check(&Fields {
        province: "浙江省",
        city: "杭州市",
        district: "西湖区",
        address: "文***",
        name: "张**",
        phone: "199****1234",
        ..Fields::default()
    });
    assert!(got.masked.name && got.masked.phone && got.masked.address && !got.masked.region);
    assert!(got.flags.worst().is_none(), "{:?}", got.flags);
}

/// Every division of the table, sent as three fields, is accepted as it is.
#[test]
fn every_county_is_accepted() {
    use yidan_address::lookup;
    let mut tried = 0;
    for province in lookup::provinces() {
        for below in lookup::children(province.code) {
            let leaves = if below.leaf { vec![below] } else { lookup::children(below.code) };
            for leaf in leaves {
                let [province, city, district] = lookup::names(leaf.code).expect("a code of the table");
                let got = check(&Fields {
                    province,
                    city,
                    district,
                    address: "人民路8号",
                    name: "张三",
                    phone: "19900001234",
                    ..Fields::default()
                });
                assert_eq!([got.province.as_ref(), got.city.as_ref(), got.district.as_ref()], [province, city, district]);
                assert!(got.flags.worst().is_none() && got.detail == "人民路8号", "{got:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 3_000);
}
