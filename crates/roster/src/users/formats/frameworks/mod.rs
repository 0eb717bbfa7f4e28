//! Frameworks and libraries, whose users are in tables of the application.

pub mod aspnet;
pub mod authjs;
pub mod better_auth;
pub mod devise;
pub mod django;
pub mod laravel;
pub mod lucia;
