//! A real Vendure store on loopback: buyers, the other hand in the shop, and what the store itself says is true.
//! It is installed by `cargo xtask test` (`npm ci` in this folder) and runs as a program of its own. Nothing here knows our connector.

use crate::http::Browser;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock};

/// Who manages the store.
pub const USER: &str = "superadmin";
pub const PASSWORD: &str = "superadmin";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores/vendure")
}

/// Is the real store to be used? Where it must be and is not installed, the test fails.
pub fn is_wanted() -> bool {
    let must = std::env::var("YIDAN_STORE_TESTS").as_deref() == Ok("1");
    let is_there = folder().join("node_modules/@vendure/core").is_dir();
    assert!(is_there || !must, "YIDAN_STORE_TESTS=1, but the store is not installed: npm ci --ignore-scripts in {}", folder().display());
    if !must {
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "left out: a real store is used with YIDAN_STORE_TESTS=1");
    }
    must
}

/// How a buyer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pay {
    /// Paid at once.
    Settled,
    /// Reserved; `settle` takes the money.
    Authorized,
    /// The card is declined: it stays a cart.
    Declined,
}

/// A buyer who stands at the till and has not paid yet.
pub struct Cart {
    session: Session,
    pub code: String,
}

/// What the store says of one order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Truth {
    pub code: String,
    pub state: String,
    /// Sum of its payments that hold.
    pub paid_fen: i64,
    /// Id, merchant's code and pieces of each line, by id.
    pub lines: Vec<(String, String, i64)>,
    /// Carrier and number of what has left, by number.
    pub trackings: Vec<(String, String)>,
    /// Sum of the refunds that are settled.
    pub refunded_fen: i64,
    pub receiver_name: String,
}

/// A running store. It ends with this process at the latest: its standard input closes then.
pub struct Store {
    /// `http://127.0.0.1:PORT`, as a shop's address.
    pub url: String,
    child: Child,
    admin: Mutex<Session>,
}

