//! The client of a function without what the SDK does for every service and DynamoDB does not need.
//!
//! Headers that AWS reads for its statistics, the search for the endpoint in a table of rules, a cache of credentials that
//! never change, and the measurement of slow streams: responses are in memory, and an attempt has a time limit.

use crate::table::signing::TableSigner;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::user_agent::UserAgentInterceptor;
use aws_sdk_dynamodb::config::endpoint::{DefaultResolver, Endpoint, EndpointFuture, Params, ResolveEndpoint};
use aws_sdk_dynamodb::config::interceptors::BeforeSerializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{
    Builder, ConfigBag, IdentityCache, Intercept, Region, SharedInterceptor, StalledStreamProtectionConfig,
};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::disable_interceptor;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

/// By how much the clock may be wrong: from five minutes on, AWS rejects a signature.
const TOLERATED: Duration = Duration::from_mins(4);

/// The settings without all that. Without a region every call fails, and says so.
pub(super) fn applied(builder: Builder, region: Option<&Region>) -> Builder {
    let mut builder = builder
        .identity_cache(IdentityCache::no_cache())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .endpoint_resolver(OneEndpoint { usual: DefaultResolver::new(), resolved: OnceLock::new() });
    let is_clock_wrong = Arc::new(AtomicBool::new(false));
    builder.push_interceptor(SharedInterceptor::permanent(Quiet { is_clock_wrong: Arc::clone(&is_clock_wrong) }));
    match region {
        Some(region) => builder.push_auth_scheme(TableSigner::new(region.as_ref(), is_clock_wrong)),
        None => builder,
    }
}

/// Turns off the interceptors that a call to the table does not need, and notices a wrong clock.
#[derive(Debug)]
struct Quiet {
    /// Set when a rejected call shows it: from then on the SDK's signer signs, which corrects the time.
    is_clock_wrong: Arc<AtomicBool>,
}

impl Intercept for Quiet {
    fn name(&self) -> &'static str {
        "Quiet"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        const WHY: &str = "DynamoDB does not need it";
        let state = config.interceptor_state();
        state.store_put(disable_interceptor::<UserAgentInterceptor>(WHY));
        state.store_put(disable_interceptor::<RequestInfoInterceptor>(WHY));
        Ok(())
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        components: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        if response.status().is_client_error() {
            let now = components.time_source().unwrap_or_default().now();
            let theirs =
                response.headers().get("date").and_then(|date| DateTime::from_str(date, Format::HttpDate).ok());
            if theirs
                .and_then(|date| SystemTime::try_from(date).ok())
                .is_some_and(|theirs| apart(now, theirs) > TOLERATED)
            {
                self.is_clock_wrong.store(true, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}

/// The time between two moments.
fn apart(one: SystemTime, other: SystemTime) -> Duration {
    one.duration_since(other).unwrap_or_else(|error| error.duration())
}

/// The endpoint of the first call, for all of them: the settings do not change, and no call names an account.
#[derive(Debug)]
struct OneEndpoint {
    usual: DefaultResolver,
    resolved: OnceLock<Endpoint>,
}

impl ResolveEndpoint for OneEndpoint {
    fn resolve_endpoint<'a>(&'a self, params: &'a Params) -> EndpointFuture<'a> {
        if let Some(endpoint) = self.resolved.get() {
            return EndpointFuture::ready(Ok(endpoint.clone()));
        }
        EndpointFuture::new(async move {
            let endpoint = self.usual.resolve_endpoint(params).await?;
            Ok(self.resolved.get_or_init(|| endpoint).clone())
        })
    }
}
