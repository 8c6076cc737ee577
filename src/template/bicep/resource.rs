//! Resources: where they are, what they are called, and how often they are deployed.

use super::super::write::COMPUTED;
use super::emit::Lowerer;
use super::names::{Meaning, body, members, property};
use super::text::{Env, quoted, unknown};
use crate::bicep::{Declaration, Expression, Form, Member, Part};

/// Resources inside one another, or deployed to one another.
const DEEPEST: u32 = 100;

/// What is said of a resource elsewhere in the template.
const DIRECTIONS: [&str; 5] = ["name", "parent", "scope", "dependsOn", "type"];

impl<'u> Lowerer<'u> {
    pub fn resources(&mut self) {
        for place in 0..self.names[0].resources.len() {
            self.resource(place);
        }
    }

    fn resource(&mut self, place: usize) {
        let own = &self.names[0].resources[place];
        let Some(object) = body(own.value).filter(|_| !own.is_existing) else { return };
        self.at(own.value.span);
        self.deriver.key(&self.names[0].path_of(place));
        match self.node(object, 0) {
            Some(node) => self.deriver.open_at(node),
            None => self.deriver.open(&[self.root(0)], COMPUTED),
        }
        self.word("type", &self.names[0].type_of(place));
        if !own.version.is_empty() {
            self.word("apiVersion", own.version);
        }
        self.turns(own.name, own.value);
        self.condition(place);
        let env = self.env_of(place, 0, None);
        self.deriver.key("name");
        self.whole_name(place, object, &env);
        // A child is where its parent is.
        let outermost = self.names[0].resources[self.outermost(place, 0)].value;
        if let Some(scope) = body(outermost).and_then(|outermost| property(outermost, "scope")) {
            self.deriver.key("scope");
            let text = self.scope(scope, &env);
            self.expression(&text, scope.span, 0);
        }
        for member in members(object) {
            if let Member::Property(name, value) = member
                && let Some(name) = name.text().filter(|name| !DIRECTIONS.contains(name))
            {
                self.deriver.key(name);
                self.value(value, &env);
            }
        }
        self.deriver.close();
    }

    /// How often something is deployed.
    pub fn turns(&mut self, name: &str, value: &'u Expression) {
        let Form::For(_, _, parts) = &value.form else { return };
        self.deriver.key("copy");
        self.deriver.open(&[self.nearest(value.span, 0)], COMPUTED);
        self.word("name", name);
        self.deriver.key("count");
        let list = self.text(&parts[0], &Env::of(0));
        self.expression(&format!("length({list})"), parts[0].span, 0);
        self.deriver.close();
    }

    /// What its being there hangs on, with that of what it is written in.
    fn condition(&mut self, place: usize) {
        let mut tests = Vec::new();
        let mut next = Some(place);
        while let Some(place) = next {
            let own = &self.names[0].resources[place];
            if let Some(test) = test(own.value) {
                let env = self.env_of(place, 0, None);
                tests.push((self.text(test, &env), test.span));
            }
            next = own.around;
        }
        let Some((_, span)) = tests.first().cloned() else { return };
        let texts: Vec<String> = tests.into_iter().rev().map(|(text, _)| text).collect();
        self.deriver.key("condition");
        match texts.as_slice() {
            [only] => self.expression(only, span, 0),
            all => self.expression(&format!("and({})", all.join(", ")), span, 0),
        }
    }

