//! One row of an order file: what it says about its order, and its items.

use crate::fault::{Fault, moment, money, words};
use crate::profile::fields::{ItemField as I, OrderField as O};
use crate::profile::format::AddressForm;
use crate::profile::plan::Plan;
use crate::profile::words::{Heard, Meaning, RefundWord};
use crate::sink::SourceRow;
use crate::values::key::{is_damaged, without_point_zero};
use crate::values::{money as amounts, person};
use yidan_domain::{ItemDraft, OrderDraft, Tracking};

/// What a row says about the state of its order, before all rows are known.
#[derive(Debug, Clone, Default)]
pub struct Say {
    pub meaning: Option<Meaning>,
    pub word: Option<String>,
    pub refund: Option<RefundWord>,
    /// An after-sale word that nobody knows.
    pub odd_refund_word: Option<String>,
    pub is_gift: bool,
    pub is_cancelled: bool,
}

/// Reads a row with its key. Money and times of used columns must be readable.
pub fn read(plan: &Plan, heard: &mut Heard, row: &SourceRow, key: String) -> Result<(OrderDraft, Say), Fault> {
    let mut d = OrderDraft { order_no: key, ..OrderDraft::default() };
    d.created_at = moment(plan, plan.order(O::CreatedAt), row, "created_at")?;
    d.paid_at = moment(plan, plan.order(O::PaidAt), row, "paid_at")?;
    d.shipped_at = moment(plan, plan.order(O::ShippedAt), row, "shipped_at")?;
    d.finished_at = moment(plan, plan.order(O::FinishedAt), row, "finished_at")?;
    // A promise that cannot be read is none: no order is turned away for it.
    d.promised_at = moment(plan, plan.order(O::PromisedAt), row, "promised_at").unwrap_or_default();
    d.buyer_amount_fen = money(plan, plan.order(O::BuyerAmount), row, "buyer_amount")?;
    d.merchant_amount_fen = money(plan, plan.order(O::MerchantAmount), row, "merchant_amount")?;
    d.freight_fen = money(plan, plan.order(O::Freight), row, "freight")?;
    d.refund_fen = money(plan, plan.order(O::Refund), row, "refund")?;
    d.buyer_memo = words(plan.order(O::BuyerMemo), row);
    d.seller_memo = words(plan.order(O::SellerMemo), row);
    let number = |f: O| words(plan.order(f), row).map(|t| without_point_zero(&t).to_owned()).filter(|t| !is_damaged(t));
    (d.payment_no, d.refund_no) = (number(O::PaymentNo), number(O::RefundNo));
    receiver(plan, row, &mut d);
    d.trackings = trackings(plan, row);
    d.items = items(plan, row)?;
    let mut say = say(plan, heard, row);
    // Where rows carry their own money, one that costs nothing is a gift, flagged or not.
    say.is_gift |= d.buyer_amount_fen == Some(0) && plan.ready.format.add.iter().any(|f| f == O::BuyerAmount.name());
    Ok((d, say))
}

fn say(plan: &Plan, heard: &mut Heard, row: &SourceRow) -> Say {
    let mut s = Say::default();
    if let Some((word, _)) = plan.order(O::Status).text(row) {
        s.meaning = heard.status(&plan.ready.words, &word);
        s.word = Some(word.into_owned());
    }
    if let Some((word, _)) = plan.order(O::AfterSale).text(row) {
        s.refund = heard.after_sale(&plan.ready.words, &word);
        if s.refund.is_none() {
            s.odd_refund_word = Some(word.into_owned());
        }
    }
    s.is_gift =
        plan.order(O::Gift).text(row).is_some_and(|(t, _)| matches!(t.as_ref(), "是" | "赠品" | "1" | "true" | "TRUE" | "Y" | "Yes"));
    s.is_cancelled = plan.order(O::CancelledAt).text(row).is_some();
    s
}

fn receiver(plan: &Plan, row: &SourceRow, d: &mut OrderDraft) {
    let mut ext: Option<String> = None;
    if let Some((t, _)) = plan.order(O::ReceiverPhone).text(row) {
        let (phone, e) = person::phone(without_point_zero(&t));
        ext = e.map(str::to_owned);
        d.receiver_phone = (!is_damaged(phone)).then(|| phone.to_owned());
    }
    if let Some((t, _)) = plan.order(O::ReceiverName).text(row) {
        let (name, e) = person::name(&t);
        if ext.is_none() {
            ext = e.map(str::to_owned);
        }
        d.receiver_name = Some(name.to_owned());
    }
    d.receiver_phone_ext = ext;
    d.receiver_province = words(plan.order(O::ReceiverProvince), row);
    d.receiver_city = words(plan.order(O::ReceiverCity), row);
    d.receiver_district = words(plan.order(O::ReceiverDistrict), row);
    if let Some((t, _)) = plan.order(O::ReceiverAddress).text(row) {
        if plan.ready.format.address_form == AddressForm::Spaced {
            let (province, city, district, rest) = person::spaced_address(&t);
            d.receiver_province = province.map(str::to_owned);
            d.receiver_city = city.map(str::to_owned);
            d.receiver_district = district.map(str::to_owned);
            d.receiver_address = (!rest.is_empty()).then_some(rest);
        } else {
            d.receiver_address = Some(t.into_owned());
        }
    }
    let hidden = |t: &Option<String>| t.as_deref().is_some_and(person::is_masked);
    d.receiver_masked = hidden(&d.receiver_name) || hidden(&d.receiver_phone) || hidden(&d.receiver_address);
}

