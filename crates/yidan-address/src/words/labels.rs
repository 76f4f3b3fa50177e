//! Words that announce what follows. Where such a word is a label is decided in `parse::label`.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    Name,
    Phone,
    Region,
    Address,
    Postcode,
    Note,
    OrderNo,
    IdCard,
    Sender,
    /// Headings without a value: 收货信息.
    Heading,
}

/// What each word announces. The flag says that a colon (or brackets) must prove the word to be a label.
#[rustfmt::skip]
pub const WORDS: &[(Label, bool, &[&str])] = &[
    (Label::Heading, false, &["收件人信息", "收货人信息", "收货信息", "收件信息", "地址信息"]),
    (Label::Name, false, &[
        "收件人姓名", "收货人姓名", "收件人名称", "收件人", "收货人", "收件姓名", "收货姓名", "签收人", "联系人姓名", "联系人",
        "客户姓名", "买家姓名", "姓名", "我叫", "名字叫", "名字是", "姓名是", "收货人是", "收件人是", "收货人叫", "收件人叫", "联系人是",
    ]),
    (Label::Phone, false, &[
        "收件人手机号码", "收件人手机号", "收件人手机", "收件人联系电话", "收件人联系方式", "收件人电话", "收货人手机号码",
        "收货人手机号", "收货人手机", "收货人联系电话", "收货人联系方式", "收货人电话", "收货电话", "收件电话", "联系人电话", "联系电话",
        "联系方式", "联系手机", "联系号码", "备用电话", "固定电话", "移动电话", "手机号码", "手机号", "手机", "电话号码", "电话", "座机",
        "固话", "Telephone", "telephone", "Mobile", "mobile", "Phone", "phone", "Tel", "TEL", "电话是", "手机是", "手机号是",
        "手机号码是", "号码是", "电话号码是", "联系电话是",
    ]),
    (Label::Address, false, &[
        "收件人地址", "收货人地址", "收货地址", "收件地址", "联系地址", "详细地址", "邮寄地址", "快递地址", "配送地址", "通讯地址",
        "家庭地址", "公司地址", "单位地址", "地址", "住在", "我住在", "我住", "地址是", "地址在", "收货地址是", "家庭住址",
    ]),
    (Label::Region, false, &["收货地区", "收件地区", "所在地区", "所在省市", "所在城市", "所属地区", "省市区"]),
    (Label::Name, true, &["名字", "客户", "顾客", "收件", "收货", "收", "收 货 人", "收 件 人", "姓 名", "姓  名", "联 系 人"]),
    (Label::Phone, true, &["号码", "电 话", "电  话", "手 机", "手  机", "联 系 电 话"]),
    (Label::Region, true, &["地区", "省份", "城市", "区县", "省", "市", "区", "县", "区/县", "省/市"]),
    (Label::Address, true, &["住址", "街道", "地 址", "地  址"]),
    (Label::Postcode, false, &["邮政编码", "邮编"]),
    (Label::Note, false, &["买家留言", "买家备注", "卖家备注", "订单备注", "留言", "备注"]),
    (Label::Note, true, &["商品", "规格", "备 注", "备  注", "颜色", "尺码", "数量", "款式"]),
    (Label::OrderNo, false, &["订单编号", "订单号", "快递单号", "运单号"]),
    (Label::IdCard, false, &["身份证号码", "身份证号"]),
    (Label::Sender, true, &["寄件人", "发件人", "发货人", "寄件地址", "发件地址", "发货地址", "寄件", "发件"]),
    (Label::Postcode, true, &["邮 编", "邮  编"]),
];
