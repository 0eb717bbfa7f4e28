//! Who is calling, for handlers.

use crate::access::{Checked, Claimed};
use crate::app::App;
use crate::view::Refusal;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use roster_core::{Actor, Change, Error, Origin, Project, ProjectId, Result};
use roster_store::Access;
use std::net::IpAddr;
use std::sync::Arc;

/// The address from which the gateway was called, as the gateway says it.
#[derive(Debug, Clone, Default)]
pub(crate) struct SourceIp(pub(crate) String);

/// A caller who may call: what a handler needs that changes something, or that needs the project's settings.
pub struct Caller {
    app: App,
    access: Arc<Access>,
    origin: Origin,
}

impl Caller {
    /// The caller's project.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.access.project
    }

    /// The id of the caller's project.
    #[must_use]
    pub fn project_id(&self) -> &ProjectId {
        &self.access.project.id
    }

    /// A change that the caller makes now.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system has no randomness.
    pub fn change(&self) -> Result<Change> {
        self.app.change(self.origin.clone())
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let checked = parts.extensions.get::<Checked>().cloned().ok_or_else(unguarded)?;
        let access = checked.await?;
        let key = access.key.as_ref().ok_or_else(unguarded)?;
        let source = parts.extensions.get::<SourceIp>().cloned().unwrap_or_default();
        let origin = origin(&parts.headers, &source.0, Actor::Key(key.id.clone()));
        Ok(Self { app: app.clone(), origin, access })
    }
}

/// Somebody who reads while the key is still being checked; what was read is thrown away if the check fails.
pub struct Reader {
    project: ProjectId,
}

impl Reader {
    /// The project that the caller names.
    #[must_use]
    pub fn project_id(&self) -> &ProjectId {
        &self.project
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        // For anything but a read, the guard has waited for the check.
        let Claimed(project) = parts.extensions.get::<Claimed>().cloned().ok_or_else(unguarded)?;
        Ok(Self { project })
    }
}

fn unguarded() -> Error {
    Error::internal("a handler was reached without its guard")
}

/// A server with a key speaks for its users: it may say from where, and with what, its user came.
fn origin(headers: &HeaderMap, source_ip: &str, actor: Actor) -> Origin {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let forwarded = header("x-forwarded-for").and_then(|list| list.split(',').next()).map(str::trim);
    let ip = forwarded.filter(|ip| ip.parse::<IpAddr>().is_ok()).unwrap_or(source_ip);
    let agent = header("x-forwarded-user-agent").or_else(|| header("user-agent")).unwrap_or_default();
    Origin::new(actor, ip, agent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin_of(fields: &[(&'static str, &str)]) -> Origin {
        let headers = fields.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        origin(&headers, "192.0.2.9", Actor::Operator)
    }

    #[test]
    fn a_server_speaks_for_its_user() {
        let origin = origin_of(&[
            ("x-forwarded-for", " 2001:db8::1 , 192.0.2.1"),
            ("x-forwarded-user-agent", "Firefox"),
            ("user-agent", "server"),
        ]);
        assert_eq!((origin.ip.as_str(), origin.agent.as_str()), ("2001:db8::1", "Firefox"));
    }

    #[test]
    fn what_is_no_address_is_not_believed() {
        assert_eq!(origin_of(&[("x-forwarded-for", "<script>")]).ip, "192.0.2.9");
        assert_eq!(origin_of(&[]).ip, "192.0.2.9");
    }
}