/// Waybills of a row: a number column with a carrier column, or one cell with `number-carrier,goods;` per parcel.
fn trackings(plan: &Plan, row: &SourceRow) -> Option<Vec<Tracking>> {
    let (number, info) = (plan.order(O::TrackingNo), plan.order(O::TrackingInfo));
    if !number.is_present() && !info.is_present() {
        return None;
    }
    let mut out: Vec<Tracking> = Vec::new();
    let mut add = |carrier: Option<&str>, no: &str| {
        let no = no.trim();
        let no = without_point_zero(no.strip_prefix("No:").unwrap_or(no).trim());
        if !no.is_empty() && !is_damaged(no) && !out.iter().any(|t| t.number() == no) {
            out.push(Tracking(carrier.map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned), no.to_owned()));
        }
    };
    const SIGNS: [char; 6] = [',', ';', '，', '；', '、', '\n'];
    if let Some((numbers, _)) = number.text(row) {
        let carrier = plan.order(O::Carrier).text(row);
        if !info.is_present() && !numbers.contains(SIGNS) {
            add(carrier.as_ref().map(|(c, _)| c.as_ref()), &numbers);
            return Some(out);
        }
        let carriers: Vec<&str> = carrier.iter().flat_map(|(c, _)| c.split(SIGNS)).filter(|c| !c.trim().is_empty()).collect();
        for (i, no) in numbers.split(SIGNS).filter(|n| !n.trim().is_empty()).enumerate() {
            add(carriers.get(i).or(carriers.last()).copied(), no);
        }
    }
    if let Some((cell, _)) = info.text(row) {
        for parcel in cell.split(['\n', ';', '；']) {
            let Some((no, rest)) = parcel.trim().split_once('-') else { continue };
            let is_number = no.len() >= 6 && no.bytes().all(|b| b.is_ascii_alphanumeric());
            if is_number {
                add(rest.split([',', '，']).next(), no);
            }
        }
    }
    Some(out)
}

fn items(plan: &Plan, row: &SourceRow) -> Result<Vec<ItemDraft>, Fault> {
    if !plan.tells_items() {
        return Ok(Vec::new());
    }
    if let Some(sign) = &plan.ready.format.joined {
        let parts = [I::SubNo, I::SkuCode].into_iter().map(|f| plan.item(f).text(row).map_or(1, |(t, _)| parts_of(&t, sign).len())).max();
        if parts.is_some_and(|n| n > 1) {
            return Ok(joined_items(plan, row, sign, parts.unwrap_or(1)));
        }
    }
    let item = ItemDraft {
        sub_no: words(plan.item(I::SubNo), row).filter(|t| !is_damaged(t)),
        sku_code: words(plan.item(I::SkuCode), row).filter(|t| !is_damaged(t)),
        title: words(plan.item(I::Title), row),
        spec: words(plan.item(I::Spec), row),
        qty: plan.item(I::Qty).text(row).and_then(|(t, _)| pieces(&t)).or(plan.ready.format.rows_are_pieces.then_some(1)),
        unit_price_fen: money(plan, plan.item(I::UnitPrice), row, "unit_price")?,
        amount_fen: money(plan, plan.item(I::Amount), row, "amount")?,
        refund_fen: money(plan, plan.item(I::Refund), row, "refund")?,
    };
    let says_nothing =
        item.title.is_none() && item.sku_code.is_none() && item.sub_no.is_none() && item.spec.is_none() && item.qty.is_none();
    Ok(if says_nothing { Vec::new() } else { vec![item] })
}

fn parts_of<'t>(text: &'t str, sign: &str) -> Vec<&'t str> {
    text.trim_end_matches(sign).split(sign).map(|p| p.trim().trim_start_matches(['\'', '`']).trim()).collect()
}

/// Several items in one row. Only a total that equals the number of parts says how many of each there are.
fn joined_items(plan: &Plan, row: &SourceRow, sign: &str, count: usize) -> Vec<ItemDraft> {
    let total = plan.item(I::Qty).text(row).and_then(|(t, _)| pieces(&t));
    let qty_parts = plan.item(I::Qty).text(row).map(|(t, _)| parts_of(&t, sign).iter().map(|p| pieces(p)).collect::<Vec<_>>());
    let column = |f: I| -> Vec<Option<String>> {
        let text = plan.item(f).text(row).map(|(t, _)| t.into_owned()).unwrap_or_default();
        let parts = parts_of(&text, sign);
        let whole = parts.len() == count;
        (0..count).map(|i| if whole { crate::values::text::clean(parts[i]).map(std::borrow::Cow::into_owned) } else { None }).collect()
    };
    let (subs, codes, titles, specs, prices) =
        (column(I::SubNo), column(I::SkuCode), column(I::Title), column(I::Spec), column(I::UnitPrice));
    (0..count)
        .map(|i| ItemDraft {
            sub_no: subs[i].clone().filter(|t| !is_damaged(t)),
            sku_code: codes[i].clone(),
            title: titles[i].clone(),
            spec: specs[i].clone(),
            qty: match (&qty_parts, total) {
                (Some(parts), _) if parts.len() == count && count > 1 => parts[i],
                (_, Some(n)) if n == count as i64 => Some(1),
                _ => None,
            },
            unit_price_fen: prices[i].as_deref().and_then(|p| amounts::read(p, plan.decimals)),
            amount_fen: None,
            refund_fen: None,
        })
        .collect()
}

/// Whole pieces; `2.0` and `1,000` are whole, `1.5` is not known.
fn pieces(t: &str) -> Option<i64> {
    if t.len() < 10
        && let Ok(n) = t.parse()
    {
        return Some(n);
    }
    let t = t.trim_end_matches(['件', '个', '份', '套', 'x', 'X']).trim_start_matches(['x', 'X']);
    let hundredths = amounts::read(t, amounts::Decimals::Point)?;
    (hundredths % 100 == 0).then_some(hundredths / 100)
}
