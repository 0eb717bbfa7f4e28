//! Callers who mean harm, in ways that no single route is about.

mod doubles;
mod forged;
mod mass_assignment;
mod numbers;
mod paths;
mod searches;
mod twins;
