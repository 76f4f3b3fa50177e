//! The command table: one row per command. The dispatcher, the access check, the HTTP routes, the command line's generic calls,
//! its help and the generated TypeScript all come from these rows.

use crate::App;
use crate::desk::{Role, Session};
use crate::error::{Code, Failure, Result};
use serde_json::Value;

/// Does the command write, and which tables does it touch?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Read,
    Write(&'static [&'static str]),
}

/// One row of the table.
pub struct Command {
    pub name: &'static str,
    pub roles: &'static [Role],
    pub kind: Kind,
    pub doc: &'static str,
    run: fn(&App, &Session, Value) -> Result<Value>,
    bind: fn(&mut crate::bindings::Collect) -> (String, String),
}

impl Command {
    /// TypeScript names of request and reply, adding their declarations to the collection.
    pub fn bind(&self, into: &mut crate::bindings::Collect) -> (String, String) {
        (self.bind)(into)
    }
}

/// Finds a command by name.
pub fn find(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|c| c.name == name)
}

/// Checks access, runs the command, tells open faces, turns panics and errors into failures with a sentence.
pub fn call(app: &App, session: &Session, name: &str, request: Value) -> Result<Value> {
    let outcome = find(name).ok_or_else(|| Failure::new(Code::UnknownCommand).with("command", name)).and_then(|command| {
        let session = &app.admit(session, name)?;
        if !command.roles.contains(&session.role) {
            return Err(Failure::new(Code::NotAllowed).with("command", name));
        }
        // The store rolls its transaction back while the panic unwinds, and every lock of the app survives poisoning.
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (command.run)(app, session, request)));
        let reply = caught.unwrap_or_else(|_| Err(Failure::new(Code::Internal).with("command", name)))?;
        if let Kind::Write(tables) = command.kind {
            app.ports.faces.changed(tables);
        }
        Ok(reply)
    });
    outcome.map_err(|f| app.worded(f))
}

macro_rules! commands {
    ($( $kind:ident $([$($table:literal),*])? ($($role:ident),+) $name:literal $request:ty => $reply:ty, $run:path, $doc:literal; )+) => {
        /// Every command there is.
        pub static COMMANDS: &[Command] = &[$(
            Command {
                name: $name,
                roles: &[$(Role::$role),+],
                kind: Kind::$kind $((&[$($table),*]))?,
                doc: $doc,
                run: |app, session, request| {
                    let request: $request = read_request($name, request)?;
                    let reply: $reply = $run(app, session, request)?;
                    write_reply(&reply)
                },
                bind: |into| (into.add::<$request>(), into.add::<$reply>()),
            },
        )+];
    };
}

fn read_request<T: serde::de::DeserializeOwned>(name: &str, request: Value) -> Result<T> {
    let request = if request.is_null() { Value::Object(serde_json::Map::new()) } else { request };
    serde_json::from_value(request).map_err(|e| Failure::new(Code::BadRequest).with("command", name).with("detail", e))
}

fn write_reply<T: serde::Serialize>(reply: &T) -> Result<Value> {
    serde_json::to_value(reply).map_err(|e| Failure::new(Code::Internal).with("detail", e))
}

use crate::{
    address, alarms, blacklist, consistency, desk, doubles, files, health, home, intake, jobs, labels, orders, parcels, platforms,
    reconcile, rules, scan, staff, sync, track, trail, waybills,
};

