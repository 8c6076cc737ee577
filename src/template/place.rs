//! Where a template is deployed, and the ids of what it deploys.

use super::evaluate::{Call, Wrong, arity};
use super::function::Stop;
use super::reason::NO_SCOPE;
use super::scope::Place;
use super::special::{asked_of_platform, wrong};
use super::symbol::segments;
use super::value::{Data, Unknown, Value};
use std::rc::Rc;

type Given<'d> = Result<Value<'d>, Wrong>;

impl Place {
    /// What the ids of resources begin with that stand in this place; without its subscription or group it is the
    /// deployment's own name that keeps them apart.
    pub fn base(&self) -> String {
        match (&self.subscription, &self.group) {
            (Some(subscription), Some(group)) => {
                format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/")
            }
            (None, Some(group)) => format!("{}#resourceGroups/{group}/providers/", self.entry),
            (Some(subscription), None) => format!("{}#subscriptions/{subscription}/providers/", self.entry),
            (None, None) => format!("{}#", self.entry),
        }
    }

    /// Whether ids of this place mean the same everywhere.
    fn is_known(&self) -> bool {
        self.subscription.is_some() && self.group.is_some()
    }
}

/// `Provider/a/x/b/y` of a type and its names; `None` when they are not as many.
pub fn path(type_name: &str, names: &[String]) -> Option<String> {
    let mut segments = type_name.trim_end_matches('/').split('/');
    let mut made = segments.next()?.to_owned();
    let kinds: Vec<&str> = segments.collect();
    if kinds.len() != names.len() {
        return None;
    }
    for (kind, name) in kinds.iter().zip(names) {
        made.push_str(&format!("/{kind}/{name}"));
    }
    Some(made)
}

/// Names in ids must not be taken for more segments than they are.
pub fn as_segment(name: &str) -> String {
    name.replace('/', "|")
}

/// The arguments of a call about an id, with where the type stands among them.
fn about<'d>(call: &Call<'_, 'd>) -> Result<(Vec<Value<'d>>, Option<usize>), Wrong> {
    arity(call.name, call.arguments.len(), 2, usize::MAX, call.expression)?;
    let values = call.machine.values(call.arguments, call.scope, call.locals)?;
    let is_type = |value: &Value<'d>| value.as_text().is_some_and(|text| text.contains('/') && !text.starts_with('/'));
    let found = values.iter().position(is_type);
    Ok((values, found))
}

/// The path of a type and the names behind it, with whether all of them are known.
fn path_of<'d>(call: &Call<'_, 'd>, type_name: &Value<'d>, names: &[Value<'d>]) -> Result<(String, bool), Wrong> {
    let segments: Vec<String> = names.iter().map(|name| as_segment(&name.symbol())).collect();
    // Whether a name with a slash is one segment or several is not documented.
    let is_name = |name: &Value<'d>| name.first_unknown().is_none() && !name.symbol().contains('/');
    let is_known = names.iter().all(is_name);
    let made = path(&type_name.symbol(), &segments);
    let wanted = type_name.symbol().trim_end_matches('/').split('/').count().saturating_sub(1);
    let message = || format!("`{}` has {wanted} names, and {} are given", type_name.symbol(), names.len());
    made.map(|made| (made, is_known)).ok_or_else(|| wrong(call, message()))
}

/// An id: text where all of it is known, else one that is equal to others of the deployment.
fn id<'d>(call: &Call<'_, 'd>, place: &Place, path: (String, bool), of: &[Value<'d>]) -> Given<'d> {
    let whole = format!("{}{}", place.base(), path.0);
    let data = match place.is_known() && path.1 {
        true => Data::Text(whole.as_str().into()),
        false => Data::LocalId(whole.as_str().into()),
    };
    call.machine.settle(Ok(Value::made(data)), of, call.expression)
}

pub(super) fn resource_id<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let (values, Some(at)) = about(call)? else { return untold(call) };
    let path = path_of(call, &values[at], &values[at + 1..])?;
    let mut place = call.scope.place.clone();
    let known = |value: &Value<'d>| Rc::<str>::from(as_segment(&value.symbol()));
    match &values[..at] {
        [] => {}
        [group] => place.group = Some(known(group)),
        [subscription, group] => (place.subscription, place.group) = (Some(known(subscription)), Some(known(group))),
        _ => return Err(wrong(call, "a subscription and a resource group at most stand before the type")),
    }
    // What is put into the id without being known keeps it from being one.
    let is_known = values[..at].iter().all(|value| value.first_unknown().is_none());
    id(call, &own_if_same(&call.scope.place, place), (path.0, path.1 && is_known), &values)
}

/// A subscription and a group that are asked of the deployment's place are its own.
fn own_if_same(own: &Place, mut place: Place) -> Place {
    let is = |value: &Option<Rc<str>>, symbol: &str| value.as_deref() == Some(symbol);
    place.entry = own.entry.clone();
    if is(&place.subscription, SUBSCRIPTION_ID) {
        place.subscription = own.subscription.clone();
    }
    if is(&place.group, GROUP_NAME) {
        place.group = own.group.clone();
    }
    place
}

