//! Which scripts of the library have a plan.

use super::library;
use uplift::check;

/// Those that run in the engine, since they count in loops without an end or make objects.
const IN_ENGINE: [&str; 12] = [
    "appgw-https",
    "mariadb-firewall-everyone",
    "mysql-firewall-everyone",
    "postgresql-firewall-everyone",
    "redis-firewall-everyone",
    "sql-firewall-everyone",
    "synapse-firewall-everyone",
    "vm-all-ports",
    "vm-internal-nsg",
    "vm-internet-nsg",
    "vm-jit",
    "vm-mgmt-ports-closed",
];

#[test]
fn scripts_of_the_library_have_a_plan() {
    let policy = library();
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let in_engine = checks.in_engine();
    let mut found: Vec<&str> =
        in_engine.iter().map(|script| policy.recommendations[script.recommendation.0].id.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, IN_ENGINE, "{in_engine:#?}");
}
