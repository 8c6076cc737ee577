//! Quick fixes: from failing recommendations to proven changes, and the shortest way to a target score.

pub mod route;
