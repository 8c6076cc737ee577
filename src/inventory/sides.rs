//! Both sides of a change: what they share is read once.

use super::Inventory;
use super::file::{Content, InventoryFile};
use super::reading::{Reading, loads_any, may_load, passed_over, read_all};
use super::splice::are_exchangeable;
use rustc_hash::FxHashMap;

/// Reads both sides of a change as [`parse`](super::parse) reads one. What the base shares with head
/// ([`InventoryFile::shared`]) is read once; what cannot be read of it is told of head alone.
pub fn parse_sides(base: Vec<InventoryFile>, head: Vec<InventoryFile>, threads: usize) -> (Inventory, Inventory) {
    let loads = may_load(base.iter().chain(&head));
    let head = read_all(head, threads, loads);
    let by_name: FxHashMap<&str, &Reading> =
        head.iter().map(|reading| (reading.record.path.as_str(), reading)).collect();
    let (shared, own): (Vec<_>, Vec<_>) = base.into_iter().partition(|file| matches!(file.content, Content::Shared));
    let own = read_all(own, threads, loads);
    let are_the_same =
        shared.len() + own.len() == head.len() && shared.iter().all(|file| by_name.contains_key(file.name()));
    let pairs = || own.iter().map(|is| Some((*by_name.get(is.record.path.as_str())?, is)));
    if are_the_same && !loads_any(&head) && pairs().all(|pair| pair.is_some_and(|(was, is)| are_exchangeable(was, is)))
    {
        let head = Inventory::of(head);
        return (head.exchanged(own), head);
    }
    let copy = |file: &InventoryFile| match by_name.get(file.name()) {
        Some(reading) => Reading { problems: Vec::new(), ..Reading::clone(reading) },
        None => passed_over(file, "it is not there".to_owned()),
    };
    let mut base = own;
    base.extend(shared.iter().map(copy));
    base.sort_by(|one, other| one.record.path.cmp(&other.record.path));
    (Inventory::of(base), Inventory::of(head))
}
