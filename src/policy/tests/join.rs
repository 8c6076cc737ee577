//! The policies of several parts as one.

use super::*;

fn part(config: &str) -> Policy {
    load(GOOD, config).expect("a policy")
}

fn ids(policy: &Policy) -> Vec<(&str, bool)> {
    policy.recommendations.iter().map(|entry| (entry.id.as_str(), entry.enabled)).collect()
}

#[test]
fn a_single_part_stays_as_it_is() {
    let (joined, members) = Policy::joined(vec![part("")]);
    assert_eq!((ids(&joined), joined.digest.clone()), (ids(&good()), good().digest));
    assert_eq!((members[0].place(RecommendationIndex(0)), joined.parts()), (RecommendationIndex(0), 1));
}

#[test]
fn what_parts_judge_alike_stands_in_it_once() {
    let first = &good().recommendations[0].id;
    let off = format!("recommendations: {{ {first}: {{ enabled: false }} }}");
    for parts in [["", off.as_str()], [off.as_str(), ""]] {
        let (joined, members) = Policy::joined(parts.map(part).into());
        assert_eq!(ids(&joined), ids(&good()), "what is off in one part is on in the other");
        let place = RecommendationIndex(0);
        let judged = [0, 1].map(|part| joined.judges(part, members[usize::from(part)].place(place)));
        assert_eq!(judged, parts.map(str::is_empty));
    }
}

#[test]
fn what_parts_judge_otherwise_stands_in_it_for_each() {
    let first = &good().recommendations[0].id;
    let control = &good().controls[0].id;
    for (config, recommendations, controls) in [
        (format!("recommendations: {{ {first}: {{ severity: low }} }}"), 1, 0),
        (format!("controls: {{ {control}: {{ maxScore: 9 }} }}"), 1, 1),
    ] {
        let (joined, members) = Policy::joined(vec![part(""), part(&config)]);
        assert_eq!(joined.controls.len(), good().controls.len() + controls, "{config}");
        assert!(joined.recommendations.len() >= good().recommendations.len() + recommendations, "{config}");
        let [one, other] = [0, 1].map(|part: usize| members[part].place(RecommendationIndex(0)));
        assert!(joined.judges(0, one) && joined.judges(1, other) && !joined.judges(1, one) && !joined.judges(0, other));
        assert_eq!(joined.recommendations[one.0].id, joined.recommendations[other.0].id);
    }
}
