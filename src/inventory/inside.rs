//! Resources that the platform prints inside another one's properties, and counts one by one all the same.

use super::ResourceIndex;
use super::envelope::{Envelope, Given};
use super::reader::Reader;
use super::row;
use super::spelling::Spelling;
use crate::source::Node;
use std::borrow::Cow;
use std::sync::Arc;

/// What holds others in its properties. Of other collections that stand inside their parent (`whole.yaml`) it is the parent
/// that recommendations are for.
const NETWORKS: &str = "Microsoft.Network/virtualNetworks";
const SUBNETS: &str = "Microsoft.Network/virtualNetworks/subnets";

impl Reader {
    /// Takes in what is printed inside a resource. It is the resource's own, whatever id it bears.
    pub(super) fn take_inside(&mut self, holder: ResourceIndex, properties: Option<Node<'_>>) {
        if !self.resources[holder.0 as usize].type_name.eq_ignore_ascii_case(NETWORKS) {
            return;
        }
        let list = properties.and_then(|properties| properties.get("subnets"));
        list.into_iter().flat_map(Node::items).for_each(|node| self.take_subnet(holder, node));
    }

    fn take_subnet(&mut self, network: ResourceIndex, node: Node<'_>) {
        let holder = &self.resources[network.0 as usize];
        let written = Envelope::of(node).given(Spelling::Azure, Some(holder));
        let of_holder = |part: &Option<Arc<str>>| part.as_deref().map(|part| Cow::Owned(part.to_owned()));
        let given = Given {
            id: None,
            name: written.name,
            type_name: Some(Cow::Borrowed(SUBNETS)),
            group: of_holder(&holder.resource_group),
            subscription: of_holder(&holder.subscription),
        };
        // What has no name is left to the check of its network.
        let Ok(identity) = given.identity(Some(holder)) else { return };
        let Some(index) = self.push(node, identity, None, Spelling::Azure, Some(network)) else { return };
        self.resources[index.0 as usize].is_inside = true;
        self.hush(index, row::silence_of(node, node.get("properties")), written.id.is_some());
    }
}
