//! The one loop that asks a platform and hears its answers: keeps its limits, waits as told, asks again what may be asked again,
//! makes a new token once. What the answers mean for orders is decided by the caller.

use super::visit::channel_of;
use super::{Halt, keys};
use crate::App;
use crate::error::{Code, Failure};
use crate::ports::WireError;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use yidan_domain::limits::{LINK_HOLD_MS, SYNC_BACK_OFF_MS, SYNC_LONGEST_WAIT_MS, SYNC_STEPS, SYNC_TRIES};
use yidan_platforms::channel::{Access, At, Can, Channel, Heard, Rate, Request, Task, Trouble};
use yidan_store::Link;

/// When a call may be made next, by shop and call. The platforms' limits hold for all visits of this process.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<HashMap<(i64, &'static str), i64>>);

impl Pace {
    /// Takes the next free moment for a call and answers how long to wait for it, ms.
    pub(crate) fn take(&self, shop_id: i64, rate: &Rate, now_ms: i64) -> u64 {
        let every = rate.per_ms.div_ceil(u64::from(rate.calls.max(1)));
        let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = next.entry((shop_id, rate.method)).or_insert(now_ms);
        let start = (*at).max(now_ms);
        *at = start.saturating_add_unsigned(every);
        u64::try_from(start - now_ms).unwrap_or_default()
    }
}

/// The open line to a shop's platform during one visit.
pub(super) struct Line<'a> {
    pub app: &'a App,
    pub channel: &'static dyn Channel,
    pub shop_id: i64,
    pub access: Access,
    /// The name under which this visit holds the shop.
    pub visitor: String,
    pub stop: &'a dyn Fn() -> bool,
    pub requests: i64,
    pub retries: i64,
    /// How far our clock is ahead of the platform's, by the replies of this visit; 0 when it is not, or when they do not tell.
    pub ahead_ms: i64,
    /// Until when the token is good that a visit has fetched, UTC ms.
    token_until_ms: Option<i64>,
    held_at_ms: i64,
    /// A new token was made in this visit already.
    refreshed: bool,
}

impl<'a> Line<'a> {
    /// The line of a shop to its platform, with the shop's keys. The visitor holds the shop already, see `visit::held`.
    pub fn open(app: &'a App, link: &Link, visitor: &str, stop: &'a dyn Fn() -> bool) -> Result<Self, Failure> {
        let (shop_id, visitor, held_at_ms) = (link.shop_id, visitor.to_owned(), app.now_ms());
        let channel = channel_of(app, shop_id)?;
        let access = Access { url: link.url.clone(), values: keys::load(app, shop_id)? };
        let token_until_ms = link.token_until_ms;
        Ok(Line {
            app,
            channel,
            shop_id,
            access,
            visitor,
            stop,
            requests: 0,
            retries: 0,
            ahead_ms: 0,
            token_until_ms,
            held_at_ms,
            refreshed: false,
        })
    }

    /// Runs a task to its end. `each` hears every answer, in order. Returns how many answers came.
    pub fn run(&mut self, task: &Task, each: &mut dyn FnMut(Heard) -> Result<(), Halt>) -> Result<i64, Halt> {
        let (mut at, mut answers, mut tries) = (At::default(), 0, 0);
        for _ in 0..SYNC_STEPS {
            self.stay()?;
            let Some(request) = self.channel.ask(&self.access, task, &at, self.app.now_ms())? else { return Ok(answers) };
            let trouble = match self.call(task, &mut at, &request) {
                Ok(heard) => {
                    answers += 1;
                    tries = 0;
                    self.keep_tokens(&heard)?;
                    each(heard)?;
                    continue;
                }
                Err(Halt::Trouble(trouble)) => trouble,
                Err(halt) => return Err(halt),
            };
            let is_token_task = matches!(task, Task::Refresh | Task::Authorize { .. });
            if matches!(trouble, Trouble::Authorize { .. }) && !self.refreshed && !is_token_task {
                self.refresh()?;
                continue;
            }
            tries += 1;
            self.retries += 1;
            self.wait_after(trouble, &request, tries)?;
        }
        Err(Halt::Failure(Failure::new(Code::Internal).with("detail", format!("more than {SYNC_STEPS} answers"))))
    }

    /// Where a token needs no browser it is fetched when there is none yet.
    pub fn first_token(&mut self, hear: &mut dyn FnMut(Heard) -> Result<(), Halt>) -> Result<(), Halt> {
        let can = self.channel.about().can;
        let is_known = self.access.get("access_token").is_some() || self.token_until_ms.is_some_and(|until| until > self.app.now_ms());
        if is_known || !can.contains(&Can::Token) || can.contains(&Can::Browser) {
            return Ok(());
        }
        match self.run(&Task::Authorize { code: String::new() }, hear) {
            // A platform that gives no token this way is asked without one, and says so itself.
            Err(Halt::Trouble(Trouble::Refused { .. })) | Ok(_) => Ok(()),
            Err(halt) => Err(halt),
        }
    }

