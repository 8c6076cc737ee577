//! Edits of what was derived.

use super::*;
use crate::fix::{Finding, files};
use crate::inventory::{FileRules, InventoryFile, parse};
use crate::policy::RecommendationIndex;
use proptest::prelude::*;
use serde_json::{Value, json};

fn inventory(text: &str) -> Inventory {
    parse(vec![InventoryFile::new("a.json", Ok(text.into()), FileRules::default())], 1)
}

fn edit(inventory: &Inventory, resource: u32, path: &str, operation: Operation) -> Result<Edit, String> {
    let path = ElementPath::parse(path)?;
    let target = Target { inventory, resource: ResourceIndex(resource), inline: false };
    place_of(target, &path)?.edit(target, path.to_string(), operation)
}

/// The file with one edit made.
fn edited(inventory: &Inventory, edit: Edit) -> String {
    let finding = Finding { resource: ResourceIndex(0), recommendation: RecommendationIndex(0) };
    let planned = files::plan(inventory, &[(finding, vec![edit])]);
    assert!(planned.refused.is_empty(), "{:?}", planned.refused);
    planned.files.first().map_or_else(|| inventory.documents()[0].text().to_owned(), |file| file.new_text(inventory))
}

const TABLE: &str = r#"{"data": {
  "columns": [{"name": "id"}, {"name": "type"}, {"name": "tags"}, {"name": "owner"}],
  "rows": [["/subscriptions/s/providers/A.B/c/n", "A.B/c", {"a": [1], "b": {}}, {"x": 1}]]}}"#;

#[test]
fn a_cell_is_changed_where_it_stands() {
    let inventory = inventory(TABLE);
    let set = |path: &str, value: Value| {
        edited(&inventory, edit(&inventory, 0, path, Operation::Set(value)).expect("it is literal"))
    };
    assert_eq!(set("tags.a[0]", 2.into()), TABLE.replace("[1]", "[2]"));
    assert_eq!(set("tags.b.c.d", true.into()), TABLE.replace("\"b\": {}", r#""b": {"c": {"d": true}}"#));
    assert_eq!(set("Tags", json!({ "a": [1] })), TABLE.replace(", \"b\": {}", ""));
    let remove = edit(&inventory, 0, "tags.b", Operation::Remove).expect("a member of a literal object");
    assert_eq!(edited(&inventory, remove), TABLE.replace(", \"b\": {}", ""));
}

#[test]
fn what_is_not_written_is_refused_with_the_reason() {
    let table = inventory(TABLE);
    let refused = |inventory: &Inventory, path: &str, operation| {
        edit(inventory, 0, path, operation).expect_err("there is no such place")
    };
    let set = || Operation::Set(1.into());
    for (path, reason) in [("sku.name", "left it out"), ("kind", "left it out"), ("owner.x", "computed it")] {
        let told = refused(&table, path, set());
        assert!(told.contains(path) && told.contains(reason), "{told}");
    }
    assert!(refused(&table, "tags", Operation::Remove).contains("cannot be left out"));
    let list = inventory(r#"[{"type": "A.B/c", "name": "n", "properties": null}]"#);
    assert!(refused(&list, "properties.on", set()).contains("az graph query"));
}

fn tags() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![any::<i32>().prop_map(Value::from), "[a-zé]{0,4}".prop_map(Value::from), Just(Value::Null)];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn an_edit_through_a_row_is_that_edit_of_its_cell(cells in prop::collection::vec(tags(), 1..4), new in tags(), at: prop::sample::Index) {
        let rows: Vec<Value> =
            cells.iter().enumerate().map(|(row, cell)| json!([format!("/subscriptions/{row}"), cell])).collect();
        let table = json!({ "data": { "columns": [{ "name": "id" }, { "name": "tags" }], "rows": rows } });
        let inventory = inventory(&serde_json::to_string_pretty(&table).expect("a value has a text"));
        let row = at.index(cells.len());
        let through = edit(&inventory, row as u32, "tags", Operation::Set(new.clone())).expect("it is literal");
        let cell = inventory.documents()[0].root().item(0).and_then(|root| {
            root.get("data")?.get("rows")?.item(row)?.item(1)
        });
        let cell = cell.expect("a cell");
        prop_assert_eq!((through.document, through.node), (0, cell.id()));
        let text = edited(&inventory, through);
        let mut wanted = table;
        wanted["data"]["rows"][row][1] = new;
        prop_assert_eq!(&serde_json::from_str::<Value>(&text).expect("JSON"), &wanted);
        let (old, span) = (inventory.documents()[0].text(), cell.span());
        prop_assert!(text.starts_with(&old[..span.start as usize]) && text.ends_with(&old[span.end as usize..]));
    }
}
