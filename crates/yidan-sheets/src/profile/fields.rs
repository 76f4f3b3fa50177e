//! The fields of the normal form that a format may feed, by name.

macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($variant),+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The name in the toml text and in reports.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|f| f.name() == name)
            }
        }
    };
}

fields! {
    /// Fields of an order.
    OrderField {
        OrderNo = "order_no",
        Status = "status",
        AfterSale = "after_sale",
        CancelledAt = "cancelled_at",
        CreatedAt = "created_at",
        PaidAt = "paid_at",
        ShippedAt = "shipped_at",
        FinishedAt = "finished_at",
        PromisedAt = "promised_at",
        BuyerAmount = "buyer_amount",
        MerchantAmount = "merchant_amount",
        Freight = "freight",
        Refund = "refund",
        ReceiverName = "receiver_name",
        ReceiverPhone = "receiver_phone",
        ReceiverProvince = "receiver_province",
        ReceiverCity = "receiver_city",
        ReceiverDistrict = "receiver_district",
        ReceiverAddress = "receiver_address",
        TrackingNo = "tracking_no",
        Carrier = "carrier",
        TrackingInfo = "tracking_info",
        BuyerMemo = "buyer_memo",
        SellerMemo = "seller_memo",
        Gift = "gift",
        Currency = "currency",
        PaymentNo = "payment_no",
        RefundNo = "refund_no",
    }
}

fields! {
    /// Fields of an item.
    ItemField {
        SubNo = "sub_no",
        SkuCode = "sku_code",
        Title = "title",
        Spec = "spec",
        Qty = "qty",
        UnitPrice = "unit_price",
        Amount = "amount",
        Refund = "refund",
    }
}

fields! {
    /// Fields of a bill line. `total`, `total_income` and `total_expense` only decide the sign of fees.
    LineField {
        LineId = "line_id",
        At = "at",
        OrderNo = "order_no",
        SubOrderNo = "sub_order_no",
        Direction = "direction",
        Amount = "amount",
        Income = "income",
        Expense = "expense",
        TypeRaw = "type_raw",
        Balance = "balance",
        Party = "party",
        Remark = "remark",
        TrackingNo = "tracking_no",
        Weight = "weight",
        Province = "province",
        City = "city",
        Total = "total",
        TotalIncome = "total_income",
        TotalExpense = "total_expense",
        PaymentNo = "payment_no",
        RefundNo = "refund_no",
    }
}
