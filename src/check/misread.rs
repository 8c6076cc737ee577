//! What a script says in words that the language takes for something else, and answers quietly.

use super::look_up;
use rhai::{AST, ASTNode, Expr, FnCallExpr, Position, Stmt};

/// Methods that change what they are called on and give nothing.
const IN_PLACE: [&str; 12] = [
    "append",
    "clear",
    "crop",
    "dedup",
    "insert",
    "make_lower",
    "make_upper",
    "pad",
    "push",
    "reverse",
    "sort",
    "truncate",
];

/// What is wrong, where it stands, and the next step.
pub(super) type Misread = (Position, String, String);

/// All of a script that judges resources of these types.
pub(super) fn of(ast: &AST, types: &[&str]) -> Vec<Misread> {
    let mut all = Vec::new();
    ast.walk(&mut |path: &[ASTNode]| {
        match path {
            [.., ASTNode::Stmt(Stmt::FnCall(call, position)) | ASTNode::Expr(Expr::FnCall(call, position))] => {
                all.extend(within_text(call, *position));
                all.extend(by_letters(call, *position));
            }
            [.., ASTNode::Expr(Expr::MethodCall(call, position))] => {
                all.extend(nameless(call, types));
                if IN_PLACE.contains(&call.name.as_str()) && !is_statement(path) {
                    all.push(gives_nothing(&call.name, *position));
                }
            }
            _ => {}
        }
        true
    });
    all
}

/// `version in "TLS1_2"`, where one of a list was meant.
fn within_text(call: &FnCallExpr, position: Position) -> Option<Misread> {
    let [Expr::StringConstant(text, _), _] = call.args.as_slice() else { return None };
    (call.name == "contains").then(|| {
        let message = format!("`in` a text is true for every part of it, here of \"{text}\", and for \"\"");
        (position, message, format!("write `== \"{text}\"`, or a list: `in [\"{text}\", …]`"))
    })
}

/// `version >= "1.9"`, which "1.10" is not by its letters.
fn by_letters(call: &FnCallExpr, position: Position) -> Option<Misread> {
    let [left, right] = call.args.as_slice() else { return None };
    let text = [left, right].into_iter().find_map(|side| match side {
        Expr::StringConstant(text, _) if is_counted(text) => Some(text),
        _ => None,
    })?;
    ["<", "<=", ">", ">="].contains(&call.name.as_str()).then(|| {
        let message = "text is ordered by its letters, and \"10\" comes before \"9\" by them".to_owned();
        let help = match text.contains('.') {
            true => format!("compare versions with version_at_least(…, \"{text}\")"),
            false => format!("compare numbers: parse_int(…) and {text} without quotes"),
        };
        (position, message, help)
    })
}

/// Whether a text is a number or a version of numbers.
fn is_counted(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_digit()))
}

/// `child("Provider/type/children")`, which asks for a resource of the own type by the name of its children's.
fn nameless(call: &FnCallExpr, types: &[&str]) -> Option<Misread> {
    let [Expr::StringConstant(text, position)] = call.args.as_slice() else { return None };
    // Nothing is a child of a resource of its own type, where that is the only one.
    let asks_own = look_up::type_asked(&call.name, text).is_some_and(|asked| {
        asked.len() < text.len() && !types.is_empty() && types.iter().all(|own| own.eq_ignore_ascii_case(asked))
    });
    asks_own.then(|| {
        let message = format!("`{text}` is a type without a name, so that nothing is ever found");
        (
            *position,
            message,
            format!("add the name, as in {}(\"{text}/default\"); children(\"{text}\") gives all", call.name),
        )
    })
}

fn gives_nothing(name: &str, position: Position) -> Misread {
    let message = format!("`{name}` changes what it is called on and gives nothing");
    (position, message, format!("put it into a variable first: let all = …; all.{name}(…); all"))
}

/// Whether the call at the end of a path is the last of its chain, the chain is a statement, and begins with a variable.
fn is_statement(path: &[ASTNode]) -> bool {
    let mut inner = match path.last() {
        Some(ASTNode::Expr(inner)) => *inner,
        _ => return false,
    };
    for outer in path.iter().rev().skip(1) {
        match outer {
            ASTNode::Expr(chain) => {
                let (Expr::Dot(link, ..) | Expr::Index(link, ..)) = chain else { return false };
                if !std::ptr::eq(&link.rhs, inner) {
                    return false;
                }
                inner = *chain;
            }
            ASTNode::Stmt(Stmt::Expr(_)) => {
                let (Expr::Dot(link, ..) | Expr::Index(link, ..)) = inner else { return false };
                return matches!(link.lhs, Expr::Variable(..) | Expr::ThisPtr(..));
            }
            _ => return false,
        }
    }
    false
}