    /// What names mean inside a resource; in one that is deployed in turns, at one of them.
    pub fn env_of(&mut self, place: usize, unit: usize, index: Option<&str>) -> Env<'u> {
        let own = &self.names[unit].resources[place];
        self.env_in(own.name, own.value, unit, index)
    }

    pub fn env_in(&mut self, name: &str, value: &'u Expression, unit: usize, index: Option<&str>) -> Env<'u> {
        let mut env = Env::of(unit);
        if let Form::For(item, at, parts) = &value.form {
            let turn = index.map_or_else(|| format!("copyIndex({})", quoted(name)), str::to_owned);
            let list = self.text(&parts[0], &env);
            env.locals.push((&item.text, format!("{list}[{turn}]")));
            env.locals.extend(at.as_ref().map(|at| (at.text.as_str(), turn)));
        }
        env
    }

    /// The name with those of its parents.
    fn whole_name(&mut self, place: usize, object: &'u Expression, env: &Env<'u>) {
        let Some(name) = property(object, "name") else {
            return self.expression("$unknown('it has no name', '?')", object.span, 0);
        };
        if self.parent(place, 0, env).is_none() {
            return self.value(name, env);
        }
        let segments = self.segments(place, 0, None);
        let slots: Vec<String> = (0..segments.len()).map(|slot| format!("{{{slot}}}")).collect();
        self.expression(&format!("format('{}', {})", slots.join("/"), segments.join(", ")), name.span, 0);
    }

    /// The resource that it is a child of, and the turn of that.
    fn parent(&mut self, place: usize, unit: usize, env: &Env<'u>) -> Option<(usize, Option<String>)> {
        let own = &self.names[unit].resources[place];
        if own.around.is_some() {
            return own.around.map(|around| (around, None));
        }
        let parent = property(body(own.value)?, "parent")?;
        self.resource_of(parent, env)
    }

    /// The resource that a value names.
    pub fn resource_of(&mut self, value: &'u Expression, env: &Env<'u>) -> Option<(usize, Option<String>)> {
        let (name, steps) = match &value.bare().form {
            Form::Name(name) => (name, &[][..]),
            Form::Chain(base, steps) => match &base.bare().form {
                Form::Name(name) => (name, steps.as_slice()),
                _ => return None,
            },
            _ => return None,
        };
        let Some(Meaning::Resource(place)) = self.names[env.unit].meaning(name) else { return None };
        let (place, index, rest) = self.reach(place, steps, env);
        rest.is_empty().then_some((place, index))
    }

    /// The expressions of its names, its parents' first.
    fn segments(&mut self, place: usize, unit: usize, index: Option<&str>) -> Vec<String> {
        let env = self.env_of(place, unit, index);
        let kinds = self.names[unit].type_of(place).split('/').count() - 1;
        if self.depth > DEEPEST {
            return vec![unknown("resources are named after one another in a circle", "…")];
        }
        self.depth += 1;
        let mut segments = match self.parent(place, unit, &env) {
            Some((parent, index)) => self.segments(parent, unit, index.as_deref()),
            None => Vec::new(),
        };
        let own = &self.names[unit].resources[place];
        let name = body(own.value).and_then(|body| property(body, "name"));
        let count = kinds.saturating_sub(segments.len()).max(1);
        match name {
            Some(name) => segments.extend(self.split(name, count, &env)),
            None => segments.push(unknown("it has no name", own.name)),
        }
        self.depth -= 1;
        segments
    }

    /// A name's own segments.
    fn split(&mut self, name: &'u Expression, count: usize, env: &Env<'u>) -> Vec<String> {
        if count == 1 {
            return vec![self.text(name, env)];
        }
        if let Some(text) = name.bare().text().filter(|text| text.split('/').count() == count) {
            return text.split('/').map(quoted).collect();
        }
        if let Form::Text(parts) = &name.bare().form
            && let Some(own) = slashed(parts).filter(|own| own.len() == count)
        {
            return own.into_iter().map(|value| self.text(value, env)).collect();
        }
        let whole = self.text(name, env);
        (0..count).map(|place| format!("split({whole}, '/')[{place}]")).collect()
    }

    /// The name as it is written.
    pub fn own_name(&mut self, place: usize, unit: usize, index: Option<&str>) -> String {
        let env = self.env_of(place, unit, index);
        let own = &self.names[unit].resources[place];
        match body(own.value).and_then(|body| property(body, "name")) {
            Some(name) => self.text(name, &env),
            None => unknown("it has no name", own.name),
        }
    }

    /// The id.
    pub fn id_of(&mut self, place: usize, unit: usize, index: Option<&str>) -> String {
        let env = self.env_of(place, unit, index);
        let segments = self.segments(place, unit, index).join(", ");
        let type_name = quoted(&self.names[unit].type_of(place));
        let own = &self.names[unit].resources[self.outermost(place, unit)];
        let scope = body(own.value).and_then(|body| property(body, "scope"));
        let Some(scope) = scope else {
            let function = match self.target(unit) {
                "subscription" => "subscriptionResourceId",
                "tenant" => "tenantResourceId",
                "managementGroup" => "managementGroupResourceId",
                _ => "resourceId",
            };
            return format!("{function}({type_name}, {segments})");
        };
        match &scope.bare().form {
            Form::Call(name, arguments) if name.text == "resourceGroup" && !arguments.is_empty() => {
                let mut of: Vec<String> = arguments.iter().map(|argument| self.text(argument, &env)).collect();
                if of.len() == 1 {
                    of.insert(0, "subscription().subscriptionId".to_owned());
                }
                let group = format!("format('/subscriptions/{{0}}/resourceGroups/{{1}}', {})", of.join(", "));
                format!("extensionResourceId({group}, {type_name}, {segments})")
            }
            Form::Call(name, _) if name.text == "resourceGroup" => format!("resourceId({type_name}, {segments})"),
            Form::Call(name, arguments) if name.text == "subscription" => {
                let of: String = arguments.iter().map(|argument| self.text(argument, &env) + ", ").collect();
                format!("subscriptionResourceId({of}{type_name}, {segments})")
            }
            Form::Call(name, _) if name.text == "tenant" => format!("tenantResourceId({type_name}, {segments})"),
            _ => format!("extensionResourceId({}, {type_name}, {segments})", self.scope(scope, &env)),
        }
    }

    fn outermost(&mut self, mut place: usize, unit: usize) -> usize {
        /// A circle of parents is left somewhere.
        const DEEPEST: usize = 20;
        for _ in 0..DEEPEST {
            match self.parent(place, unit, &Env::of(unit)) {
                Some((parent, _)) => place = parent,
                None => break,
            }
        }
        place
    }

    /// The id of what something extends.
    fn scope(&mut self, scope: &'u Expression, env: &Env<'u>) -> String {
        match self.resource_of(scope, env) {
            Some(_) if self.depth > DEEPEST => unknown("resources are deployed to one another in a circle", "…"),
            Some((place, index)) => {
                self.depth += 1;
                let id = self.id_of(place, env.unit, index.as_deref());
                self.depth -= 1;
                id
            }
            None => match &scope.bare().form {
                Form::Call(name, arguments) if name.text == "resourceGroup" && arguments.is_empty() => {
                    "resourceGroup().id".to_owned()
                }
                Form::Call(name, _) if name.text == "tenant" => "'/'".to_owned(),
                Form::Call(name, arguments) if name.text == "subscription" && arguments.is_empty() => {
                    "subscription().id".to_owned()
                }
                Form::Call(name, _) => unknown("where it is deployed is known to the platform only", &name.text),
                _ => self.text(scope, env),
            },
        }
    }

    /// Where a file is deployed.
    fn target(&self, unit: usize) -> &'u str {
        let found = self.statements(unit).iter().find_map(|statement| match &statement.declaration {
            Declaration::TargetScope(scope) => scope.text(),
            _ => None,
        });
        found.unwrap_or("resourceGroup")
    }
}

/// What its being there hangs on.
pub fn test(value: &Expression) -> Option<&Expression> {
    match &value.form {
        Form::If(parts) => Some(&parts[0]),
        Form::For(.., parts) => test(&parts[1]),
        _ => None,
    }
}

/// Values between single slashes.
fn slashed(parts: &[Part]) -> Option<Vec<&Expression>> {
    let mut values = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        match part {
            Part::Value(value) if place % 2 == 0 => values.push(value),
            Part::Text(text) if place % 2 == 1 && text == "/" => {}
            _ => return None,
        }
    }
    Some(values)
}
