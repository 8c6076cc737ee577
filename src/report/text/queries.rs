//! What to fetch, as a script for a POSIX shell.

use crate::report::fix::quoted;
use crate::report::harmless;
use crate::report::view::{CallsView, IdsView, NeedsView, QueriesView, QueryView};
use std::io::{self, Write};

/// What the script is, and its functions. An answer is written beside what was asked for, so that what is not in it counts as
/// not being there; what is not whole is not written, or says itself that it goes on.
const FUNCTIONS: &str = r##"# Fetches what the policies read; it changes nothing but the files that it writes. Run it in sh or bash, where az is logged
# in and has its extension resource-graph. Enabled subscriptions are asked; change the next line to ask others.
subscriptions() { az account list --query "[?state=='Enabled'].id" -o tsv; }

# What tells later how old an answer is
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# query FILE TYPES QUERY: every page of a query
query() {
  skip=0; rm -f -- "$1" "$1.part"
  of=$(subscriptions | sed 's|.*|"/subscriptions/&"|' | paste -s -d , -)
  while answer=$(az graph query -q "$3" --subscriptions $(subscriptions) --first 1000 --skip "$skip" -o json); do
    printf '{"listed": {"types": [%s], "of": [%s]}, "exported": "%s", "answer": %s}\n' "$2" "$of" "$(now)" "$answer" >> "$1.part"
    case $answer in
      *'"count": 1000,'*) skip=$((skip + 1000)) ;;
      *) mv -- "$1.part" "$1"; return ;;
    esac
  done
  rm -f -- "$1.part"; echo "$1: not fetched" >&2; return 1
}

# ids QUERY: the ids of what a query finds
ids() {
  skip=0
  while found=$(az graph query -q "$1" --subscriptions $(subscriptions) --first 1000 --skip "$skip" --query "data[].id" -o tsv); do
    [ -n "$found" ] || return 0
    printf '%s\n' "$found"; skip=$((skip + 1000))
  done
}

# ids_in FILE: the ids in what calls wrote
ids_in() { [ ! -f "$1" ] || sed -n 's/^      "id": "\(.*\)",\{0,1\}$/\1/p' -- "$1"; }

# calls FILE TYPE PATH: every page of the list below each id that comes in
calls() {
  rm -f -- "$1"
  while IFS= read -r id; do
    url=$id$3
    while [ -n "$url" ]; do
      answer=$(az rest --method get --url "$url" -o json < /dev/null) || { echo "$url: no answer" >&2; break; }
      printf '{"listed": {"types": ["%s"], "of": ["%s"]}, "exported": "%s", "answer": %s}\n' "$2" "$id" "$(now)" "$answer" >> "$1"
      url=$(printf '%s\n' "$answer" | sed -n 's/^  "nextLink": "\(.*\)",\{0,1\}$/\1/p')
    done
  done
}
"##;

/// Writes the script.
///
/// # Errors
/// Those of the writer.
pub fn write_queries(queries: &QueriesView, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{FUNCTIONS}")?;
    queries.estates.iter().try_for_each(|needs| write_needs(needs, out))
}

fn write_needs(needs: &NeedsView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n# What the policies of {} read", harmless(&needs.directory))?;
    let first = needs.queries.iter().map(|query| &query.file).chain(needs.calls.iter().map(|calls| &calls.file)).next();
    if let Some((directory, _)) = first.and_then(|file| file.rsplit_once('/')) {
        writeln!(out, "mkdir -p -- {}", quoted(directory))?;
    }
    needs.queries.iter().try_for_each(|query| write_query(query, out))?;
    needs.calls.iter().try_for_each(|calls| write_calls(calls, out))?;
    needs.unasked.iter().try_for_each(|unasked| writeln!(out, "# Not asked for: {}", harmless(unasked)))
}

fn write_query(query: &QueryView, out: &mut dyn Write) -> io::Result<()> {
    let types: Vec<String> = query.types.iter().map(|name| format!("\"{name}\"")).collect();
    writeln!(out, "query {} '{}' \\\n  \"{}\"", quoted(&query.file), types.join(", "), query.query)
}

fn write_calls(calls: &CallsView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {} of each {}", calls.type_name, calls.of.join(", "))?;
    if calls.api_version.is_none() {
        writeln!(out, "# The version is not known here: the provider is asked for its newest.")?;
    }
    let ids: Vec<String> = calls.ids.iter().map(ids).collect();
    let (file, ids) = (quoted(&calls.file), ids.join("; "));
    writeln!(out, "{{ {ids}; }} |\n  calls {file} {} \"{}\"", calls.type_name, calls.path)
}

fn ids(ids: &IdsView) -> String {
    match ids {
        IdsView::Query(query) => format!("ids \"{query}\""),
        IdsView::File(file) => format!("ids_in {}", quoted(file)),
    }
}
