// Made from the command table by `cargo xtask bindings`. Not to be edited.
import type * as t from './types';

export interface Commands {
  /** Who is signed in, what program and data folder this is, and the settings of the desk. */
  'session.get': { request: t.Nothing; reply: t.SessionReply };
  /** Signs in with name and PIN at the seat that asks. */
  'session.sign_in': { request: t.SignInRequest; reply: t.SessionReply };
  /** Leaves the seat; whoever comes next signs in. */
  'session.sign_out': { request: t.Nothing; reply: t.Nothing };
  /** Who is named, and what that means for signing in. */
  'staff.list': { request: t.Nothing; reply: t.StaffReply };
  /** Names a person; with the first one, sign-in begins for every face. */
  'staff.add': { request: t.AddStaffRequest; reply: t.StaffReply };
  /** Lets a person go; with the last one, sign-in ends. */
  'staff.remove': { request: t.NameRequest; reply: t.StaffReply };
  /** Gives a person another role. */
  'staff.set_role': { request: t.SetRoleRequest; reply: t.StaffReply };
  /** Gives a person another PIN: the owner to anybody, everybody to themselves. */
  'staff.set_pin': { request: t.SetPinRequest; reply: t.Nothing };
  /** Stores one setting of the desk. */
  'settings.set': { request: t.SettingRequest; reply: t.Nothing };
  /** Saved filters of the order list. */
  'views.list': { request: t.Nothing; reply: t.ViewsReply };
  /** Saves a filter under a name; the same name is replaced. */
  'views.save': { request: t.SavedView; reply: t.Nothing };
  /** Forgets a saved filter. */
  'views.remove': { request: t.NameRequest; reply: t.Nothing };
  /** Shops with their orders, and the platforms known to this program. */
  'shops.list': { request: t.Nothing; reply: t.ShopsReply };
  /** Gives a shop another name. */
  'shops.rename': { request: t.RenameShopRequest; reply: t.Nothing };
  /** Connects a shop to its platform's interface; credentials go to the keyring. */
  'shops.add': { request: t.AddShopRequest; reply: t.AddShopReply };
  /** One harmless call that shows whether the access works. */
  'shops.test': { request: t.NameRequest; reply: t.TestShopReply };
  /** Fetches the first token with what the platform's page gave back. */
  'shops.authorize': { request: t.AuthorizeRequest; reply: t.TestShopReply };
  /** Pauses a connected shop or lets it go on; notes that its writing calls were checked. */
  'shops.pause': { request: t.PauseShopRequest; reply: t.Nothing };
  /** Forgets the access of a shop; its orders stay. */
  'shops.disconnect': { request: t.NameRequest; reply: t.Nothing };
  /** Connected shops, their troubles and receipts. */
  'sync.status': { request: t.Nothing; reply: t.SyncStatus };
  /** Visits connected shops now, as a job. */
  'sync.run': { request: t.SyncRequest; reply: t.JobStarted };
  /** Asks the platform about one order now. */
  'sync.ask': { request: t.AskOneRequest; reply: t.AskOneReply };
  /** Our orders beside the platform's, order by order. */
  'sync.compare': { request: t.NameRequest; reply: t.CompareReply };
  /** The consistency reports that were made, newest first. */
  'consistency.list': { request: t.Nothing; reply: t.ConsistencyList };
  /** One report: every shop beside its platform, every difference by its order. */
  'consistency.show': { request: t.ConsistencyShowRequest; reply: t.ConsistencyView };
  /** Makes a report now, as a job. */
  'consistency.make': { request: t.ConsistencyMakeRequest; reply: t.JobStarted };
  /** A report as a workbook, as a job. */
  'consistency.sheet': { request: t.ConsistencyShowRequest; reply: t.JobStarted };
  /** What is still to be told to platforms. */
  'outbox.list': { request: t.Nothing; reply: t.OutboxReply };
  /** Sends refused messages again. */
  'outbox.retry': { request: t.RetryRequest; reply: t.RetryReply };
  /** The platform knows already: refused messages are over. */
  'outbox.declare': { request: t.DeclareRequest; reply: t.DeclareReply };
  /** Gives a refused parcel another number and tells the platform that one. */
  'outbox.renumber': { request: t.RenumberRequest; reply: t.Nothing };
  /** Tells a platform how many pieces of one article are for sale. */
  'outbox.stock': { request: t.StockRequest; reply: t.StockReply };
  /** Lets a shop's own program send orders; the reply is the only one that ever holds the key. */
  'intake.open': { request: t.DoorRequest; reply: t.OpenDoorReply };
  /** Forgets the key by which a shop's own program sends orders; the orders stay. */
  'intake.close': { request: t.DoorRequest; reply: t.Nothing };
  /** Shops whose own programs may send orders, and when they last did. */
  'intake.list': { request: t.Nothing; reply: t.DoorsReply };
  /** What this program knows of every platform: files, interface, signatures. */
  'platforms.list': { request: t.Nothing; reply: t.PlatformsReply };
  /** A platform's signature and the text it is made of, to find out why one is refused; nothing is sent or kept. */
  'platforms.sign': { request: t.SignRequest; reply: t.SignReply };
  /** Stages, things to do, figures and the last import of every shop. */
  'home.board': { request: t.Nothing; reply: t.BoardReply };
  /** What wants attention, in three grades, one line per cause with its orders. */
  'alarms.list': { request: t.AlarmsRequest; reply: t.AlarmsReply };
  /** The figures of the clocks, and which alarms are quiet. */
  'alarms.settings': { request: t.Nothing; reply: t.ClocksReply };
  /** Sets the figures of the clocks; what is left out goes back to its default. */
  'alarms.set': { request: t.Clocks; reply: t.ClocksReply };
  /** Keeps one alarm quiet for a while. */
  'alarms.mute': { request: t.MuteRequest; reply: t.Nothing };
  /** Lets automatic movement go on after the breaker has paused it. */
  'alarms.resume': { request: t.Nothing; reply: t.ResumeReply };
  /** One page of orders by cursor. */
  'orders.list': { request: t.ListRequest; reply: t.ListReply };
  /** Freezes a filter into a list that does not move while it is worked on. */
  'orders.snapshot': { request: t.SnapshotRequest; reply: t.SnapshotReply };
  /** Rows of a frozen list. */
  'orders.rows': { request: t.RowsRequest; reply: t.RowsReply };
  /** Counts beside the tabs of the order list. */
  'orders.tabs': { request: t.Filter; reply: t.TabsReply };
  /** One order with its whole story. */
  'orders.show': { request: t.ShowRequest; reply: t.OrderStory };
  /** Finds orders by any number, phone, name or SKU. */
  'orders.find': { request: t.FindRequest; reply: t.FindReply };
  /** Moves one order by an event of the state table. */
  'orders.apply': { request: t.ApplyRequest; reply: t.OrderRow };
  /** Moves many orders by one event. */
  'orders.step': { request: t.StepRequest; reply: t.BatchReply };
  /** Sets fields of one order by hand; imports do not overwrite them. */
  'orders.edit': { request: t.EditRequest; reply: t.OrderRow };
  /** Holds orders with a reason. */
  'orders.hold': { request: t.HoldRequest; reply: t.BatchReply };
  /** Lets held orders go. */
  'orders.release': { request: t.ReleaseRequest; reply: t.BatchReply };
  /** Plants a flag on orders. */
  'orders.flag': { request: t.FlagRequest; reply: t.BatchReply };
  /** Marks orders as urgent, or not. */
  'orders.urgent': { request: t.UrgentRequest; reply: t.BatchReply };
  /** Sets aside one finding of an order; recorded. */
  'orders.ignore': { request: t.IgnoreRequest; reply: t.OrderRow };
  /** Hangs tags on orders and takes others off. */
  'orders.tag': { request: t.TagRequest; reply: t.BatchReply };
  /** Makes orders exceptions with a cause of the closed list. */
  'orders.except': { request: t.ExceptRequest; reply: t.BatchReply };
  /** Ends the exception of orders. */
  'orders.settle': { request: t.SettleRequest; reply: t.BatchReply };
  /** Another receiver for one order: at once where the person may, otherwise as a request that locks it. */
  'orders.address_change': { request: t.AddressChangeRequest; reply: t.OrderRow };
  /** Approves, refuses or withdraws the request for another address. */
  'orders.address_answer': { request: t.AddressAnswerRequest; reply: t.OrderRow };
  /** Asks for two people to look at orders; they are locked until then. */
  'orders.ask_check': { request: t.AskCheckRequest; reply: t.BatchReply };
  /** One of two confirmations of an order, or an owner's refusal. */
  'orders.check': { request: t.CheckRequest; reply: t.OrderRow };
  /** A parcel that came back and was opened by a person. */
  'orders.return_intake': { request: t.ReturnRequest; reply: t.OrderRow };
  /** All tags with the number of orders they hang on. */
  'tags.list': { request: t.Nothing; reply: t.TagsReply };
  /** Makes a tag, or changes its colour and whether it is a tab. */
  'tags.save': { request: t.SaveTagRequest; reply: t.Nothing };
  /** Forgets a tag that hangs on no order. */
  'tags.remove': { request: t.NameRequest; reply: t.Nothing };
  /** People whom the shop does not serve without a look. */
  'blacklist.list': { request: t.Nothing; reply: t.BlacklistReply };
  /** Enters a person and holds what waits for them. */
  'blacklist.add': { request: t.BlacklistAddRequest; reply: t.BlacklistAddReply };
  /** Forgets an entry of the blacklist. */
  'blacklist.remove': { request: t.BlacklistIdRequest; reply: t.Nothing };
  /** Shows the whole receiver of one order; recorded. */
  'orders.reveal': { request: t.RevealRequest; reply: t.RevealReply };
  /** Takes back a batch change while nothing else has touched the orders. */
  'orders.back': { request: t.BackRequest; reply: t.BatchReply };
  /** Saves the selected orders as a sheet, as a job. */
  'orders.export': { request: t.ExportRequest; reply: t.JobStarted };
  /** Fills the data folder with made-up orders, as a job. */
  'orders.demo': { request: t.DemoRequest; reply: t.JobStarted };
  /** Pairs of orders that are probably the same and that nobody has answered. */
  'doubles.list': { request: t.DoublesRequest; reply: t.DoublesReply };
  /** Both orders of a pair side by side, with what differs. */
  'doubles.show': { request: t.PairRequest; reply: t.SideBySide };
  /** Keeps both orders of a pair, voids one, merges the typed one into the other, or asks again. */
  'doubles.answer': { request: t.AnswerRequest; reply: t.PairView };
  /** Waiting orders that go to the same door and could travel in one parcel, with what their platforms allow. */
  'parcels.propose': { request: t.Nothing; reply: t.ProposeReply };
  /** The parcels of an order with their pieces and money. */
  'parcels.show': { request: t.ParcelsRequest; reply: t.ParcelsReply };
  /** Puts orders into one parcel. */
  'parcels.merge': { request: t.MergeRequest; reply: t.ParcelsReply };
  /** Spreads an order over several parcels. */
  'parcels.split': { request: t.SplitRequest; reply: t.ParcelsReply };
  /** Takes the last merge or split of an order back, until it is printed. */
  'parcels.undo': { request: t.ParcelsRequest; reply: t.ParcelsReply };
  /** A pasted text as order drafts, several at once; stores nothing. */
  'orders.paste_preview': { request: t.PasteRequest; reply: t.PasteReply };
  /** A pasted text as order drafts, several at once, and as orders when accepted. */
  'orders.paste': { request: t.PasteRequest; reply: t.PasteReply };
  /** What can be done about the findings of one order, one press each. */
  'orders.repairs': { request: t.RepairsRequest; reply: t.RepairsReply };
  /** Takes one of these options; the order goes on if nothing is left. */
  'orders.repair': { request: t.RepairRequest; reply: t.OrderRow };
  /** Sets receiver fields by hand and goes on as after a repair. */
  'orders.repair_by_hand': { request: t.RepairByHandRequest; reply: t.OrderRow };
  /** Orders that want a repair, each with what can be done. */
  'repairs.list': { request: t.RepairListRequest; reply: t.RepairListReply };
  /** Takes every option that is certain, for all orders at once. */
  'repairs.all': { request: t.RepairAllRequest; reply: t.BatchReply };
  /** One pasted text as name, phone, region and detail, with the place of each. */
  'address.parse': { request: t.AddressRequest; reply: t.AddressReply };
  /** The shop's own rules for single fields. */
  'field_rules.list': { request: t.Nothing; reply: t.FieldRulesReply };
  /** Stores a field rule; the same name is replaced. */
  'field_rules.save': { request: t.FieldRule; reply: t.Nothing };
  /** Forgets a field rule. */
  'field_rules.remove': { request: t.NameRequest; reply: t.Nothing };
  /** Tries a field rule on a typed value and on the orders of the last 30 days. */
  'field_rules.try': { request: t.TryFieldRuleRequest; reply: t.TryFieldRuleReply };
  /** Review rules in words, the one that decides first, and what a rule can speak of. */
  'rules.list': { request: t.RulesRequest; reply: t.RulesReply };
  /** Saves review rules; the same name is replaced, contradictions and rings are refused by name. */
  'rules.save': { request: t.SaveRulesRequest; reply: t.SaveRulesReply };
  /** Forgets a review rule of the desk's own. */
  'rules.remove': { request: t.NameRequest; reply: t.Nothing };
  /** Switches a review rule on or off. */
  'rules.switch': { request: t.SwitchRuleRequest; reply: t.Nothing };
  /** Puts the review rules in order: the first decides. */
  'rules.order': { request: t.OrderRulesRequest; reply: t.Nothing };
  /** Tries review rules on the orders of the last days; changes nothing. */
  'rules.try': { request: t.TryRulesRequest; reply: t.TryRulesReply };
  /** Review rules as a text file. */
  'rules.export': { request: t.ExportRulesRequest; reply: t.FileRef };
  /** What files say, in the normal form; stores nothing. */
  'files.read': { request: t.ReadRequest; reply: t.ReadReply };
  /** Imports export files, or previews them, as a job. */
  'files.import': { request: t.ImportRequest; reply: t.JobStarted };
  /** The problems of an import as a file for a spreadsheet. */
  'files.problems': { request: t.ProblemsRequest; reply: t.FileRef };
  /** The columns of any file with sample cells, our fields, and a guess which feeds which. */
  'files.columns': { request: t.ColumnsRequest; reply: t.ColumnsReply };
  /** What a choice of columns reads; stores nothing. */
  'files.try_mapping': { request: t.TryMappingRequest; reply: t.TryMappingReply };
  /** Imported files, newest first. */
  'files.list': { request: t.FilesListRequest; reply: t.FilesListReply };
  /** An imported file exactly as it came. */
  'files.original': { request: t.FileIdRequest; reply: t.FileRef };
  /** One row of an imported file as it came. */
  'files.row': { request: t.FileRowRequest; reply: t.FileRowReply };
  /** Lines of bills, newest first. */
  'bills.list': { request: t.BillsRequest; reply: t.BillsReply };
  /** Saved formats of one's own. */
  'profiles.list': { request: t.Nothing; reply: t.ProfilesReply };
  /** Saves a choice of columns under a name; the same name is replaced. */
  'profiles.save': { request: t.SaveProfileRequest; reply: t.NameReply };
  /** Forgets a saved format. */
  'profiles.remove': { request: t.NameRequest; reply: t.Nothing };
  /** A saved format as a text file. */
  'profiles.export': { request: t.NameRequest; reply: t.FileRef };
  /** Takes in a format that another desk has exported. */
  'profiles.import': { request: t.FileRequest; reply: t.NameReply };
  /** What stands against orders and what imports refused, by cause, worst first. */
  'findings.groups': { request: t.FindingGroupsRequest; reply: t.FindingGroupsReply };
  /** The orders or rows of one cause. */
  'findings.rows': { request: t.FindingRowsRequest; reply: t.FindingRowsReply };
  /** Watched folders and how the last look at them went. */
  'watch.list': { request: t.Nothing; reply: t.WatchReply };
  /** Watches a folder of this machine: new exports in it come in by themselves. */
  'watch.add': { request: t.WatchRequest; reply: t.Nothing };
  /** Watches a folder no more. */
  'watch.remove': { request: t.PathRequest; reply: t.Nothing };
  /** Where waybill numbers come from, and what each source needs and can do. */
  'waybill_accounts.list': { request: t.Nothing; reply: t.AccountsReply };
  /** Sets up a source of waybill numbers; the same name is changed. Keys never come back. */
  'waybill_accounts.save': { request: t.SaveAccountRequest; reply: t.AccountView };
  /** Asks a source what is left, or makes one harmless call. */
  'waybill_accounts.test': { request: t.NameRequest; reply: t.TestAccountReply };
  /** Forgets a source that never gave a number; one that did is switched off. */
  'waybill_accounts.remove': { request: t.NameRequest; reply: t.Nothing };
  /** What carriers take, by place and weight. */
  'freight.list': { request: t.Nothing; reply: t.FreightTable };
  /** Puts a whole price list in place of the old one. */
  'freight.save': { request: t.FreightTable; reply: t.FreightTable };
  /** Gets waybill numbers for orders, as a job; a parcel that has one keeps it. */
  'waybills.issue': { request: t.IssueRequest; reply: t.JobStarted };
  /** Gives waybill numbers back to their source, as a job. */
  'waybills.cancel': { request: t.CancelRequest; reply: t.JobStarted };
  /** Waybill numbers as they stand, newest first. */
  'waybills.list': { request: t.WaybillsRequest; reply: t.WaybillsReply };
  /** Every waybill number that an order has or had. */
  'waybills.of_order': { request: t.OrderWaybillsRequest; reply: t.WaybillsReply };
  /** What a person found at the source of an unsure number. */
  'waybills.settle': { request: t.SettleWaybillRequest; reply: t.EnteredReply };
  /** Types a waybill number in for an order. */
  'waybills.enter': { request: t.EnterWaybillRequest; reply: t.EnteredReply };
  /** Parcels that nobody has collected, that stand still, come back or cannot be delivered. */
  'track.list': { request: t.TracksRequest; reply: t.TracksReply };
  /** The way of a waybill number, event by event. */
  'track.show': { request: t.TrackRequest; reply: t.TrackStory };
  /** What carrier a waybill number looks like. */
  'track.guess': { request: t.TrackRequest; reply: t.GuessReply };
  /** Enters an event of a parcel by hand; its orders follow. */
  'track.add': { request: t.AddTrackRequest; reply: t.TrackStory };
  /** Asks where parcels are, as a job: those named, or all whose turn it is. */
  'track.poll': { request: t.PollRequest; reply: t.JobStarted };
  /** Draws proofs of delivery (履约完成凭证) of delivered orders into one PDF, as a job. */
  'track.proofs': { request: t.ProofsRequest; reply: t.JobStarted };
  /** Who is asked where parcels are, and who could be. */
  'track.sources': { request: t.Nothing; reply: t.TrackSourcesReply };
  /** Sets up a source of tracks; the same name is changed. Keys never come back. */
  'track.save_source': { request: t.SaveTrackSourceRequest; reply: t.TrackSourceView };
  /** Forgets a source of tracks with its keys. */
  'track.remove_source': { request: t.NameRequest; reply: t.Nothing };
  /** Labels, slips and lists that can be printed. */
  'labels.templates': { request: t.Nothing; reply: t.TemplatesReply };
  /** One template with everything that is on it. */
  'labels.template': { request: t.NameRequest; reply: t.TemplateDetail };
  /** What templates can say, with a word for each. */
  'labels.fields': { request: t.Nothing; reply: t.FieldsReply };
  /** Saves a template of the shop's own; the same name is replaced. */
  'labels.save': { request: t.SaveTemplateRequest; reply: t.NameReply };
  /** Forgets a template of the shop's own. */
  'labels.remove': { request: t.NameRequest; reply: t.Nothing };
  /** A template as a text file. */
  'labels.export': { request: t.NameRequest; reply: t.FileRef };
  /** Takes in a template that was exported. */
  'labels.import': { request: t.FileRequest; reply: t.NameReply };
  /** Draws one label as the print head would burn it. */
  'labels.preview': { request: t.PreviewRequest; reply: t.PreviewReply };
  /** Labels for goods, to a printer or into a PDF; no order is touched. */
  'labels.goods': { request: t.GoodsLabelsRequest; reply: t.GoodsLabelsReply };
  /** Goods in another language, by SKU. */
  'labels.texts': { request: t.GoodsTextsRequest; reply: t.GoodsTextsReply };
  /** Keeps what goods are called in another language; an empty text takes its line away. */
  'labels.save_texts': { request: t.SaveGoodsTextsRequest; reply: t.GoodsTextsSaved };
  /** Takes such texts from a table: SKU code, text. */
  'labels.import_texts': { request: t.FileRequest; reply: t.GoodsTextsSaved };
  /** All such texts as a table. */
  'labels.export_texts': { request: t.Nothing; reply: t.FileRef };
  /** Draws labels into one PDF, as a job. */
  'labels.pdf': { request: t.PdfRequest; reply: t.JobStarted };
  /** Prints labels on a queue, as a job. */
  'labels.print': { request: t.PrintRequest; reply: t.JobStarted };
  /** Batches of labels, newest first. */
  'prints.list': { request: t.PrintsRequest; reply: t.PrintsReply };
  /** One batch with every label. */
  'prints.show': { request: t.BatchRequest; reply: t.BatchDetail };
  /** Printers as the print system knows them, those with an address of their own, and what is set for each. */
  'printers.list': { request: t.Nothing; reply: t.PrintersReply };
  /** Sets a printer up: address, language, paper, where the picture stands; the same name is replaced. */
  'printers.save': { request: t.PrinterSetup; reply: t.PrintersReply };
  /** Forgets what is set for a printer; one with an address of its own is gone with it. */
  'printers.remove': { request: t.NameRequest; reply: t.Nothing };
  /** Prints a page of rulers; with what was measured on it, sets the printer's offset. */
  'printers.calibrate': { request: t.CalibrateRequest; reply: t.CalibrateReply };
  /** Prints a test page with a ruler and a barcode. */
  'printers.test': { request: t.TestPageRequest; reply: t.Nothing };
  /** One scan: a parcel leaves, an article finds its label, or a parcel has come back. The answer is a colour and a sentence. */
  'scan.act': { request: t.ScanRequest; reply: t.ScanReply };
  /** Puts down what a desk has in hand; nothing leaves. */
  'scan.drop': { request: t.DeskRequest; reply: t.DeskReply };
  /** What a desk has in hand, its last scans, and how many it had today. */
  'scan.desk': { request: t.DeskRequest; reply: t.DeskReply };
  /** Parcels that came back and wait for a person's word. */
  'scan.returns': { request: t.Nothing; reply: t.ReturnsReply };
  /** One month per shop. */
  'reconcile.overview': { request: t.MonthRequest; reply: t.MonthReply };
  /** The month's workbook, as a job. */
  'reconcile.sheet': { request: t.MonthRequest; reply: t.JobStarted };
  /** Jobs that run, wait, or ended lately. */
  'jobs.list': { request: t.Nothing; reply: t.JobsReply };
  /** One job. */
  'jobs.show': { request: t.JobRequest; reply: t.JobView };
  /** Pauses a job at the next safe place. */
  'jobs.pause': { request: t.JobRequest; reply: t.JobView };
  /** Goes on with a paused or interrupted job. */
  'jobs.resume': { request: t.JobRequest; reply: t.JobView };
  /** Gives a job up; what is done stays done. */
  'jobs.cancel': { request: t.JobRequest; reply: t.JobView };
  /** Takes an ended job out of the tray. */
  'jobs.dismiss': { request: t.JobRequest; reply: t.Nothing };
  /** Checks the chain of the trail and names the first broken row. */
  'trail.verify': { request: t.Nothing; reply: t.VerifyReply };
  /** The head of the trail at the end of every day. */
  'trail.heads': { request: t.Nothing; reply: t.HeadsReply };
  /** Writes the whole trail out with its hashes, as a job. */
  'trail.export': { request: t.Nothing; reply: t.JobStarted };
  /** Copies of the data file. */
  'backup.list': { request: t.Nothing; reply: t.BackupsReply };
  /** Copies the data file now. */
  'backup.now': { request: t.Nothing; reply: t.BackupView };
  /** Puts a copy in place of the data file; the replaced one is kept aside. */
  'backup.restore': { request: t.NameRequest; reply: t.Nothing };
  /** Health in words: data file, disk, printers, clock, shops. */
  'doctor.check': { request: t.Nothing; reply: t.DoctorReply };
}

