//! From text to scopes: modules are followed as the compiler follows them, and tests are left out.

use crate::code::{Bound, Code, LIBRARY, Path, Scope, ScopeId, Sources, Use};
use crate::tokens::{self, Written, path_of, plain};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, Meta, UseTree};

/// Reads the library and the program.
pub fn read(sources: &Sources) -> Code {
    let mut reader = Reader { sources, code: Code::default(), scope: LIBRARY, met: BTreeSet::new() };
    reader.file("lib.rs", Scope::default());
    if sources.contains_key("main.rs") {
        let library = [("uplift".to_owned(), vec![Bound::Module(LIBRARY)])].into();
        reader.file("main.rs", Scope { names: library, ..Scope::default() });
    }
    for file in sources.keys() {
        if !reader.met.contains(file) && !file.split(['/', '.']).any(|part| part == "tests") {
            reader.code.faults.push(format!("{file}: no module"));
        }
    }
    reader.code
}

/// Attributes that lead around modules and imports, and what of them.
const HIDING: [(&str, &str); 3] =
    [("path", "where a module is"), ("macro_export", "where a macro is"), ("macro_use", "where macros are from")];

struct Reader<'s> {
    sources: &'s Sources,
    code: Code,
    /// Where it stands.
    scope: ScopeId,
    /// Files that were read.
    met: BTreeSet<String>,
}