    /// A new token from the old one, once in a visit.
    pub fn refresh(&mut self) -> Result<(), Halt> {
        self.refreshed = true;
        self.run(&Task::Refresh, &mut |_| Ok(())).map(drop)
    }

    fn call(&mut self, task: &Task, at: &mut At, request: &Request) -> Result<Heard, Halt> {
        let about = self.channel.about();
        let rate = about.rates.iter().find(|r| r.method == request.call).or_else(|| about.rates.iter().find(|r| r.method == "*"));
        if let Some(rate) = rate {
            let wait = self.app.pace.take(self.shop_id, rate, self.app.now_ms());
            if wait > 0 {
                self.app.ports.wire.wait_ms(wait);
            }
        }
        if request.writes {
            // A machine that slept has lost its hold: whoever has it now sends.
            self.hold()?;
        }
        self.requests += 1;
        let again = |words: String| Halt::Trouble(Trouble::Again { code: String::new(), words });
        match self.app.ports.wire.send(request) {
            Ok(reply) => {
                if let Some(there_ms) = reply.date_ms() {
                    self.ahead_ms = (self.app.now_ms() - there_ms).max(0);
                }
                match self.channel.hear(&self.access, task, at, &reply) {
                    // Half an answer to something that writes tells no more than none at all.
                    Err(Trouble::Unreadable { what }) if request.writes => Err(Halt::Lost(what)),
                    Err(Trouble::Again { code, words }) if request.writes => Err(Halt::Lost(format!("{code} {words}"))),
                    heard => Ok(heard?),
                }
            }
            Err(WireError::NoAnswer(words)) if request.writes => Err(Halt::Lost(words)),
            Err(WireError::NoAnswer(words) | WireError::NotSent(words)) => Err(again(words)),
        }
    }

    /// Tokens are kept before anything else is done with them: a token that was given out and lost locks the shop out.
    fn keep_tokens(&mut self, heard: &Heard) -> Result<(), Halt> {
        let Some(tokens) = &heard.tokens else { return Ok(()) };
        let mut values = keys::load(self.app, self.shop_id)?;
        values.extend(tokens.values.clone());
        keys::save(self.app, self.shop_id, &values)?;
        self.access.values = values;
        let now_ms = self.app.now_ms();
        let until_ms = tokens.expires_at_ms.or(tokens.expires_in_s.map(|s| now_ms.saturating_add(s.saturating_mul(1_000))));
        self.token_until_ms = until_ms;
        self.app.store.put(|w| w.set_token_until(self.shop_id, until_ms))?;
        Ok(())
    }

    /// Waits before the same is asked again, or gives up.
    fn wait_after(&self, trouble: Trouble, request: &Request, tries: u32) -> Result<(), Halt> {
        if !trouble.may_ask_again() || tries >= SYNC_TRIES {
            return Err(Halt::Trouble(trouble));
        }
        let told = match &trouble {
            Trouble::Wait { after_s: Some(s), .. } => Some(s.saturating_mul(1_000)),
            _ => None,
        };
        // Between half and all of the doubled time, so that shops do not knock in step.
        let span = SYNC_BACK_OFF_MS << (tries - 1);
        let jitter = request.call.bytes().fold(self.app.now_ms().unsigned_abs(), |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        let wait = told.unwrap_or(span / 2 + jitter % (span / 2 + 1));
        if wait > SYNC_LONGEST_WAIT_MS {
            return Err(Halt::Trouble(trouble));
        }
        self.app.ports.wire.wait_ms(wait);
        Ok(())
    }

    /// Goes on holding the shop, or notices that it has to end.
    fn stay(&mut self) -> Result<(), Halt> {
        if (self.stop)() {
            return Err(Halt::Cut);
        }
        if self.app.now_ms() - self.held_at_ms > LINK_HOLD_MS / 4 { self.hold() } else { Ok(()) }
    }

    /// Still, and for a while from now, the one visitor; `Cut` when somebody else is.
    fn hold(&mut self) -> Result<(), Halt> {
        let now_ms = self.app.now_ms();
        // Renewing is for the holder alone: a hold that has run out may have passed on already.
        let held = self.app.store.put(|w| {
            let mine = w.holds_link(self.shop_id, &self.visitor)?;
            Ok(mine && w.hold_link(self.shop_id, &self.visitor, now_ms, now_ms + LINK_HOLD_MS)?)
        })?;
        self.held_at_ms = now_ms;
        if held { Ok(()) } else { Err(Halt::Cut) }
    }
}