commands! {
    Read (Owner, Clerk, Accountant) "session.get" desk::Nothing => desk::SessionReply, desk::session_get, "Who is signed in, what program and data folder this is, and the settings of the desk.";
    Read (Owner, Clerk, Accountant) "session.sign_in" staff::sign_in::SignInRequest => desk::SessionReply, staff::sign_in::sign_in, "Signs in with name and PIN at the seat that asks.";
    Read (Owner, Clerk, Accountant) "session.sign_out" desk::Nothing => desk::Nothing, staff::sign_in::sign_out, "Leaves the seat; whoever comes next signs in.";
    Read (Owner) "staff.list" desk::Nothing => staff::StaffReply, staff::list, "Who is named, and what that means for signing in.";
    Write ["staff"] (Owner) "staff.add" staff::change::AddStaffRequest => staff::StaffReply, staff::change::add, "Names a person; with the first one, sign-in begins for every face.";
    Write ["staff"] (Owner) "staff.remove" desk::NameRequest => staff::StaffReply, staff::change::remove, "Lets a person go; with the last one, sign-in ends.";
    Write ["staff"] (Owner) "staff.set_role" staff::change::SetRoleRequest => staff::StaffReply, staff::change::set_role, "Gives a person another role.";
    Write ["staff"] (Owner, Clerk, Accountant) "staff.set_pin" staff::change::SetPinRequest => desk::Nothing, staff::change::set_pin, "Gives a person another PIN: the owner to anybody, everybody to themselves.";
    Write ["setting"] (Owner, Clerk, Accountant) "settings.set" desk::SettingRequest => desk::Nothing, desk::settings_set, "Stores one setting of the desk.";
    Read (Owner, Clerk, Accountant) "views.list" desk::Nothing => desk::ViewsReply, desk::views_list, "Saved filters of the order list.";
    Write ["saved_view"] (Owner, Clerk, Accountant) "views.save" desk::SavedView => desk::Nothing, desk::views_save, "Saves a filter under a name; the same name is replaced.";
    Write ["saved_view"] (Owner, Clerk, Accountant) "views.remove" desk::NameRequest => desk::Nothing, desk::views_remove, "Forgets a saved filter.";
    Read (Owner, Clerk, Accountant) "shops.list" desk::Nothing => desk::ShopsReply, desk::shops_list, "Shops with their orders, and the platforms known to this program.";
    Write ["shop"] (Owner) "shops.rename" desk::RenameShopRequest => desk::Nothing, desk::shops_rename, "Gives a shop another name.";
    Write ["link", "shop"] (Owner) "shops.add" sync::connect::AddShopRequest => sync::connect::AddShopReply, sync::connect::add, "Connects a shop to its platform's interface; credentials go to the keyring.";
    Write ["link"] (Owner) "shops.test" desk::NameRequest => sync::connect::TestShopReply, sync::connect::test, "One harmless call that shows whether the access works.";
    Write ["link"] (Owner) "shops.authorize" sync::connect::AuthorizeRequest => sync::connect::TestShopReply, sync::connect::authorize, "Fetches the first token with what the platform's page gave back.";
    Write ["link"] (Owner) "shops.pause" sync::connect::PauseShopRequest => desk::Nothing, sync::connect::pause, "Pauses a connected shop or lets it go on; notes that its writing calls were checked.";
    Write ["link"] (Owner) "shops.disconnect" desk::NameRequest => desk::Nothing, sync::connect::disconnect, "Forgets the access of a shop; its orders stay.";
    Read (Owner, Clerk) "sync.status" desk::Nothing => sync::view::SyncStatus, sync::view::status, "Connected shops, their troubles and receipts.";
    Write ["job"] (Owner, Clerk) "sync.run" sync::view::SyncRequest => jobs::JobStarted, sync::view::run, "Visits connected shops now, as a job.";
    Write ["orders"] (Owner, Clerk) "sync.ask" sync::view::AskOneRequest => sync::view::AskOneReply, sync::view::ask_one, "Asks the platform about one order now.";
    Write ["link"] (Owner) "sync.compare" desk::NameRequest => sync::compare::CompareReply, sync::view::compare, "Our orders beside the platform's, order by order.";
    Read (Owner, Accountant) "consistency.list" desk::Nothing => consistency::view::ConsistencyList, consistency::view::list, "The consistency reports that were made, newest first.";
    Read (Owner, Accountant) "consistency.show" consistency::view::ShowRequest => consistency::view::ConsistencyView, consistency::view::show, "One report: every shop beside its platform, every difference by its order.";
    Write ["job", "consistency"] (Owner, Accountant) "consistency.make" consistency::make::MakeRequest => jobs::JobStarted, consistency::make::start, "Makes a report now, as a job.";
    Write ["job"] (Owner, Accountant) "consistency.sheet" consistency::view::ShowRequest => jobs::JobStarted, consistency::sheet::start, "A report as a workbook, as a job.";
    Read (Owner, Clerk) "outbox.list" desk::Nothing => sync::outbox::OutboxReply, sync::outbox::list, "What is still to be told to platforms.";
    Write ["outbox"] (Owner, Clerk) "outbox.retry" sync::outbox::RetryRequest => sync::outbox::RetryReply, sync::outbox::retry, "Sends refused messages again.";
    Write ["outbox", "orders"] (Owner, Clerk) "outbox.declare" sync::outbox::DeclareRequest => sync::outbox::DeclareReply, sync::outbox::declare, "The platform knows already: refused messages are over.";
    Write ["outbox", "orders"] (Owner, Clerk) "outbox.renumber" sync::outbox::RenumberRequest => desk::Nothing, sync::outbox::renumber, "Gives a refused parcel another number and tells the platform that one.";
    Write ["outbox"] (Owner, Clerk) "outbox.stock" sync::outbox::StockRequest => sync::outbox::StockReply, sync::outbox::stock, "Tells a platform how many pieces of one article are for sale.";
    Write ["intake_door", "shop"] (Owner) "intake.open" intake::DoorRequest => intake::OpenDoorReply, intake::open, "Lets a shop's own program send orders; the reply is the only one that ever holds the key.";
    Write ["intake_door"] (Owner) "intake.close" intake::DoorRequest => desk::Nothing, intake::close, "Forgets the key by which a shop's own program sends orders; the orders stay.";
    Read (Owner, Clerk) "intake.list" desk::Nothing => intake::DoorsReply, intake::list, "Shops whose own programs may send orders, and when they last did.";
    Read (Owner, Clerk, Accountant) "platforms.list" desk::Nothing => platforms::PlatformsReply, platforms::list, "What this program knows of every platform: files, interface, signatures.";
    Read (Owner) "platforms.sign" platforms::SignRequest => platforms::SignReply, platforms::sign, "A platform's signature and the text it is made of, to find out why one is refused; nothing is sent or kept.";
    Read (Owner, Clerk, Accountant) "home.board" desk::Nothing => home::BoardReply, home::board, "Stages, things to do, figures and the last import of every shop.";

    Read (Owner, Clerk, Accountant) "alarms.list" alarms::list::AlarmsRequest => alarms::list::AlarmsReply, alarms::list::list, "What wants attention, in three grades, one line per cause with its orders.";
    Read (Owner, Clerk, Accountant) "alarms.settings" desk::Nothing => alarms::settings::ClocksReply, alarms::settings::get, "The figures of the clocks, and which alarms are quiet.";
    Write ["setting", "alarm"] (Owner) "alarms.set" yidan_domain::alarms::Clocks => alarms::settings::ClocksReply, alarms::settings::set, "Sets the figures of the clocks; what is left out goes back to its default.";
    Write ["setting", "alarm"] (Owner, Clerk) "alarms.mute" alarms::settings::MuteRequest => desk::Nothing, alarms::settings::mute, "Keeps one alarm quiet for a while.";
    Write ["orders", "setting", "alarm"] (Owner, Clerk) "alarms.resume" desk::Nothing => alarms::breaker::ResumeReply, alarms::breaker::resume, "Lets automatic movement go on after the breaker has paused it.";

    Read (Owner, Clerk, Accountant) "orders.list" orders::list::ListRequest => orders::list::ListReply, orders::list::list, "One page of orders by cursor.";
    Read (Owner, Clerk, Accountant) "orders.snapshot" orders::list::SnapshotRequest => orders::list::SnapshotReply, orders::list::snapshot, "Freezes a filter into a list that does not move while it is worked on.";
    Read (Owner, Clerk, Accountant) "orders.rows" orders::list::RowsRequest => orders::list::RowsReply, orders::list::rows, "Rows of a frozen list.";
    Read (Owner, Clerk, Accountant) "orders.tabs" orders::select::Filter => orders::list::TabsReply, orders::list::tabs, "Counts beside the tabs of the order list.";
    Read (Owner, Clerk, Accountant) "orders.show" orders::show::ShowRequest => orders::show::OrderStory, orders::show::show, "One order with its whole story.";
    Read (Owner, Clerk, Accountant) "orders.find" orders::find::FindRequest => orders::find::FindReply, orders::find::find, "Finds orders by any number, phone, name or SKU.";
    Write ["orders"] (Owner, Clerk) "orders.apply" orders::step::ApplyRequest => orders::row::OrderRow, orders::step::apply_one, "Moves one order by an event of the state table.";
    Write ["orders"] (Owner, Clerk) "orders.step" orders::step::StepRequest => orders::step::BatchReply, orders::step::step, "Moves many orders by one event.";
    Write ["orders"] (Owner, Clerk) "orders.edit" orders::touch::EditRequest => orders::row::OrderRow, orders::touch::edit, "Sets fields of one order by hand; imports do not overwrite them.";
    Write ["orders"] (Owner, Clerk) "orders.hold" orders::touch::HoldRequest => orders::step::BatchReply, orders::touch::hold, "Holds orders with a reason.";
    Write ["orders"] (Owner, Clerk) "orders.release" orders::touch::ReleaseRequest => orders::step::BatchReply, orders::touch::release, "Lets held orders go.";
    Write ["orders"] (Owner, Clerk) "orders.flag" orders::touch::FlagRequest => orders::step::BatchReply, orders::touch::flag, "Plants a flag on orders.";
    Write ["orders"] (Owner, Clerk) "orders.urgent" orders::touch::UrgentRequest => orders::step::BatchReply, orders::touch::urgent, "Marks orders as urgent, or not.";
    Write ["orders"] (Owner, Clerk) "orders.ignore" orders::touch::IgnoreRequest => orders::row::OrderRow, orders::touch::ignore, "Sets aside one finding of an order; recorded.";
    Write ["orders"] (Owner, Clerk) "orders.tag" orders::tags::TagRequest => orders::step::BatchReply, orders::tags::tag, "Hangs tags on orders and takes others off.";
    Write ["orders"] (Owner, Clerk) "orders.except" orders::stops::ExceptRequest => orders::step::BatchReply, orders::stops::except, "Makes orders exceptions with a cause of the closed list.";
    Write ["orders"] (Owner, Clerk) "orders.settle" orders::stops::SettleRequest => orders::step::BatchReply, orders::stops::settle, "Ends the exception of orders.";
    Write ["orders"] (Owner, Clerk) "orders.address_change" orders::stops::AddressChangeRequest => orders::row::OrderRow, orders::stops::address_change, "Another receiver for one order: at once where the person may, otherwise as a request that locks it.";
    Write ["orders"] (Owner, Clerk) "orders.address_answer" orders::stops::AddressAnswerRequest => orders::row::OrderRow, orders::stops::address_answer, "Approves, refuses or withdraws the request for another address.";
    Write ["orders"] (Owner, Clerk) "orders.ask_check" orders::stops::AskCheckRequest => orders::step::BatchReply, orders::stops::ask_check, "Asks for two people to look at orders; they are locked until then.";
    Write ["orders"] (Owner, Clerk) "orders.check" orders::stops::CheckRequest => orders::row::OrderRow, orders::stops::check, "One of two confirmations of an order, or an owner's refusal.";
    Write ["orders"] (Owner, Clerk) "orders.return_intake" orders::returns::ReturnRequest => orders::row::OrderRow, orders::returns::intake, "A parcel that came back and was opened by a person.";
    Read (Owner, Clerk, Accountant) "tags.list" desk::Nothing => orders::tags::TagsReply, orders::tags::list, "All tags with the number of orders they hang on.";
    Write ["tag"] (Owner, Clerk) "tags.save" orders::tags::SaveTagRequest => desk::Nothing, orders::tags::save, "Makes a tag, or changes its colour and whether it is a tab.";
    Write ["tag"] (Owner) "tags.remove" desk::NameRequest => desk::Nothing, orders::tags::remove, "Forgets a tag that hangs on no order.";
    Read (Owner, Clerk) "blacklist.list" desk::Nothing => blacklist::BlacklistReply, blacklist::list, "People whom the shop does not serve without a look.";
    Write ["blacklist", "orders"] (Owner, Clerk) "blacklist.add" blacklist::BlacklistAddRequest => blacklist::BlacklistAddReply, blacklist::add, "Enters a person and holds what waits for them.";
    Write ["blacklist"] (Owner) "blacklist.remove" blacklist::BlacklistIdRequest => desk::Nothing, blacklist::remove, "Forgets an entry of the blacklist.";
    Write ["orders"] (Owner, Clerk) "orders.reveal" orders::touch::RevealRequest => orders::touch::RevealReply, orders::touch::reveal, "Shows the whole receiver of one order; recorded.";
    Write ["orders"] (Owner, Clerk) "orders.back" orders::touch::BackRequest => orders::step::BatchReply, orders::touch::back, "Takes back a batch change while nothing else has touched the orders.";
    Write ["job"] (Owner, Accountant) "orders.export" orders::export::ExportRequest => jobs::JobStarted, orders::export::start, "Saves the selected orders as a sheet, as a job.";
    Write ["job"] (Owner) "orders.demo" orders::demo::DemoRequest => jobs::JobStarted, orders::demo::start, "Fills the data folder with made-up orders, as a job.";


    Read (Owner, Clerk, Accountant) "doubles.list" doubles::list::DoublesRequest => doubles::list::DoublesReply, doubles::list::list, "Pairs of orders that are probably the same and that nobody has answered.";
    Read (Owner, Clerk, Accountant) "doubles.show" doubles::list::PairRequest => doubles::list::SideBySide, doubles::list::show, "Both orders of a pair side by side, with what differs.";
    Write ["orders"] (Owner, Clerk) "doubles.answer" doubles::answer::AnswerRequest => doubles::list::PairView, doubles::answer::answer, "Keeps both orders of a pair, voids one, merges the typed one into the other, or asks again.";

    Read (Owner, Clerk, Accountant) "parcels.propose" desk::Nothing => parcels::propose::ProposeReply, parcels::propose::propose, "Waiting orders that go to the same door and could travel in one parcel, with what their platforms allow.";
    Read (Owner, Clerk, Accountant) "parcels.show" parcels::show::ParcelsRequest => parcels::show::ParcelsReply, parcels::show::show, "The parcels of an order with their pieces and money.";
    Write ["orders"] (Owner, Clerk) "parcels.merge" parcels::change::MergeRequest => parcels::show::ParcelsReply, parcels::change::merge, "Puts orders into one parcel.";
    Write ["orders"] (Owner, Clerk) "parcels.split" parcels::change::SplitRequest => parcels::show::ParcelsReply, parcels::change::split, "Spreads an order over several parcels.";
    Write ["orders"] (Owner, Clerk) "parcels.undo" parcels::show::ParcelsRequest => parcels::show::ParcelsReply, parcels::change::undo, "Takes the last merge or split of an order back, until it is printed.";

    Read (Owner, Clerk) "orders.paste_preview" orders::paste::PasteRequest => orders::paste::PasteReply, orders::paste::preview, "A pasted text as order drafts, several at once; stores nothing.";
    Write ["orders", "shop"] (Owner, Clerk) "orders.paste" orders::paste::PasteRequest => orders::paste::PasteReply, orders::paste::paste, "A pasted text as order drafts, several at once, and as orders when accepted.";
    Read (Owner, Clerk) "orders.repairs" orders::repair::RepairsRequest => orders::repair::RepairsReply, orders::repair::repairs, "What can be done about the findings of one order, one press each.";
    Write ["orders"] (Owner, Clerk) "orders.repair" orders::repair::RepairRequest => orders::row::OrderRow, orders::repair::repair, "Takes one of these options; the order goes on if nothing is left.";
    Write ["orders"] (Owner, Clerk) "orders.repair_by_hand" orders::repair::RepairByHandRequest => orders::row::OrderRow, orders::repair::repair_by_hand, "Sets receiver fields by hand and goes on as after a repair.";
    Read (Owner, Clerk) "repairs.list" orders::repair::RepairListRequest => orders::repair::RepairListReply, orders::repair::list, "Orders that want a repair, each with what can be done.";
    Write ["orders"] (Owner, Clerk) "repairs.all" orders::repair::RepairAllRequest => orders::step::BatchReply, orders::repair::all, "Takes every option that is certain, for all orders at once.";
    Read (Owner, Clerk, Accountant) "address.parse" address::AddressRequest => address::AddressReply, address::parse, "One pasted text as name, phone, region and detail, with the place of each.";
    Read (Owner, Clerk) "field_rules.list" desk::Nothing => orders::field_rules::FieldRulesReply, orders::field_rules::list, "The shop's own rules for single fields.";
    Write ["saved_view"] (Owner) "field_rules.save" yidan_domain::rules::FieldRule => desk::Nothing, orders::field_rules::save, "Stores a field rule; the same name is replaced.";
    Write ["saved_view"] (Owner) "field_rules.remove" desk::NameRequest => desk::Nothing, orders::field_rules::remove, "Forgets a field rule.";
    Read (Owner, Clerk) "field_rules.try" orders::field_rules::TryFieldRuleRequest => orders::field_rules::TryFieldRuleReply, orders::field_rules::test, "Tries a field rule on a typed value and on the orders of the last 30 days.";
    Read (Owner, Clerk) "rules.list" rules::list::RulesRequest => rules::list::RulesReply, rules::list::list, "Review rules in words, the one that decides first, and what a rule can speak of.";
    Write ["review_rule"] (Owner) "rules.save" rules::save::SaveRulesRequest => rules::save::SaveRulesReply, rules::save::save, "Saves review rules; the same name is replaced, contradictions and rings are refused by name.";
    Write ["review_rule"] (Owner) "rules.remove" desk::NameRequest => desk::Nothing, rules::save::remove, "Forgets a review rule of the desk's own.";
    Write ["review_rule"] (Owner) "rules.switch" rules::save::SwitchRuleRequest => desk::Nothing, rules::save::switch, "Switches a review rule on or off.";
    Write ["review_rule"] (Owner) "rules.order" rules::save::OrderRulesRequest => desk::Nothing, rules::save::order, "Puts the review rules in order: the first decides.";
    Read (Owner, Clerk) "rules.try" rules::trial::TryRulesRequest => rules::trial::TryRulesReply, rules::trial::test, "Tries review rules on the orders of the last days; changes nothing.";
    Read (Owner, Clerk) "rules.export" rules::source::ExportRulesRequest => crate::ports::FileRef, rules::source::export, "Review rules as a text file.";

    Read (Owner, Clerk, Accountant) "files.read" files::read::ReadRequest => files::read::ReadReply, files::read::read, "What files say, in the normal form; stores nothing.";
    Write ["job"] (Owner, Clerk, Accountant) "files.import" files::import::ImportRequest => jobs::JobStarted, files::import::start, "Imports export files, or previews them, as a job.";
    Read (Owner, Clerk, Accountant) "files.problems" files::import::ProblemsRequest => crate::ports::FileRef, files::import::problems, "The problems of an import as a file for a spreadsheet.";
    Read (Owner, Clerk, Accountant) "files.columns" files::columns::ColumnsRequest => files::columns::ColumnsReply, files::columns::columns, "The columns of any file with sample cells, our fields, and a guess which feeds which.";
    Read (Owner, Clerk, Accountant) "files.try_mapping" files::columns::TryMappingRequest => files::columns::TryMappingReply, files::columns::try_mapping, "What a choice of columns reads; stores nothing.";
    Read (Owner, Clerk, Accountant) "files.list" files::history::FilesListRequest => files::history::FilesListReply, files::history::list, "Imported files, newest first.";
    Read (Owner, Clerk, Accountant) "files.original" files::history::FileIdRequest => crate::ports::FileRef, files::history::original, "An imported file exactly as it came.";
    Read (Owner, Clerk, Accountant) "files.row" files::history::FileRowRequest => files::history::FileRowReply, files::history::row, "One row of an imported file as it came.";
    Read (Owner, Clerk, Accountant) "bills.list" files::bills::BillsRequest => files::bills::BillsReply, files::bills::list, "Lines of bills, newest first.";
    Read (Owner, Clerk, Accountant) "profiles.list" desk::Nothing => files::profiles::ProfilesReply, files::profiles::list, "Saved formats of one's own.";
    Write ["profile"] (Owner, Clerk, Accountant) "profiles.save" files::profiles::SaveProfileRequest => files::profiles::NameReply, files::profiles::save, "Saves a choice of columns under a name; the same name is replaced.";
    Write ["profile"] (Owner, Clerk, Accountant) "profiles.remove" desk::NameRequest => desk::Nothing, files::profiles::remove, "Forgets a saved format.";
    Read (Owner, Clerk, Accountant) "profiles.export" desk::NameRequest => crate::ports::FileRef, files::profiles::export, "A saved format as a text file.";
    Write ["profile"] (Owner, Clerk, Accountant) "profiles.import" files::profiles::FileRequest => files::profiles::NameReply, files::profiles::import, "Takes in a format that another desk has exported.";
    Read (Owner, Clerk, Accountant) "findings.groups" files::findings::FindingGroupsRequest => files::findings::FindingGroupsReply, files::findings::groups, "What stands against orders and what imports refused, by cause, worst first.";
    Read (Owner, Clerk, Accountant) "findings.rows" files::findings::FindingRowsRequest => files::findings::FindingRowsReply, files::findings::rows, "The orders or rows of one cause.";
    Read (Owner, Clerk, Accountant) "watch.list" desk::Nothing => files::watch::WatchReply, files::watch::list, "Watched folders and how the last look at them went.";
    Write ["watched_folder"] (Owner) "watch.add" files::watch::WatchRequest => desk::Nothing, files::watch::add, "Watches a folder of this machine: new exports in it come in by themselves.";
    Write ["watched_folder"] (Owner) "watch.remove" files::watch::PathRequest => desk::Nothing, files::watch::remove, "Watches a folder no more.";

    Read (Owner, Clerk) "waybill_accounts.list" desk::Nothing => waybills::accounts::AccountsReply, waybills::accounts::list, "Where waybill numbers come from, and what each source needs and can do.";
    Write ["waybill_account"] (Owner) "waybill_accounts.save" waybills::accounts::SaveAccountRequest => waybills::accounts::AccountView, waybills::accounts::save, "Sets up a source of waybill numbers; the same name is changed. Keys never come back.";
    Write ["waybill_account"] (Owner, Clerk) "waybill_accounts.test" desk::NameRequest => waybills::accounts::TestAccountReply, waybills::accounts::test, "Asks a source what is left, or makes one harmless call.";
    Write ["waybill_account"] (Owner) "waybill_accounts.remove" desk::NameRequest => desk::Nothing, waybills::accounts::remove, "Forgets a source that never gave a number; one that did is switched off.";
    Read (Owner, Clerk, Accountant) "freight.list" desk::Nothing => waybills::freight::FreightTable, waybills::freight::list, "What carriers take, by place and weight.";
    Write ["freight_price"] (Owner) "freight.save" waybills::freight::FreightTable => waybills::freight::FreightTable, waybills::freight::save, "Puts a whole price list in place of the old one.";
    Write ["job", "waybill", "orders"] (Owner, Clerk) "waybills.issue" waybills::issue::IssueRequest => jobs::JobStarted, waybills::issue::start, "Gets waybill numbers for orders, as a job; a parcel that has one keeps it.";
    Write ["job", "waybill", "orders"] (Owner, Clerk) "waybills.cancel" waybills::cancel::CancelRequest => jobs::JobStarted, waybills::cancel::start, "Gives waybill numbers back to their source, as a job.";
    Read (Owner, Clerk, Accountant) "waybills.list" waybills::list::WaybillsRequest => waybills::list::WaybillsReply, waybills::list::list, "Waybill numbers as they stand, newest first.";
    Read (Owner, Clerk, Accountant) "waybills.of_order" waybills::list::OrderWaybillsRequest => waybills::list::WaybillsReply, waybills::list::of_order, "Every waybill number that an order has or had.";
    Write ["waybill", "orders"] (Owner, Clerk) "waybills.settle" waybills::settle::SettleWaybillRequest => waybills::settle::EnteredReply, waybills::settle::settle, "What a person found at the source of an unsure number.";
    Write ["waybill", "orders"] (Owner, Clerk) "waybills.enter" waybills::settle::EnterWaybillRequest => waybills::settle::EnteredReply, waybills::settle::enter, "Types a waybill number in for an order.";
    Read (Owner, Clerk, Accountant) "track.list" track::list::TracksRequest => track::list::TracksReply, track::list::list, "Parcels that nobody has collected, that stand still, come back or cannot be delivered.";
    Read (Owner, Clerk, Accountant) "track.show" track::view::TrackRequest => track::view::TrackStory, track::view::show, "The way of a waybill number, event by event.";
    Read (Owner, Clerk) "track.guess" track::view::TrackRequest => track::view::GuessReply, track::view::guess, "What carrier a waybill number looks like.";
    Write ["track", "orders"] (Owner, Clerk) "track.add" track::enter::AddTrackRequest => track::view::TrackStory, track::enter::add, "Enters an event of a parcel by hand; its orders follow.";
    Write ["job"] (Owner, Clerk) "track.poll" track::poll::PollRequest => jobs::JobStarted, track::poll::start, "Asks where parcels are, as a job: those named, or all whose turn it is.";
    Write ["job"] (Owner, Clerk, Accountant) "track.proofs" track::proof::ProofsRequest => jobs::JobStarted, track::proof::start, "Draws proofs of delivery (履约完成凭证) of delivered orders into one PDF, as a job.";
    Read (Owner, Clerk) "track.sources" desk::Nothing => track::sources::TrackSourcesReply, track::sources::list, "Who is asked where parcels are, and who could be.";
    Write ["track_source"] (Owner) "track.save_source" track::sources::SaveTrackSourceRequest => track::sources::TrackSourceView, track::sources::save, "Sets up a source of tracks; the same name is changed. Keys never come back.";
    Write ["track_source"] (Owner) "track.remove_source" desk::NameRequest => desk::Nothing, track::sources::remove, "Forgets a source of tracks with its keys.";

    Read (Owner, Clerk) "labels.templates" desk::Nothing => labels::pdf::TemplatesReply, labels::pdf::templates, "Labels, slips and lists that can be printed.";
    Read (Owner, Clerk) "labels.template" desk::NameRequest => labels::template::TemplateDetail, labels::template::show, "One template with everything that is on it.";
    Read (Owner, Clerk) "labels.fields" desk::Nothing => labels::template::FieldsReply, labels::template::fields, "What templates can say, with a word for each.";
    Write ["label_template"] (Owner) "labels.save" labels::template::SaveTemplateRequest => files::profiles::NameReply, labels::template::save, "Saves a template of the shop's own; the same name is replaced.";
    Write ["label_template"] (Owner) "labels.remove" desk::NameRequest => desk::Nothing, labels::template::remove, "Forgets a template of the shop's own.";
    Read (Owner, Clerk) "labels.export" desk::NameRequest => crate::ports::FileRef, labels::template::export, "A template as a text file.";
    Write ["label_template"] (Owner) "labels.import" files::profiles::FileRequest => files::profiles::NameReply, labels::template::import, "Takes in a template that was exported.";
    Read (Owner, Clerk) "labels.preview" labels::template::PreviewRequest => labels::template::PreviewReply, labels::template::preview, "Draws one label as the print head would burn it.";
    Write [] (Owner, Clerk) "labels.goods" labels::goods::GoodsLabelsRequest => labels::goods::GoodsLabelsReply, labels::goods::labels, "Labels for goods, to a printer or into a PDF; no order is touched.";
    Read (Owner, Clerk) "labels.texts" labels::goods::GoodsTextsRequest => labels::goods::GoodsTextsReply, labels::goods::texts, "Goods in another language, by SKU.";
    Write ["goods_text"] (Owner, Clerk) "labels.save_texts" labels::goods::SaveGoodsTextsRequest => labels::goods::GoodsTextsSaved, labels::goods::save_texts, "Keeps what goods are called in another language; an empty text takes its line away.";
    Write ["goods_text"] (Owner, Clerk) "labels.import_texts" files::profiles::FileRequest => labels::goods::GoodsTextsSaved, labels::goods::import_texts, "Takes such texts from a table: SKU code, text.";
    Read (Owner, Clerk) "labels.export_texts" desk::Nothing => crate::ports::FileRef, labels::goods::export_texts, "All such texts as a table.";
    Write ["job"] (Owner, Clerk) "labels.pdf" labels::pdf::PdfRequest => jobs::JobStarted, labels::pdf::start, "Draws labels into one PDF, as a job.";
    Write ["job", "print_label"] (Owner, Clerk) "labels.print" labels::print::PrintRequest => jobs::JobStarted, labels::print::start, "Prints labels on a queue, as a job.";
    Read (Owner, Clerk) "prints.list" labels::print::PrintsRequest => labels::print::PrintsReply, labels::print::prints_list, "Batches of labels, newest first.";
    Read (Owner, Clerk) "prints.show" labels::print::BatchRequest => labels::print::BatchDetail, labels::print::prints_show, "One batch with every label.";
    Read (Owner, Clerk) "printers.list" desk::Nothing => labels::print::PrintersReply, labels::printer::list, "Printers as the print system knows them, those with an address of their own, and what is set for each.";
    Write ["setting"] (Owner) "printers.save" labels::printer::PrinterSetup => labels::print::PrintersReply, labels::printer::save, "Sets a printer up: address, language, paper, where the picture stands; the same name is replaced.";
    Write ["setting"] (Owner) "printers.remove" desk::NameRequest => desk::Nothing, labels::printer::remove, "Forgets what is set for a printer; one with an address of its own is gone with it.";
    Write ["setting"] (Owner, Clerk) "printers.calibrate" labels::calibrate::CalibrateRequest => labels::calibrate::CalibrateReply, labels::calibrate::run, "Prints a page of rulers; with what was measured on it, sets the printer's offset.";
    Write [] (Owner, Clerk) "printers.test" labels::print::TestPageRequest => desk::Nothing, labels::print::printers_test, "Prints a test page with a ruler and a barcode.";

    Write ["orders", "scan", "outbox"] (Owner, Clerk) "scan.act" scan::ScanRequest => scan::ScanReply, scan::act, "One scan: a parcel leaves, an article finds its label, or a parcel has come back. The answer is a colour and a sentence.";
    Write ["scan"] (Owner, Clerk) "scan.drop" scan::desk::DeskRequest => scan::desk::DeskReply, scan::desk::drop_hand, "Puts down what a desk has in hand; nothing leaves.";
    Read (Owner, Clerk) "scan.desk" scan::desk::DeskRequest => scan::desk::DeskReply, scan::desk::desk, "What a desk has in hand, its last scans, and how many it had today.";
    Read (Owner, Clerk) "scan.returns" desk::Nothing => scan::desk::ReturnsReply, scan::desk::returns, "Parcels that came back and wait for a person's word.";

    Read (Owner, Accountant) "reconcile.overview" reconcile::month::MonthRequest => reconcile::month::MonthReply, reconcile::month::overview, "One month per shop.";
    Write ["job"] (Owner, Accountant) "reconcile.sheet" reconcile::month::MonthRequest => jobs::JobStarted, reconcile::month::start, "The month's workbook, as a job.";

    Read (Owner, Clerk, Accountant) "jobs.list" desk::Nothing => jobs::JobsReply, jobs::list, "Jobs that run, wait, or ended lately.";
    Read (Owner, Clerk, Accountant) "jobs.show" jobs::JobRequest => jobs::JobView, jobs::show, "One job.";
    Write ["job"] (Owner, Clerk, Accountant) "jobs.pause" jobs::JobRequest => jobs::JobView, jobs::pause, "Pauses a job at the next safe place.";
    Write ["job"] (Owner, Clerk, Accountant) "jobs.resume" jobs::JobRequest => jobs::JobView, jobs::resume, "Goes on with a paused or interrupted job.";
    Write ["job"] (Owner, Clerk, Accountant) "jobs.cancel" jobs::JobRequest => jobs::JobView, jobs::cancel, "Gives a job up; what is done stays done.";
    Write ["job"] (Owner, Clerk, Accountant) "jobs.dismiss" jobs::JobRequest => desk::Nothing, jobs::dismiss, "Takes an ended job out of the tray.";

    Read (Owner, Clerk, Accountant) "trail.verify" desk::Nothing => health::VerifyReply, health::trail_verify, "Checks the chain of the trail and names the first broken row.";
    Read (Owner, Clerk, Accountant) "trail.heads" desk::Nothing => trail::HeadsReply, trail::heads, "The head of the trail at the end of every day.";
    Write ["job"] (Owner, Accountant) "trail.export" desk::Nothing => jobs::JobStarted, trail::export, "Writes the whole trail out with its hashes, as a job.";
    Read (Owner) "backup.list" desk::Nothing => health::BackupsReply, health::backup_list, "Copies of the data file.";
    Write ["backup"] (Owner) "backup.now" desk::Nothing => health::BackupView, health::backup_now, "Copies the data file now.";
    Write ["orders", "backup"] (Owner) "backup.restore" desk::NameRequest => desk::Nothing, health::backup_restore, "Puts a copy in place of the data file; the replaced one is kept aside.";
    Read (Owner, Clerk, Accountant) "doctor.check" desk::Nothing => health::DoctorReply, health::doctor, "Health in words: data file, disk, printers, clock, shops.";
}