pub(super) fn subscription_resource_id<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let (values, Some(at)) = about(call)? else { return untold(call) };
    let (path, is_known) = path_of(call, &values[at], &values[at + 1..])?;
    let own = call.scope.place.subscription.as_deref();
    let (subscription, is_told) = match &values[..at] {
        [] => (own.unwrap_or(SUBSCRIPTION_ID).to_owned(), own.is_some()),
        [subscription] => (subscription.symbol(), subscription.first_unknown().is_none()),
        _ => return Err(wrong(call, "a subscription at most stands before the type")),
    };
    let id: Rc<str> = format!("/subscriptions/{subscription}/providers/{path}").into();
    let data = if is_told && is_known { Data::Text(id) } else { Data::LocalId(id) };
    call.machine.settle(Ok(Value::made(data)), &values, call.expression)
}

pub(super) fn tenant_resource_id<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let (values, at) = about(call)?;
    if at != Some(0) {
        return untold(call);
    }
    match path_of(call, &values[0], &values[1..])? {
        (path, true) => call.machine.settle(Ok(Value::text(format!("/providers/{path}"))), &values, call.expression),
        (_, false) => untold(call),
    }
}

pub(super) fn extension_resource_id<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    arity(call.name, call.arguments.len(), 3, usize::MAX, call.expression)?;
    let values = call.machine.values(call.arguments, call.scope, call.locals)?;
    let (path, is_known) = path_of(call, &values[1], &values[2..])?;
    let base = match &values[0].data {
        Data::Text(base) | Data::LocalId(base) => base.clone(),
        _ => match group(&values[0].symbol()) {
            Some(place) => return id(call, &own_if_same(&call.scope.place, place), (path, false), &values),
            None => return untold(call),
        },
    };
    let is_text = matches!(values[0].data, Data::Text(_));
    let whole: Rc<str> = format!("{}/providers/{path}", base.trim_end_matches('/')).into();
    let data = if is_text && is_known { Data::Text(whole) } else { Data::LocalId(whole) };
    call.machine.settle(Ok(Value::made(data)), &values, call.expression)
}

/// The group whose id a text is.
fn group(id: &str) -> Option<Place> {
    match segments(id).as_slice() {
        [start, subscriptions, subscription, groups, group]
            if start.is_empty() && subscriptions == "subscriptions" && groups == "resourceGroups" =>
        {
            let (subscription, group) = (Some(subscription.as_str().into()), Some(group.as_str().into()));
            Some(Place { subscription, group, ..Place::default() })
        }
        _ => None,
    }
}

/// An id of something that is not known.
fn untold<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let values = call.machine.values(call.arguments, call.scope, call.locals)?;
    let why = values.iter().find_map(Value::first_unknown);
    let why = why.map_or_else(|| "its arguments name no resource".to_owned(), |why| why.reason.clone());
    let unknown = Unknown { reason: why, symbol: String::new() };
    call.machine.settle(Err(Stop::Unknown(Rc::new(unknown))), &values, call.expression)
}

const GROUP_NAME: &str = "{resourceGroup().name}";
const SUBSCRIPTION_ID: &str = "{subscription().subscriptionId}";

pub(super) fn resource_group<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    if !call.arguments.is_empty() {
        return asked_of_platform(call);
    }
    let place = &call.scope.place;
    let id = match (&place.subscription, &place.group) {
        (Some(subscription), Some(group)) => {
            Some(format!("/subscriptions/{subscription}/resourceGroups/{group}").into())
        }
        _ => None,
    };
    let location = place.location.clone();
    Ok(object(&[
        ("id", id, "{resourceGroup().id}"),
        ("name", place.group.clone(), GROUP_NAME),
        ("type", Some("Microsoft.Resources/resourceGroups".into()), ""),
        ("location", location, "{resourceGroup().location}"),
        ("tags", None, "{resourceGroup().tags}"),
        ("managedBy", None, "{resourceGroup().managedBy}"),
        ("properties", None, "{resourceGroup().properties}"),
    ]))
}

pub(super) fn subscription<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let own = &call.scope.place.subscription;
    let id = own.as_ref().map(|own| format!("/subscriptions/{own}").into());
    Ok(object(&[
        ("id", id, "{subscription().id}"),
        ("subscriptionId", own.clone(), SUBSCRIPTION_ID),
        ("tenantId", None, "{subscription().tenantId}"),
        ("displayName", None, "{subscription().displayName}"),
    ]))
}

/// Its name is known inside templates that others deploy; the platform knows the rest.
pub(super) fn deployment<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    if !call.arguments.is_empty() {
        return asked_of_platform(call);
    }
    let unknown = |name: &str| {
        let reason = "`deployment` is known to the platform only";
        (Rc::from(name), Value::unknown(reason, format!("{{deployment().{name}}}")))
    };
    let own = call.scope.place.deployment.as_ref().map(|name| (Rc::from("name"), Value::text(name)));
    let members = [own.unwrap_or_else(|| unknown("name")), unknown("location"), unknown("properties")];
    Ok(Value::made(Data::Object(members.into_iter().collect())))
}

fn object<'d>(members: &[(&str, Option<Rc<str>>, &str)]) -> Value<'d> {
    let value = |(name, known, symbol): &(&str, Option<Rc<str>>, &str)| {
        let value = known.as_ref().map_or_else(|| Value::unknown(NO_SCOPE, *symbol), Value::text);
        (Rc::from(*name), value)
    };
    Value::made(Data::Object(members.iter().map(value).collect()))
}
