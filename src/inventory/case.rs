//! A test case as an inventory of its own, so that checks run on it as on any other.

use super::envelope::{Envelope, Given, Key};
use super::form::Form;
use super::reader::Reader;
use super::reading::Reading;
use super::record::{Coverage, FileRecord, FileStatus};
use super::{Inventory, Resource, ResourceIndex, Spelling, id};
use crate::source::{Document, NodeId, Problem};
use std::borrow::Cow;
use std::sync::Arc;

/// Where a case's resources stand when it does not say.
const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000000";
/// Their resource group, and the name of what has none.
const NAME: &str = "case";
/// A subscription's id does not depend on its name, so that the search for a free name must end somewhere.
const MOST_NAMES: u32 = 1000;

impl Inventory {
    /// An inventory out of nodes of a policy document: resource 0 is the case's own, of the type `default_type` unless
    /// it says otherwise; then come the children that the list `children` holds, and what else the case needs. Names and ids are filled in: what has no
    /// name is called `case` (`case-2` when that is taken), children stand below resource 0. The inventory is complete
    /// for every type. A child or related resource without a type is a problem.
    pub fn of_case(
        document: Arc<Document>,
        resource: NodeId,
        default_type: &str,
        children: Option<NodeId>,
        related: &[NodeId],
    ) -> Self {
        Self::of_case_in(document, resource, default_type, children, related, None)
    }

    /// The same with all that a file holds `around` it.
    pub fn of_case_in(
        document: Arc<Document>,
        resource: NodeId,
        default_type: &str,
        children: Option<NodeId>,
        related: &[NodeId],
        around: Option<&Reading>,
    ) -> Self {
        let mut case = Case { document: &document, reader: Reader::of(&document, Vec::new()), problems: Vec::new() };
        case.add(resource, Some(default_type), None);
        for child in children.into_iter().flat_map(|list| document.node(list).items()) {
            case.add(child.id(), None, Some(ResourceIndex(0)));
        }
        for other in related {
            case.add(*other, None, None);
        }
        let Case { reader, problems, .. } = case;
        let (mut resources, scopes) = reader.into_parts();
        resources.iter_mut().take(1).for_each(|own| own.list = children);
        resources.iter_mut().for_each(|resource| resource.silence = None);
        let record = FileRecord::of(document.name(), Some(&Form::LIST), FileStatus::Read);
        let record = FileRecord { resources: resources.len(), ..record };
        let coverage = Coverage::of_case();
        let document = Some(document);
        let around = around.map(|around| Reading { coverage: around.coverage_in_case(), ..around.clone() });
        let own = Reading {
            document,
            material: None,
            derived: Vec::new(),
            resources,
            pages: Vec::new(),
            listed: Vec::new(),
            scopes,
            coverage,
            record,
            problems,
            warnings: Vec::new(),
            gaps: Vec::new(),
            unnamed: Vec::new(),
            waiting: Vec::new(),
            secrets: Vec::new(),
            unanswered: None,
        };
        Self::of([own].into_iter().chain(around).collect())
    }
}

struct Case<'d> {
    document: &'d Document,
    reader: Reader,
    problems: Vec<Problem>,
}

impl Case<'_> {
    fn add(&mut self, node: NodeId, default_type: Option<&str>, parent: Option<ResourceIndex>) {
        let node = self.document.node(node);
        let envelope = Envelope::of(node);
        let holder = parent.map(|parent| &self.reader.resources[parent.0 as usize]);
        let mut given = envelope.given(Spelling::Azure, holder);
        given.type_name =
            given.type_name.or_else(|| default_type.map(|name| Cow::Owned(id::usual_type(name).to_owned())));
        match self.named(given, holder).identity(holder) {
            Ok(identity) => {
                let index = self.reader.push(node, identity, envelope.text(&[Key::Scope]), Spelling::Azure, parent);
                index.into_iter().for_each(|index| self.reader.take_inside(index, node.get("properties")));
            }
            Err(missing) => self.problems.push(
                Problem::new(self.document.name(), format!("a resource of a test case has {missing}"))
                    .at(node.position())
                    .help("Give it a `type`"),
            ),
        }
    }

    /// Fills in where a resource stands and what it is called, so that no two of a case are the same by accident.
    fn named<'d>(&self, mut given: Given<'d>, holder: Option<&Resource>) -> Given<'d> {
        let (None, Some(type_name)) = (&given.id, given.type_name.as_deref()) else {
            return given;
        };
        if holder.is_none() {
            given.subscription.get_or_insert(Cow::Borrowed(SUBSCRIPTION));
        }
        if holder.is_none() && type_name != id::SUBSCRIPTION {
            given.group.get_or_insert(Cow::Borrowed(NAME));
        }
        let written = given.name.take();
        let candidates = (1..=MOST_NAMES).map(|number| match (&written, number) {
            (Some(name), _) => parents(type_name, name) + name.as_ref(),
            (None, 1) => parents(type_name, NAME) + NAME,
            (None, _) => format!("{}{NAME}-{number}", parents(type_name, NAME)),
        });
        let id = |name: &str| match holder {
            Some(holder) => id::of_child(&holder.id, &holder.type_name, type_name, name),
            None => id::of_resource(given.subscription.as_deref(), given.group.as_deref(), type_name, name),
        };
        let is_free =
            |name: &String| !self.reader.resources.iter().any(|other| other.id.eq_ignore_ascii_case(&id(name)));
        given.name = candidates.clone().find(is_free).or_else(|| candidates.clone().next()).map(Cow::Owned);
        given
    }
}

/// The names of the parents that a name of this type leaves out.
fn parents(type_name: &str, name: &str) -> String {
    let missing = type_name.matches('/').count().saturating_sub(name.matches('/').count() + 1);
    format!("{NAME}/").repeat(missing)
}
