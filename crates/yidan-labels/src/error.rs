//! What can go wrong with a whole run. Trouble with one order is not here: that is a value in the outcome.

/// Facts of a failed run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The font bytes are not a usable TrueType face.
    #[error("font unusable: {0}")]
    Font(String),
    /// A template is not TOML of the expected form.
    #[error("template not readable: {0}")]
    TemplateForm(String),
    /// A template asks for something that does not exist or does not fit its page.
    #[error("template {template}, element {element}: {fault}")]
    TemplateElement {
        template: String,
        /// From 1, in the order of the file.
        element: usize,
        fault: String,
    },
    /// printpdf refused the document.
    #[error("document not written: {0}")]
    Document(String),
    /// More pages than one document may hold.
    #[error("more than {0} pages in one document")]
    TooManyPages(usize),
    #[error("output: {0}")]
    Output(#[from] std::io::Error),
}
