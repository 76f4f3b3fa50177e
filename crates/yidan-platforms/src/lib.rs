//! One folder per outside platform, mostly data: formats of its files and its words.
//! Nothing here reads files, sends anything or knows the rooms that use it. Marketplaces with an interface build requests and read replies (`channel`).

mod cainiao;
mod carrier_sf;
mod carrier_sto;
mod carrier_yto;
mod carrier_yunda;
mod carrier_zto;
pub mod channel;
mod cloud_print;
pub mod component;
mod douyin;
mod graphql;
mod jd;
mod kdniao;
mod kuaidi100;
mod kuaishou;
mod lazada;
mod letters;
mod list;
mod medusa;
mod node;
mod pdd;
mod platform;
mod shopee;
mod shopify;
pub mod sign;
mod taobao;
mod tiktok_shop;
mod tokens;
pub mod track;
mod vendure;
mod walks;
pub mod waybill;
mod wechat_shop;
mod woocommerce;
mod wording;
mod xiaohongshu;
mod youzan;

pub use list::{LIST, find};
pub use platform::Platform;
