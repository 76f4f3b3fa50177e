//! The states of an order, the stages that group them and the events that move it. Which event leads where, by whom and on what
//! condition is the table in `transitions`; taking a step is `apply`. Nothing else sets a state.

pub use super::transitions::next;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where an order of ours stands. The order of the variants is the order of progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待付款
    Unpaid,
    /// 待审核
    ToReview,
    /// 待分仓
    ToAllocate,
    /// 待打单
    ToPrint,
    /// 已打单
    Printed,
    /// 已出库: scanned out or reported to the platform, no carrier scan yet
    Shipped,
    /// 已揽收
    Collected,
    /// 运输中
    InTransit,
    /// 已签收
    Delivered,
    /// 完成
    Completed,
    /// 已取消
    Closed,
}

impl State {
    pub const ALL: [State; 11] = [
        State::Unpaid,
        State::ToReview,
        State::ToAllocate,
        State::ToPrint,
        State::Printed,
        State::Shipped,
        State::Collected,
        State::InTransit,
        State::Delivered,
        State::Completed,
        State::Closed,
    ];

    /// The word of commands and replies.
    pub fn word(self) -> &'static str {
        match self {
            State::Unpaid => "unpaid",
            State::ToReview => "to_review",
            State::ToAllocate => "to_allocate",
            State::ToPrint => "to_print",
            State::Printed => "printed",
            State::Shipped => "shipped",
            State::Collected => "collected",
            State::InTransit => "in_transit",
            State::Delivered => "delivered",
            State::Completed => "completed",
            State::Closed => "closed",
        }
    }

    pub fn from_word(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.word() == word)
    }

    /// The number a state is stored as. Never renumbered.
    pub fn code(self) -> i64 {
        match self {
            State::Unpaid => 10,
            State::ToReview => 20,
            State::ToAllocate => 30,
            State::ToPrint => 40,
            State::Printed => 50,
            State::Shipped => 60,
            State::Collected => 70,
            State::InTransit => 80,
            State::Delivered => 90,
            State::Completed => 100,
            State::Closed => 110,
        }
    }

    pub fn from_code(code: i64) -> Option<State> {
        State::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The board stage that groups this state; closed orders belong to none.
    pub fn stage(self) -> Option<Stage> {
        match self {
            State::Unpaid | State::ToReview => Some(Stage::Review),
            State::ToAllocate | State::ToPrint | State::Printed => Some(Stage::Warehouse),
            State::Shipped | State::Collected | State::InTransit => Some(Stage::OnTheWay),
            State::Delivered | State::Completed => Some(Stage::Delivered),
            State::Closed => None,
        }
    }

    /// The parcel has not left yet.
    pub fn is_before_shipping(self) -> bool {
        self <= State::Printed
    }
}

/// The five tiles of the board. `AfterSale` is the mark, not a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Review,
    Warehouse,
    OnTheWay,
    Delivered,
    AfterSale,
}

impl Stage {
    pub const ALL: [Stage; 5] = [Stage::Review, Stage::Warehouse, Stage::OnTheWay, Stage::Delivered, Stage::AfterSale];

    pub fn word(self) -> &'static str {
        match self {
            Stage::Review => "review",
            Stage::Warehouse => "warehouse",
            Stage::OnTheWay => "on_the_way",
            Stage::Delivered => "delivered",
            Stage::AfterSale => "after_sale",
        }
    }

    pub fn from_word(word: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|s| s.word() == word)
    }

    pub fn states(self) -> Vec<State> {
        State::ALL.into_iter().filter(|s| s.stage() == Some(self)).collect()
    }
}

/// What can happen to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The buyer has paid.
    Pay,
    /// The platform says that it is not paid yet, after a word that told nothing.
    AwaitPayment,
    /// 审核通过, by a person or a rule.
    Accept,
    /// A warehouse is chosen.
    Allocate,
    /// 打回待审核.
    SendBack,
    /// The print system has put out the label.
    Print,
    /// The label is void (address changed, wrong paper): print again.
    Unprint,
    /// 出库: scanned out, or the platform says that it was sent.
    Ship,
    /// First carrier scan.
    Collect,
    /// A later carrier scan.
    Move,
    /// 签收.
    Deliver,
    /// The platform says that the deal is done.
    Complete,
    /// 取消 / 关闭.
    Close,
}

impl Event {
    pub const ALL: [Event; 13] = [
        Event::Pay,
        Event::AwaitPayment,
        Event::Accept,
        Event::Allocate,
        Event::SendBack,
        Event::Print,
        Event::Unprint,
        Event::Ship,
        Event::Collect,
        Event::Move,
        Event::Deliver,
        Event::Complete,
        Event::Close,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Event::Pay => "pay",
            Event::AwaitPayment => "await_payment",
            Event::Accept => "accept",
            Event::Allocate => "allocate",
            Event::SendBack => "send_back",
            Event::Print => "print",
            Event::Unprint => "unprint",
            Event::Ship => "ship",
            Event::Collect => "collect",
            Event::Move => "move",
            Event::Deliver => "deliver",
            Event::Complete => "complete",
            Event::Close => "close",
        }
    }

    pub fn from_word(word: &str) -> Option<Event> {
        Event::ALL.into_iter().find(|e| e.word() == word)
    }
}