export type CommandName = keyof Commands;

/** Who may call what; the core checks it again. */
export const ROLES: Readonly<Record<CommandName, readonly t.Role[]>> = {
  'session.get': ['owner', 'clerk', 'accountant'],
  'session.sign_in': ['owner', 'clerk', 'accountant'],
  'session.sign_out': ['owner', 'clerk', 'accountant'],
  'staff.list': ['owner'],
  'staff.add': ['owner'],
  'staff.remove': ['owner'],
  'staff.set_role': ['owner'],
  'staff.set_pin': ['owner', 'clerk', 'accountant'],
  'settings.set': ['owner', 'clerk', 'accountant'],
  'views.list': ['owner', 'clerk', 'accountant'],
  'views.save': ['owner', 'clerk', 'accountant'],
  'views.remove': ['owner', 'clerk', 'accountant'],
  'shops.list': ['owner', 'clerk', 'accountant'],
  'shops.rename': ['owner'],
  'shops.add': ['owner'],
  'shops.test': ['owner'],
  'shops.authorize': ['owner'],
  'shops.pause': ['owner'],
  'shops.disconnect': ['owner'],
  'sync.status': ['owner', 'clerk'],
  'sync.run': ['owner', 'clerk'],
  'sync.ask': ['owner', 'clerk'],
  'sync.compare': ['owner'],
  'consistency.list': ['owner', 'accountant'],
  'consistency.show': ['owner', 'accountant'],
  'consistency.make': ['owner', 'accountant'],
  'consistency.sheet': ['owner', 'accountant'],
  'outbox.list': ['owner', 'clerk'],
  'outbox.retry': ['owner', 'clerk'],
  'outbox.declare': ['owner', 'clerk'],
  'outbox.renumber': ['owner', 'clerk'],
  'outbox.stock': ['owner', 'clerk'],
  'intake.open': ['owner'],
  'intake.close': ['owner'],
  'intake.list': ['owner', 'clerk'],
  'platforms.list': ['owner', 'clerk', 'accountant'],
  'platforms.sign': ['owner'],
  'home.board': ['owner', 'clerk', 'accountant'],
  'alarms.list': ['owner', 'clerk', 'accountant'],
  'alarms.settings': ['owner', 'clerk', 'accountant'],
  'alarms.set': ['owner'],
  'alarms.mute': ['owner', 'clerk'],
  'alarms.resume': ['owner', 'clerk'],
  'orders.list': ['owner', 'clerk', 'accountant'],
  'orders.snapshot': ['owner', 'clerk', 'accountant'],
  'orders.rows': ['owner', 'clerk', 'accountant'],
  'orders.tabs': ['owner', 'clerk', 'accountant'],
  'orders.show': ['owner', 'clerk', 'accountant'],
  'orders.find': ['owner', 'clerk', 'accountant'],
  'orders.apply': ['owner', 'clerk'],
  'orders.step': ['owner', 'clerk'],
  'orders.edit': ['owner', 'clerk'],
  'orders.hold': ['owner', 'clerk'],
  'orders.release': ['owner', 'clerk'],
  'orders.flag': ['owner', 'clerk'],
  'orders.urgent': ['owner', 'clerk'],
  'orders.ignore': ['owner', 'clerk'],
  'orders.tag': ['owner', 'clerk'],
  'orders.except': ['owner', 'clerk'],
  'orders.settle': ['owner', 'clerk'],
  'orders.address_change': ['owner', 'clerk'],
  'orders.address_answer': ['owner', 'clerk'],
  'orders.ask_check': ['owner', 'clerk'],
  'orders.check': ['owner', 'clerk'],
  'orders.return_intake': ['owner', 'clerk'],
  'tags.list': ['owner', 'clerk', 'accountant'],
  'tags.save': ['owner', 'clerk'],
  'tags.remove': ['owner'],
  'blacklist.list': ['owner', 'clerk'],
  'blacklist.add': ['owner', 'clerk'],
  'blacklist.remove': ['owner'],
  'orders.reveal': ['owner', 'clerk'],
  'orders.back': ['owner', 'clerk'],
  'orders.export': ['owner', 'accountant'],
  'orders.demo': ['owner'],
  'doubles.list': ['owner', 'clerk', 'accountant'],
  'doubles.show': ['owner', 'clerk', 'accountant'],
  'doubles.answer': ['owner', 'clerk'],
  'parcels.propose': ['owner', 'clerk', 'accountant'],
  'parcels.show': ['owner', 'clerk', 'accountant'],
  'parcels.merge': ['owner', 'clerk'],
  'parcels.split': ['owner', 'clerk'],
  'parcels.undo': ['owner', 'clerk'],
  'orders.paste_preview': ['owner', 'clerk'],
  'orders.paste': ['owner', 'clerk'],
  'orders.repairs': ['owner', 'clerk'],
  'orders.repair': ['owner', 'clerk'],
  'orders.repair_by_hand': ['owner', 'clerk'],
  'repairs.list': ['owner', 'clerk'],
  'repairs.all': ['owner', 'clerk'],
  'address.parse': ['owner', 'clerk', 'accountant'],
  'field_rules.list': ['owner', 'clerk'],
  'field_rules.save': ['owner'],
  'field_rules.remove': ['owner'],
  'field_rules.try': ['owner', 'clerk'],
  'rules.list': ['owner', 'clerk'],
  'rules.save': ['owner'],
  'rules.remove': ['owner'],
  'rules.switch': ['owner'],
  'rules.order': ['owner'],
  'rules.try': ['owner', 'clerk'],
  'rules.export': ['owner', 'clerk'],
  'files.read': ['owner', 'clerk', 'accountant'],
  'files.import': ['owner', 'clerk', 'accountant'],
  'files.problems': ['owner', 'clerk', 'accountant'],
  'files.columns': ['owner', 'clerk', 'accountant'],
  'files.try_mapping': ['owner', 'clerk', 'accountant'],
  'files.list': ['owner', 'clerk', 'accountant'],
  'files.original': ['owner', 'clerk', 'accountant'],
  'files.row': ['owner', 'clerk', 'accountant'],
  'bills.list': ['owner', 'clerk', 'accountant'],
  'profiles.list': ['owner', 'clerk', 'accountant'],
  'profiles.save': ['owner', 'clerk', 'accountant'],
  'profiles.remove': ['owner', 'clerk', 'accountant'],
  'profiles.export': ['owner', 'clerk', 'accountant'],
  'profiles.import': ['owner', 'clerk', 'accountant'],
  'findings.groups': ['owner', 'clerk', 'accountant'],
  'findings.rows': ['owner', 'clerk', 'accountant'],
  'watch.list': ['owner', 'clerk', 'accountant'],
  'watch.add': ['owner'],
  'watch.remove': ['owner'],
  'waybill_accounts.list': ['owner', 'clerk'],
  'waybill_accounts.save': ['owner'],
  'waybill_accounts.test': ['owner', 'clerk'],
  'waybill_accounts.remove': ['owner'],
  'freight.list': ['owner', 'clerk', 'accountant'],
  'freight.save': ['owner'],
  'waybills.issue': ['owner', 'clerk'],
  'waybills.cancel': ['owner', 'clerk'],
  'waybills.list': ['owner', 'clerk', 'accountant'],
  'waybills.of_order': ['owner', 'clerk', 'accountant'],
  'waybills.settle': ['owner', 'clerk'],
  'waybills.enter': ['owner', 'clerk'],
  'track.list': ['owner', 'clerk', 'accountant'],
  'track.show': ['owner', 'clerk', 'accountant'],
  'track.guess': ['owner', 'clerk'],
  'track.add': ['owner', 'clerk'],
  'track.poll': ['owner', 'clerk'],
  'track.proofs': ['owner', 'clerk', 'accountant'],
  'track.sources': ['owner', 'clerk'],
  'track.save_source': ['owner'],
  'track.remove_source': ['owner'],
  'labels.templates': ['owner', 'clerk'],
  'labels.template': ['owner', 'clerk'],
  'labels.fields': ['owner', 'clerk'],
  'labels.save': ['owner'],
  'labels.remove': ['owner'],
  'labels.export': ['owner', 'clerk'],
  'labels.import': ['owner'],
  'labels.preview': ['owner', 'clerk'],
  'labels.goods': ['owner', 'clerk'],
  'labels.texts': ['owner', 'clerk'],
  'labels.save_texts': ['owner', 'clerk'],
  'labels.import_texts': ['owner', 'clerk'],
  'labels.export_texts': ['owner', 'clerk'],
  'labels.pdf': ['owner', 'clerk'],
  'labels.print': ['owner', 'clerk'],
  'prints.list': ['owner', 'clerk'],
  'prints.show': ['owner', 'clerk'],
  'printers.list': ['owner', 'clerk'],
  'printers.save': ['owner'],
  'printers.remove': ['owner'],
  'printers.calibrate': ['owner', 'clerk'],
  'printers.test': ['owner', 'clerk'],
  'scan.act': ['owner', 'clerk'],
  'scan.drop': ['owner', 'clerk'],
  'scan.desk': ['owner', 'clerk'],
  'scan.returns': ['owner', 'clerk'],
  'reconcile.overview': ['owner', 'accountant'],
  'reconcile.sheet': ['owner', 'accountant'],
  'jobs.list': ['owner', 'clerk', 'accountant'],
  'jobs.show': ['owner', 'clerk', 'accountant'],
  'jobs.pause': ['owner', 'clerk', 'accountant'],
  'jobs.resume': ['owner', 'clerk', 'accountant'],
  'jobs.cancel': ['owner', 'clerk', 'accountant'],
  'jobs.dismiss': ['owner', 'clerk', 'accountant'],
  'trail.verify': ['owner', 'clerk', 'accountant'],
  'trail.heads': ['owner', 'clerk', 'accountant'],
  'trail.export': ['owner', 'accountant'],
  'backup.list': ['owner'],
  'backup.now': ['owner'],
  'backup.restore': ['owner'],
  'doctor.check': ['owner', 'clerk', 'accountant'],
};