impl Reader<'_> {
    /// Reads a file as a scope of its own.
    fn file(&mut self, file: &str, scope: Scope) {
        self.met.insert(file.to_owned());
        match syn::parse_file(&self.sources[file]) {
            Ok(parsed) => {
                self.within(Scope { file: file.to_owned(), ..scope }, |reader| visit::visit_file(reader, &parsed));
            }
            Err(error) => self.code.faults.push(format!("{file}: {error}")),
        }
    }

    /// Reads something in a new scope.
    fn within(&mut self, scope: Scope, read: impl FnOnce(&mut Self)) {
        let inner = self.code.scopes.len();
        self.code.scopes.push(scope);
        let outer = std::mem::replace(&mut self.scope, inner);
        read(self);
        self.scope = outer;
    }

    /// A scope inside the current one.
    fn inner(&self, name: String, block: bool) -> Scope {
        let file = self.here().file.clone();
        Scope { name, parent: Some(self.scope), file, block, ..Scope::default() }
    }

    fn here(&self) -> &Scope {
        &self.code.scopes[self.scope]
    }

    fn bind(&mut self, name: String, bound: Bound) {
        self.code.scopes[self.scope].names.entry(name).or_default().push(bound);
    }

    fn mention(&mut self, path: Path, how: Use) {
        self.code.scopes[self.scope].mentions.insert((path, how));
    }

    fn fault(&mut self, what: &str) {
        let fault = format!("{}: {what}", self.here().file);
        self.code.faults.push(fault);
    }

    /// Records the leaves of an import.
    fn import(&mut self, tree: &UseTree, before: Path, how: Use) {
        match tree {
            UseTree::Path(inner) => self.import(&inner.tree, before.join(plain(&inner.ident)), how),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before.clone(), how)),
            UseTree::Glob(_) => {
                self.mention(before.clone(), how);
                self.code.scopes[self.scope].globs.push(before);
            }
            UseTree::Name(leaf) => self.leaf(before, plain(&leaf.ident), None, how),
            UseTree::Rename(leaf) => self.leaf(before, plain(&leaf.ident), Some(plain(&leaf.rename)), how),
        }
    }

    fn leaf(&mut self, before: Path, name: String, rename: Option<String>, how: Use) {
        let path = if name == "self" && !before.segments.is_empty() { before } else { before.join(name) };
        let name = rename.or_else(|| path.segments.last().cloned()).unwrap_or_default();
        self.bind(name, Bound::Import(path.clone()));
        self.mention(path, how);
    }

    /// The file of a module that is declared here.
    fn file_of(&self, name: &str) -> Option<String> {
        let mut folder = String::new();
        let mut scope = Some(self.scope);
        while let Some(id) = scope {
            let Scope { name, parent, .. } = &self.code.scopes[id];
            if parent.is_some() {
                folder = format!("{name}/{folder}");
            }
            scope = *parent;
        }
        let candidates = [format!("{folder}{name}.rs"), format!("{folder}{name}/mod.rs")];
        candidates.into_iter().find(|file| self.sources.contains_key(file))
    }

    /// Records what stands in tokens that only a macro understands.
    fn written(&mut self, found: Vec<Written>) {
        for Written { path, is_macro } in found {
            self.mention(path, if is_macro { Use::Macro } else { Use::Plain });
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let (name, attributes) = facts(item);
        if attributes.iter().any(is_test) {
            return;
        }
        if let Item::Verbatim(_) = item {
            self.fault("syntax that the parser does not know");
        }
        if let Some(name) = name {
            self.bind(plain(name), Bound::Here);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        visit::visit_visibility(self, &item.vis);
        let how = if matches!(item.vis, syn::Visibility::Inherited) { Use::Import } else { Use::Reexport };
        let before = Path { rooted: item.leading_colon.is_some(), segments: Vec::new() };
        self.import(&item.tree, before, how);
    }

    fn visit_item_extern_crate(&mut self, _: &'ast syn::ItemExternCrate) {
        self.fault("`extern crate` gives a crate a name that no import shows");
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        item.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        let name = plain(&item.ident);
        let module = self.code.scopes.len();
        let scope = self.inner(name.clone(), false);
        match (&item.content, self.file_of(&name)) {
            (Some((_, items)), _) => self.within(scope, |reader| {
                items.iter().for_each(|item| reader.visit_item(item));
            }),
            (None, Some(file)) => self.file(&file, scope),
            (None, None) => self.fault(&format!("the module `{name}` is elsewhere")),
        }
        if module < self.code.scopes.len() {
            self.bind(name, Bound::Module(module));
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        if block.stmts.iter().any(|statement| matches!(statement, syn::Stmt::Item(_))) {
            let scope = self.inner(String::new(), true);
            self.within(scope, |reader| visit::visit_block(reader, block));
        } else {
            visit::visit_block(self, block);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.mention(path_of(path), Use::Plain);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.mention(path_of(&called.path), Use::Macro);
        self.written(tokens::in_macro(called));
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        for (name, why) in HIDING {
            if names(attribute, name) {
                self.fault(&format!("`#[{name}]` hides {why}"));
            }
        }
        self.mention(path_of(attribute.path()), Use::Plain);
        match &attribute.meta {
            Meta::List(list) => self.written(tokens::in_attribute(list)),
            meta => visit::visit_meta(self, meta),
        }
    }
}

/// Whether an attribute is the named one, also where it depends on a condition.
fn names(attribute: &Attribute, name: &str) -> bool {
    let given = |list: &syn::MetaList| tokens::in_attribute(list).iter().any(|found| found.path.segments == [name]);
    attribute.path().is_ident(name)
        || matches!(&attribute.meta, Meta::List(list) if list.path.is_ident("cfg_attr") && given(list))
}

/// Whether what bears an attribute is there in tests only.
fn is_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<Meta>().is_ok_and(|condition| condition.path().is_ident("test"))
}

/// The name that an item binds by itself, and its attributes.
fn facts(item: &Item) -> (Option<&syn::Ident>, &[Attribute]) {
    match item {
        Item::Const(item) => (Some(&item.ident), &item.attrs),
        Item::Enum(item) => (Some(&item.ident), &item.attrs),
        Item::Fn(item) => (Some(&item.sig.ident), &item.attrs),
        Item::Macro(item) => (item.ident.as_ref(), &item.attrs),
        Item::Static(item) => (Some(&item.ident), &item.attrs),
        Item::Struct(item) => (Some(&item.ident), &item.attrs),
        Item::Trait(item) => (Some(&item.ident), &item.attrs),
        Item::Type(item) => (Some(&item.ident), &item.attrs),
        Item::Union(item) => (Some(&item.ident), &item.attrs),
        Item::ExternCrate(item) => (None, &item.attrs),
        Item::Impl(item) => (None, &item.attrs),
        Item::Mod(item) => (None, &item.attrs),
        Item::Use(item) => (None, &item.attrs),
        _ => (None, &[]),
    }
}
