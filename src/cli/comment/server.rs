//! Where a token may go: to the forge's own address, and in plain text only to this machine.

use crate::source::Problem;

/// The address of the GraphQL interface of a GitHub server, such as `https://github.com`.
pub(super) fn graphql(server: &str) -> Result<String, Problem> {
    let refused = |what: &str| {
        let problem = Problem::new("", format!("{server:?} is no address for a token: {what}"));
        Err(problem.help("GITHUB_SERVER_URL names the server, such as `https://github.com`"))
    };
    let Some((scheme, authority)) = server.trim_end_matches('/').split_once("://") else {
        return refused("it has no scheme");
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
    if authority.is_empty() || !authority.bytes().all(is_plain) {
        return refused("more than a host stands in it");
    }
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host).to_ascii_lowercase();
    let is_here = is_here(server);
    match (scheme, &*host) {
        ("https", "github.com") => Ok("https://api.github.com/graphql".to_owned()),
        ("https", host) if host.ends_with(".ghe.com") => Ok(format!("https://api.{authority}/graphql")),
        ("https", _) => Ok(format!("https://{authority}/api/graphql")),
        ("http", _) if is_here => Ok(format!("http://{authority}/api/graphql")),
        _ => refused("it is not encrypted"),
    }
}

/// Whether an address is one of this machine.
pub(super) fn is_here(address: &str) -> bool {
    let authority = address.split_once("://").map_or("", |(_, rest)| rest).split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::graphql;

    #[test]
    fn a_token_goes_to_the_server_alone() {
        let cases = [
            ("https://github.com", "https://api.github.com/graphql"),
            ("https://github.com/", "https://api.github.com/graphql"),
            ("https://contoso.ghe.com", "https://api.contoso.ghe.com/graphql"),
            ("https://git.contoso.com:8443", "https://git.contoso.com:8443/api/graphql"),
            ("http://127.0.0.1:4000", "http://127.0.0.1:4000/api/graphql"),
        ];
        for (server, expected) in cases {
            assert_eq!(graphql(server).ok().as_deref(), Some(expected));
        }
        for server in [
            "",
            "github.com",
            "http://github.com",
            "http://127.0.0.1.evil.example",
            "https://github.com@evil.example",
            "https://github.com/../evil",
            "https://a?b#c",
            "ftp://github.com",
            "http://127.0.0.1:1@evil.example:80",
        ] {
            assert!(graphql(server).is_err(), "{server}");
        }
    }
}
