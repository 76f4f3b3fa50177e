//! From a carrier's name as people write it to a platform's code for it. The tables are data in the platforms' folders.

/// The platform's code of a carrier, or `None` when its table does not know it: then the owner chooses, nothing is guessed.
/// `table` is csv, `code,name,name…` a line; a code may be written instead of a name.
pub fn carrier_code<'t>(table: &'t str, carrier: &str) -> Option<&'t str> {
    let wanted = bare(carrier);
    table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).find_map(|line| {
        let code = line.split(',').next()?;
        line.split(',').any(|name| bare(name) == wanted).then_some(code)
    })
}

/// Without blanks and the words that are left out at will.
fn bare(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let short = name.strip_suffix("有限公司").unwrap_or(&name);
    let short = ["快递", "速递", "速运", "express"].iter().find_map(|end| short.strip_suffix(end)).unwrap_or(short);
    if short.is_empty() { name } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carriers_by_any_name() {
        let table = "# code,names\nZTO,中通快递\nSF,顺丰速运,顺丰\nYUNDA,韵达\n";
        for (name, want) in [
            ("中通", Some("ZTO")),
            ("中通快递", Some("ZTO")),
            ("zto", Some("ZTO")),
            ("顺丰 速运", Some("SF")),
            ("韵达速递", Some("YUNDA")),
            ("中通快运", None),
            ("", None),
        ] {
            assert_eq!(carrier_code(table, name), want, "{name}");
        }
    }
}
