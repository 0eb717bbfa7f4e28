//! What can be wrong with a sign-in with a provider.

/// Why a sign-in with a provider cannot begin or cannot end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderFault {
    /// The project has not set up the provider.
    #[error("the provider is not set up")]
    NotSet,
    /// The project has set up the provider and switched it off.
    #[error("the provider is switched off")]
    Disabled,
    /// The project does not know the page or the app to which a sign-in is to return.
    #[error("the project does not know the page of success")]
    SuccessUrl,
    /// The project does not know the page or the app to which a failed sign-in is to return.
    #[error("the project does not know the page of failure")]
    FailureUrl,
    /// The state is not one that this service signed, has expired, was used before, or belongs to another browser.
    #[error("the state of a sign-in is not valid")]
    State,
    /// The provider sent somebody back without a code.
    #[error("the provider sent no code")]
    CodeMissing,
    /// The provider did not say which account it is.
    #[error("the provider said no id")]
    UidMissing,
    /// The provider answered with an error: when somebody signed in there, or to a call of this service.
    #[error("{provider} answered with the error {error}")]
    Refused {
        /// The name of the provider, such as `GitHub`.
        provider: &'static str,
        /// The status of its answer to a call of this service; `None` for the answer that a browser brought.
        status: Option<u16>,
        /// The error code.
        error: String,
        /// What it says of the error; may be empty.
        description: String,
    },
    /// The provider gave no usable answer in time.
    #[error("{0} gave no usable answer")]
    Unavailable(&'static str),
}

impl From<ProviderFault> for crate::Error {
    fn from(fault: ProviderFault) -> Self {
        Self::Provider(fault)
    }
}
