//! The platform's names of its controls.

/// What the platform calls a control; one that it does not know keeps its id.
pub fn control_key(id: &str) -> &str {
    KEYS.iter().find(|(own, _)| *own == id).map_or(id, |(_, key)| key)
}

/// What we call a control of the platform, where we know it.
pub fn control_id(key: &str) -> Option<&'static str> {
    KEYS.iter().find(|(_, own)| *own == key).map(|(id, _)| *id)
}

/// As recordings of the REST interface have them.
const KEYS: [(&str, &str); 15] = [
    ("enable-mfa", "34a42fb3-e6db-409c-b56b-7b1db6b8aee0"),
    ("secure-management-ports", "52901099-235c-4971-b9d5-a33fca3a936e"),
    ("apply-system-updates", "61702b76-1fab-41f2-bcbc-50b7870dcf38"),
    ("remediate-vulnerabilities", "05daab2e-f074-4601-ac10-aadf5c9c50f6"),
    ("remediate-security-configurations", "99fc8df2-e0f5-40f8-9415-a7f7ca948b5a"),
    ("manage-access-and-permissions", "2d85f639-0bea-4a4a-b6c6-608952a1414a"),
    ("enable-encryption-at-rest", "8fd574ec-43cf-426e-a439-a67cbaf2d564"),
    ("encrypt-data-in-transit", "0e55495e-034f-4abc-8293-767229250176"),
    ("restrict-unauthorized-network-access", "f9d5432b-8f7b-45e9-b90c-e214a30f6a02"),
    ("apply-adaptive-application-control", "a000c66f-6da2-4f9d-826d-2364347d2588"),
    ("protect-applications-against-ddos", "a9909064-42b4-4d34-8143-275477afe18b"),
    ("enable-endpoint-protection", "12136bd9-dc24-44f2-9587-7be3af6aac14"),
    ("enable-auditing-and-logging", "27b24961-75ba-4fe4-8909-97286d5dd5ee"),
    ("enable-enhanced-security-features", "4db8d6cf-075b-4149-a813-da09ca2ae120"),
    ("implement-security-best-practices", "76763537-9feb-42d3-b4f4-78c01117be80"),
];
