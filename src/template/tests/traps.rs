//! What functions give at their edges, where it is documented; that it is not known where it is not; and that they end.

use super::{PARAMETERS, deployed};

/// The value, `unknown`, or `wrong` where a fault is told.
pub(super) fn given(expression: &str) -> String {
    deployed(PARAMETERS, &format!(r#""it": "[{expression}]""#), |expansion, row| {
        let value = row.get("it").unwrap();
        match (value.unknown(), expansion.problems.is_empty()) {
            (_, false) => "wrong".to_owned(),
            (Some(_), true) => "unknown".to_owned(),
            (None, true) => value.raw().to_owned(),
        }
    })
}

#[track_caller]
fn hold(cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        assert_eq!(given(expression), *expected, "{expression}");
    }
}

#[test]
fn what_is_documented_is_known_to_the_edge() {
    hold(&[
        ("concat('a', 1)", r#""a1""#),
        ("concat(createArray(1), createArray())", "[1]"),
        ("take('abc', 9)", r#""abc""#),
        ("skip('äbc', 1)", r#""bc""#),
        ("indexOf('xÄB', 'äb')", "1"),
        ("toUpper('äb')", r#""ÄB""#),
        ("split('a,b;;c', createArray(',', ';;', ''))", r#"["a","b","c"]"#),
        ("replace('aaa', 'a', 'ba')", r#""bababa""#),
        ("json('{''a'': [1, null]}')", r#"{"a":[1,null]}"#),
        (
            "union(createObject('a', createObject('x', 1)), createObject('A', createObject('y', 2)))",
            r#"{"a":{"x":1,"y":2}}"#,
        ),
        ("items(createObject('b-2', 1, 'b-1', 2))[0].key", r#""b-1""#),
        ("parseCidr('10.0.0.1/32').network", r#""10.0.0.1""#),
        ("dateTimeAdd('2024-01-31T10:00:00Z', 'P1DT2H', 'yyyy-MM-dd HH')", r#""2024-02-01 12""#),
        ("or(parameters('b'), true())", "true"),
        ("length(split(padLeft('', 200000, ','), createArray(';', ',')))", "200001"),
        ("range(5, 0)", "[]"),
        ("uri('https://a.org/b/c', 'd/e')", r#""https://a.org/b/d/e""#),
        ("reduce(createArray(), 'none', lambda('a', 'b', fail('x')))", r#""none""#),
        ("sort(createArray(2, 2, 1), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))", "[1,2,2]"),
        ("equals(resourceId('A/b', 'c'), resourceId('A/b', 'c'))", "true"),
    ]);
}

#[test]
fn what_is_not_documented_is_not_guessed() {
    let cases = [
        "concat('a', true())",
        "concat(createArray(1), parameters('b'))",
        "first('')",
        "first(createArray())",
        "length('😀')",
        "substring('😀a', 1)",
        "indexOf('abc', '')",
        "toUpper('ß')",
        "startsWith('İ', 'i')",
        "replace('abC', 'c', 'd')",
        "format('{0}', null())",
        "format('{0,10}', 'a')",
        "join(createArray(true()), ',')",
        "string(true())",
        "int('3.7')",
        "json('{a: 1}')",
        "json('{''a'': ''it''''s'', }')",
        "base64ToString('aGVs bG8=')",
        "uriComponentToString('%ff')",
        "uri('http://A.org/x', 'y')",
        "uri('http://a.org/x', '')",
        "dateTimeAdd('2024-01-31T10:00:00Z', 'P1M', 'yyyy-MM-dd')",
        "dateTimeAdd('2024-01-31T10:00:00Z', 'P1D')",
        "dateTimeAdd('2024-01-31T10:00:00Z', 'P1D', 'T')",
        "dateTimeAdd('2024-01-31T10:00:00+02:00', 'P1D', 'yyyy')",
        "cidrHost('10.0.0.0/31', 0)",
        "cidrHost('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128', 0)",
        "equals(1, json('1.0'))",
        "union(createObject('a', parameters('b')), createObject('a', createObject('x', 1))).a",
        "createObject('a', 1, 'A', 2)",
        "items(createObject('a_b', 1, 'aB', 2))",
        "toObject(createArray(1, 2), lambda('x', 'same'))",
        "sort(createArray(2, 1), lambda('a', 'b', false()))",
        "and(false(), parameters('none'))",
        "if(parameters('b'), createArray()[3], 1)",
        "concat(resourceId('s', 'g', 'A/b', 'c/d'), '')",
        "equals(resourceId('A/b', parameters('b')), resourceId('A/b', 'c'))",
        "equals(subscriptionResourceId('A/b', 'c'), subscriptionResourceId(parameters('b'), 'A/b', 'c'))",
        "less('a-b', 'ab')",
        "newGuid()",
        "listKeys('x', '2020-01-01').keys[0].value",
    ];
    hold(&cases.map(|expression| (expression, "unknown")));
}

#[test]
fn what_the_platform_refuses_is_told() {
    let cases = [
        "concat('a', createArray())",
        "div(1, 0)",
        "substring('abc', 2, 2)",
        "range(0, 10001)",
        "range(0, -1)",
        "dateTimeAdd('2024-01-31T10:00:00Z', '1 day', 'yyyy')",
        "indexFromEnd(createArray(1), 2)",
        "cidrSubnet('10.0.0.0/24', 23, 0)",
        "and(parameters('none'), false())",
        "if(parameters('b'), createArray()[3], createArray()[4])",
        "toObject(createArray(1), lambda('x', 1))",
        "map(createArray(1))",
        "contains()",
    ];
    hold(&cases.map(|expression| (expression, "wrong")));
}

/// Each would take days, or more memory than there is.
#[test]
fn work_is_bounded() {
    let doubled = "reduce(range(0, 60), 'ab', lambda('a', 'i', concat(lambdaVariables('a'), lambdaVariables('a'))))";
    let shared =
        "reduce(range(0, 60), 'ab', lambda('a', 'i', createArray(lambdaVariables('a'), lambdaVariables('a'))))";
    let deep = "reduce(range(0, 10000), 0, lambda('a', 'i', createArray(lambdaVariables('a'))))";
    let numbers = "flatten(map(range(0, 5), lambda('i', range(mul(lambdaVariables('i'), 10000), 10000))))";
    let cases = [
        doubled.to_owned(),
        shared.to_owned(),
        deep.to_owned(),
        format!("string({shared})"),
        format!("length(distinct({numbers}))"),
        format!("length(intersection({numbers}, {numbers}))"),
        format!("map({numbers}, lambda('x', contains({numbers}, -1)))"),
        "padLeft('', 1000000000, ',')".to_owned(),
        "string(map(range(0, 10000), lambda('i', padLeft('', 1000000))))".to_owned(),
    ];
    for expression in cases {
        let is_open = |given: &str| given == "unknown" || given == "wrong";
        assert!(is_open(&given(&expression)), "{expression}");
    }
}

#[test]
fn a_name_that_means_nothing_is_told_alike_each_time() {
    let twice = r#""a": "[parameters('none')]", "b": "[parameters('none')]""#;
    deployed(PARAMETERS, twice, |expansion, _| {
        let told: Vec<&str> = expansion.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, ["there is no parameter `none`"; 2]);
    });
}
