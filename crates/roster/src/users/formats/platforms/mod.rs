//! Platforms for content and for back ends.

pub mod directus;
pub mod drupal;
pub mod pocketbase;
pub mod wordpress;