/// One store for all tests of a program.
pub fn shared() -> MutexGuard<'static, Store> {
    static SHARED: OnceLock<Mutex<Store>> = OnceLock::new();
    SHARED.get_or_init(|| Mutex::new(Store::start())).lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Store {
    /// Starts an empty store with three goods in CNY and waits until it answers. Pages of its lists have at most `LIST_LIMIT` rows.
    pub fn start() -> Store {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let mut command = Command::new("node");
        command.arg("server.cjs").current_dir(folder()).env("PORT", port.to_string()).env("VENDURE_DISABLE_TELEMETRY", "true");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("node");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("\"ready\":true")), "the store did not start");
        // Whatever it says later is read and forgotten, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let url = format!("http://127.0.0.1:{port}");
        let mut admin = Session::new(&url, "/admin-api");
        admin.ask(
            "mutation($u: String!, $p: String!) { login(username: $u, password: $p) { __typename } }",
            json!({ "u": USER, "p": PASSWORD }),
        );
        let channel = json!({ "i": { "id": "1", "defaultCurrencyCode": "CNY", "availableCurrencyCodes": ["CNY"] } });
        admin.ask("mutation($i: UpdateChannelInput!) { updateChannel(input: $i) { __typename } }", channel);
        Store { url, child, admin: Mutex::new(admin) }
    }

    /// Asks as the one who manages the store.
    pub fn ask(&self, query: &str, variables: Value) -> Value {
        self.admin.lock().expect("lock").ask(query, variables)
    }

    /// A new key that may do everything; the store shows it this once.
    pub fn api_key(&self) -> String {
        let roles = self.ask("{ roles { items { id code } } }", json!({}));
        let role = each(&roles["roles"]["items"]).find(|r| r["code"] == "__super_admin_role__").expect("a role")["id"].clone();
        let input = json!({ "i": { "roleIds": [role], "translations": [{ "languageCode": "en", "name": "yidan" }] } });
        text(&self.ask("mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey } }", input)["createApiKey"]["apiKey"])
    }

    /// Buyer number `n` goes to the till: `lines` are variant (1 to 3) and pieces.
    pub fn cart(&self, n: u32, lines: &[(u32, i64)]) -> Cart {
        let mut s = Session::new(&self.url, "/shop-api");
        for (variant, pieces) in lines {
            let added = s.ask(
                "mutation($v: ID!, $q: Int!) { addItemToOrder(productVariantId: $v, quantity: $q) { __typename } }",
                json!({ "v": variant.to_string(), "q": pieces }),
            );
            assert_eq!(added["addItemToOrder"]["__typename"], "Order", "{added}");
        }
        let phone = format!("199000{n:05}");
        let who = json!({ "firstName": "试", "lastName": "测", "emailAddress": format!("buyer{n}@example.test"), "phoneNumber": phone });
        s.ask("mutation($i: CreateCustomerInput!) { setCustomerForOrder(input: $i) { __typename } }", json!({ "i": who }));
        let address = json!({ "fullName": format!("测试{n}"), "streetLine1": "西湖区样例路8号", "city": "杭州市", "province": "浙江省",
            "postalCode": "310000", "countryCode": "CN", "phoneNumber": phone });
        s.ask("mutation($i: CreateAddressInput!) { setOrderShippingAddress(input: $i) { __typename } }", json!({ "i": address }));
        let methods = s.ask("{ eligibleShippingMethods { id } }", json!({}));
        let method = methods["eligibleShippingMethods"][0]["id"].clone();
        s.ask("mutation($i: [ID!]!) { setOrderShippingMethod(shippingMethodId: $i) { __typename } }", json!({ "i": [method] }));
        let till = "mutation { transitionOrderToState(state: \"ArrangingPayment\") { __typename ... on Order { code } } }";
        let code = text(&s.ask(till, json!({}))["transitionOrderToState"]["code"]);
        Cart { session: s, code }
    }

    /// Pays; the code of the order.
    pub fn pay(&self, mut cart: Cart, pay: Pay) -> String {
        let method = if pay == Pay::Authorized { "authorize" } else { "prepaid" };
        let input = json!({ "i": { "method": method, "metadata": { "shouldDecline": pay == Pay::Declined } } });
        let paid = cart.session.ask("mutation($i: PaymentInput!) { addPaymentToOrder(input: $i) { __typename } }", input);
        assert_eq!(paid["addPaymentToOrder"]["__typename"] == "Order", pay != Pay::Declined, "{paid}");
        cart.code
    }

    /// Buyer number `n` buys one or two goods and pays; the code of the order.
    pub fn place(&self, n: u32, pay: Pay) -> String {
        let lines: &[(u32, i64)] = if n.is_multiple_of(2) { &[(1, 2), (2, 1)] } else { &[(3, 1)] };
        let cart = self.cart(n, lines);
        self.pay(cart, pay)
    }

    /// Somebody else in the shop ships all that is left, with this number.
    pub fn ship_by_other_hand(&self, code: &str, carrier: &str, number: &str) {
        let order = self.order(code);
        let lines: Vec<Value> = each(&order["lines"]).map(|l| json!({ "orderLineId": l["id"], "quantity": l["quantity"] })).collect();
        self.ship_lines(&lines, carrier, number);
    }

    /// The same for the first line alone.
    pub fn ship_first_line(&self, code: &str, carrier: &str, number: &str) {
        let line = self.order(code)["lines"][0].clone();
        self.ship_lines(&[json!({ "orderLineId": line["id"], "quantity": line["quantity"] })], carrier, number);
    }

    fn ship_lines(&self, lines: &[Value], carrier: &str, number: &str) {
        let arguments = json!([{ "name": "method", "value": carrier }, { "name": "trackingCode", "value": number }]);
        let input = json!({ "i": { "lines": lines, "handler": { "code": "manual-fulfillment", "arguments": arguments } } });
        let add = "mutation($i: FulfillOrderInput!) { addFulfillmentToOrder(input: $i) { __typename ... on Fulfillment { id } } }";
        let added = self.ask(add, input);
        let id = added["addFulfillmentToOrder"]["id"].clone();
        assert!(id.is_string(), "{added}");
        self.turn(&id, "Shipped");
    }

    fn turn(&self, fulfillment: &Value, state: &str) {
        let turn = "mutation($id: ID!, $s: String!) { transitionFulfillmentToState(id: $id, state: $s) { __typename } }";
        let turned = self.ask(turn, json!({ "id": fulfillment, "s": state }));
        assert_eq!(turned["transitionFulfillmentToState"]["__typename"], "Fulfillment", "{turned}");
    }

    /// All its parcels arrive.
    pub fn deliver(&self, code: &str) {
        for parcel in each(&self.order(code)["fulfillments"]).filter(|f| f["state"] == "Shipped") {
            self.turn(&parcel["id"], "Delivered");
        }
    }

    /// Takes the money that was only reserved.
    pub fn settle(&self, code: &str) {
        for payment in each(&self.order(code)["payments"]).filter(|p| p["state"] == "Authorized") {
            self.ask("mutation($id: ID!) { settlePayment(id: $id) { __typename } }", json!({ "id": payment["id"] }));
        }
    }

    /// Cancels the whole order; no money moves.
    pub fn cancel(&self, code: &str) {
        let input = json!({ "i": { "orderId": self.order(code)["id"], "cancelShipping": true, "reason": "不要了" } });
        let cancelled = self.ask("mutation($i: CancelOrderInput!) { cancelOrder(input: $i) { __typename } }", input);
        assert_eq!(cancelled["cancelOrder"]["__typename"], "Order", "{cancelled}");
    }

    /// Gives money back, and settles it where asked.
    pub fn refund(&self, code: &str, amount_fen: i64, is_settled: bool) {
        let payment = self.order(code)["payments"][0]["id"].clone();
        let input =
            json!({ "i": { "paymentId": payment, "amount": amount_fen, "lines": [], "shipping": 0, "adjustment": 0, "reason": "补偿" } });
        let refund = self.ask("mutation($i: RefundOrderInput!) { refundOrder(input: $i) { __typename ... on Refund { id } } }", input);
        let id = refund["refundOrder"]["id"].clone();
        assert!(id.is_string(), "{refund}");
        if is_settled {
            let input = json!({ "i": { "id": id, "transactionId": "back" } });
            self.ask("mutation($i: SettleRefundInput!) { settleRefund(input: $i) { __typename } }", input);
        }
    }

    /// Number and state of every shipment of an order, in the order in which they were made.
    pub fn fulfillments(&self, code: &str) -> Vec<(String, String)> {
        each(&self.order(code)["fulfillments"]).map(|f| (text(&f["trackingCode"]), text(&f["state"]))).collect()
    }

    /// Pieces on hand of a merchant's code.
    pub fn pieces(&self, sku: &str) -> i64 {
        let found =
            "query($s: String!) { productVariants(options: { filter: { sku: { eq: $s } } }) { items { stockLevels { stockOnHand } } } }";
        self.ask(found, json!({ "s": sku }))["productVariants"]["items"][0]["stockLevels"][0]["stockOnHand"].as_i64().expect("a level")
    }

    fn order(&self, code: &str) -> Value {
        let query = "query($c: String!) { orders(options: { filter: { code: { eq: $c } } }) { items { id lines { id quantity }
            fulfillments { id state trackingCode } payments { id state } } } }";
        let order = self.ask(query, json!({ "c": code }))["orders"]["items"][0].clone();
        assert!(order.is_object(), "no order {code}");
        order
    }

    /// Every order there is, carts left out, by code.
    pub fn truth(&self) -> Vec<Truth> {
        let query =
            "query($k: Int!) { orders(options: { take: 100, skip: $k, sort: { id: ASC }, filter: { active: { eq: false } } }) { items {
            code state shippingAddress { fullName } lines { id quantity productVariant { sku } }
            payments { state amount refunds { state total } } fulfillments { state method trackingCode } } } }";
        let mut all = Vec::new();
        loop {
            let page = self.ask(query, json!({ "k": all.len() }));
            let page: Vec<Truth> = each(&page["orders"]["items"]).map(truth_of).collect();
            if page.is_empty() {
                break;
            }
            all.extend(page);
        }
        all.sort();
        all
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn truth_of(order: &Value) -> Truth {
    let holds = |p: &&Value| p["state"] == "Settled" || p["state"] == "Authorized";
    let has_left = |f: &&Value| f["state"] == "Shipped" || f["state"] == "Delivered";
    let line = |l: &Value| (text(&l["id"]), text(&l["productVariant"]["sku"]), l["quantity"].as_i64().unwrap_or_default());
    let mut lines: Vec<_> = each(&order["lines"]).map(line).collect();
    let mut trackings: Vec<_> =
        each(&order["fulfillments"]).filter(has_left).map(|f| (text(&f["method"]), text(&f["trackingCode"]))).collect();
    lines.sort();
    trackings.sort_by(|a, b| a.1.cmp(&b.1));
    let refunds = each(&order["payments"]).flat_map(|p| each(&p["refunds"])).filter(|r| r["state"] == "Settled");
    Truth {
        code: text(&order["code"]),
        state: text(&order["state"]),
        paid_fen: each(&order["payments"]).filter(holds).filter_map(|p| p["amount"].as_i64()).sum(),
        lines,
        trackings,
        refunded_fen: refunds.filter_map(|r| r["total"].as_i64()).sum(),
        receiver_name: text(&order["shippingAddress"]["fullName"]),
    }
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Somebody who speaks to one of the store's two doors and stays the same person.
struct Session {
    browser: Browser,
    path: &'static str,
    token: String,
}

impl Session {
    fn new(url: &str, path: &'static str) -> Session {
        Session { browser: Browser::new(url.trim_start_matches("http://")), path, token: String::new() }
    }

    fn ask(&mut self, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let bearer = format!("Bearer {}", self.token);
        let mut headers = vec![("content-type", "application/json")];
        if !self.token.is_empty() {
            headers.push(("authorization", &bearer));
        }
        let reply = self.browser.send("POST", self.path, &headers, body.as_bytes());
        let token = reply.header("vendure-auth-token");
        if !token.is_empty() {
            token.clone_into(&mut self.token);
        }
        let answer = reply.json();
        assert!(answer["errors"].is_null(), "{query}: {answer}");
        answer["data"].clone()
    }
}
