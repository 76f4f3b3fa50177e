//! What components say, in one form for all dialects.

/// One thing that a frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Version {
        id: String,
        version: String,
    },
    Printers {
        id: String,
        printers: Vec<Printer>,
    },
    /// The task was taken; nothing is on paper yet.
    Taken {
        task: String,
    },
    /// It was drawn. Some components say nothing after that, so it is no end.
    Drawn {
        task: String,
    },
    /// It went to the printer of the system.
    Out {
        task: String,
    },
    /// It will not come out.
    NotOut {
        task: String,
        why: Why,
    },
    /// Pictures: addresses on this machine that soon end, or pictures themselves in base64.
    Shown {
        task: String,
        places: Vec<String>,
        pictures: Vec<String>,
    },
    /// What is known of a task that was asked about.
    Fate {
        task: String,
        fate: Fate,
    },
    /// A question was answered to its end, whatever the answer.
    Answered {
        id: String,
    },
}

/// A printer as a component knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printer {
    pub name: String,
    pub is_default: bool,
    /// False = the component says that it cannot print now.
    pub is_ready: bool,
}

/// What a component knows of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Out,
    NotOut(Why),
    Pending,
}

/// Why a label did not come out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Why {
    /// The print data could not be deciphered or is over: fetched anew, it may come out.
    pub is_data: bool,
    /// The component's own words.
    pub words: String,
}

/// Parts of sentences that speak of print data which no longer holds.
const OF_DATA: &[&str] = &["decrypt", "encrypt", "signature", "expire", "解密", "密文", "验签", "签名", "过期", "失效"];

impl Why {
    /// From all that was said of it, the most telling first.
    pub(super) fn of(texts: &[Option<String>]) -> Why {
        let said = || texts.iter().flatten().map(|t| t.trim()).filter(|t| !t.is_empty());
        let is_data = said().any(|text| OF_DATA.iter().any(|part| text.to_lowercase().contains(part)));
        let mut words: Vec<&str> = Vec::new();
        for text in said() {
            let says_more = said().any(|other| other != text && other.contains(text));
            if !says_more && !words.contains(&text) {
                words.push(text);
            }
        }
        Why { is_data, words: words.join(" · ") }
    }
}
