//! Requests that anyone may make: what pages show around accounts.

use crate::scale::cost_table::{CostTable, case};
use crate::scale::fixture::Sender;

pub(crate) async fn measure(costs: &mut CostTable<'_>) {
    let guest = &Sender::Guest;
    for route in [
        "GET /v1/health/version",
        "GET /v1/ping",
        "GET /v1/locale",
        "GET /v1/locale/codes",
        "GET /v1/locale/continents",
        "GET /v1/locale/countries",
        "GET /v1/locale/countries/eu",
        "GET /v1/locale/countries/phones",
        "GET /v1/locale/currencies",
        "GET /v1/locale/languages",
        "GET /v1/avatars/initials",
    ] {
        costs.measure(case(route).by(guest)).await;
    }
}
