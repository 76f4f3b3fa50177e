//! Shopee's errors and what is to be done about each. Names come with and without the module in front of them, and with stray blanks.

use crate::channel::Trouble;
use crate::node::Node;

pub(super) fn of(reply: Node) -> Trouble {
    let code = reply.at("error").text().unwrap_or_default().trim().to_owned();
    let words = reply.at("message").text().unwrap_or_default();
    let lower = words.to_lowercase();
    let name = code.rsplit('.').next().unwrap_or(&code);
    match name {
        "error_rate_limit" | "error_too_many_invoke_function" => Trouble::Wait { after_s: None, code, words },
        // A day's calls are used up; they come anew at midnight of UTC+8.
        "error_limit" => Trouble::Wait { after_s: Some(3_600), code, words },
        "error_server"
        | "error_network"
        | "error_inner"
        | "error_inner_error"
        | "error_data"
        | "error_timeout"
        | "error_connection"
        | "logistic_order_is_locked_on_creating"
        | "download_later" => Trouble::Again { code, words },
        "invalid_acceess_token"
        | "invalid_access_token"
        | "shop_no_linked"
        | "partner_shop_no_link"
        | "shop_access_expired"
        | "refresh_token_expired"
        | "shop_banned" => Trouble::Authorize { code, words },
        "error_auth" if lower.contains("token") => Trouble::Authorize { code, words },
        "error_auth"
        | "error_sign"
        | "error_permission"
        | "error_api_permission"
        | "error_api_call_restricted"
        | "error_partner_key_expired"
        | "source_ip_undeclared"
        | "api_suspended" => Trouble::Setup { code, words },
        "error_param" if lower.contains("timestamp") || lower.contains("partner_id") => Trouble::Setup { code, words },
        "package_already_shipped" => Trouble::Already { code, words },
        _ => Trouble::Refused { code, words },
    }
}
