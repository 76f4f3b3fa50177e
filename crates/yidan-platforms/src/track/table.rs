//! Tables of codes: `code,stand,words,mark`. A code may end in `*`: any that begins so.

use yidan_domain::track::{Stand, by_words};

/// The lines of a table: code, stand, the source's words, and how sure we are of it.
pub fn table_lines(table: &str) -> impl Iterator<Item = [&str; 4]> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let mut cells = line.split(',').map(str::trim);
        [(); 4].map(|()| cells.next().unwrap_or_default())
    })
}

/// Where an event stands: by the first of its codes that the table knows, else by its sentence. The code is that which counted, or the first.
pub fn stand_of(table: &str, codes: &[Option<String>], text: &str) -> (String, Option<Stand>) {
    let told = || codes.iter().flatten().filter(|code| !code.is_empty());
    let known = told().find_map(|code| Some((code.clone(), lookup(table, code)?)));
    match known {
        Some((code, stand)) => (code, Some(stand)),
        // A code that nobody knows is no code.
        None => (String::new(), by_words(text)),
    }
}

fn lookup(table: &str, code: &str) -> Option<Stand> {
    let exact = table_lines(table).find(|line| line[0] == code);
    let line = exact.or_else(|| table_lines(table).find(|line| line[0].strip_suffix('*').is_some_and(|head| code.starts_with(head))))?;
    Stand::parse(line[1])
}

/// The name of a carrier by the source's code for it, as people write it.
pub fn carrier_name<'t>(carriers: &'t str, code: &str) -> Option<&'t str> {
    let lines = carriers.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(',')).find_map(|mut cells| (cells.next()? == code).then(|| cells.next()).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_decides_and_the_sentence_helps() {
        let table = "# code,stand\n5,out_for_delivery,派件,official\nRETURN*,returned/returning,退回,inferred\n";
        let stand = |codes: &[Option<&str>], text: &str| {
            let codes: Vec<Option<String>> = codes.iter().map(|c| c.map(str::to_owned)).collect();
            let (code, stand) = stand_of(table, &codes, text);
            (code, stand.map(Stand::text).unwrap_or_default())
        };
        let pair = |code: &str, stand: &str| (code.to_owned(), stand.to_owned());
        assert_eq!(stand(&[Some("5")], "已签收"), pair("5", "out_for_delivery"));
        assert_eq!(stand(&[None, Some("5")], ""), pair("5", "out_for_delivery"));
        assert_eq!(stand(&[Some("RETURN_SCAN")], ""), pair("RETURN_SCAN", "returned/returning"));
        assert_eq!(stand(&[Some("777")], "已签收"), pair("", "delivered"));
        assert_eq!(stand(&[Some("777")], "嗯"), pair("", ""));
        assert_eq!(carrier_name("# x\nyuantong,圆通速递,圆通\n", "yuantong"), Some("圆通速递"));
        assert_eq!(carrier_name("yuantong,圆通速递,圆通\n", "圆通"), None);
    }
}
