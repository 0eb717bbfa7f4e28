//! The client of a function without what the SDK does for every service and DynamoDB does not need.
//!
//! Headers that AWS reads for its statistics, a correction of the clock that Lambda keeps right, the search for the
//! endpoint in a table of rules, a cache of credentials that never change, and the measurement of slow streams: responses
//! are in memory, and an attempt has a time limit.

use crate::table::signing::TableSigner;
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::service_clock_skew::ServiceClockSkewInterceptor;
use aws_runtime::user_agent::UserAgentInterceptor;
use aws_sdk_dynamodb::config::endpoint::{DefaultResolver, Endpoint, EndpointFuture, Params, ResolveEndpoint};
use aws_sdk_dynamodb::config::interceptors::BeforeSerializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{
    Builder, ConfigBag, IdentityCache, Intercept, Region, SharedInterceptor, StalledStreamProtectionConfig,
};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::interceptors::disable_interceptor;
use std::sync::OnceLock;

/// The settings without all that. Without a region every call fails, and says so.
pub(super) fn applied(builder: Builder, region: Option<&Region>) -> Builder {
    let mut builder = builder
        .identity_cache(IdentityCache::no_cache())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .disable_clock_skew_correction(true)
        .endpoint_resolver(OneEndpoint { usual: DefaultResolver::new(), resolved: OnceLock::new() });
    builder.push_interceptor(SharedInterceptor::permanent(Quiet));
    match region {
        Some(region) => builder.push_auth_scheme(TableSigner::new(region.as_ref())),
        None => builder,
    }
}

/// Turns off the interceptors that a call to the table does not need.
#[derive(Debug)]
struct Quiet;

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
        state.store_put(disable_interceptor::<InvocationIdInterceptor>(WHY));
        state.store_put(disable_interceptor::<RequestInfoInterceptor>(WHY));
        state.store_put(disable_interceptor::<ServiceClockSkewInterceptor>(WHY));
        Ok(())
    }
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
