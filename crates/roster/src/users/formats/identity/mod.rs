//! Identity services.

pub mod clerk;
pub mod entra;
pub mod fusionauth;
pub mod kratos;
pub mod logto;
pub mod okta;
pub mod supertokens;
pub mod zitadel;
