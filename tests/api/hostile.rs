//! Hostile requests that concern more than one route.

mod duplicates;
mod forged;
mod lookalikes;
mod mass_assignment;
mod numbers;
mod paths;
mod searches;
