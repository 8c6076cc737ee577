//! What scripts are made of beyond the helpers: the language's own operators, statements and functions, as far as a check
//! needs them, and the fields of a resource.

use super::Helper;

/// What stands in a script and is no function.
pub(super) const WORDS: [Helper; 18] = [
    Helper {
        group: "operators",
        signature: "a == b → bool",
        description: "Whether values are equal. Text from a document compares without regard to case, numbers exactly, and true or false also with a text that spells it. An absent value equals () alone.",
    },
    Helper { group: "operators", signature: "a != b → bool", description: "Whether they differ." },
    Helper {
        group: "operators",
        signature: "a < b, a <= b, a > b, a >= b → bool",
        description: "The order of numbers, or of texts without regard to case. Where the first value may be absent, say with ?? what it counts as.",
    },
    Helper {
        group: "operators",
        signature: "a && b, a || b → bool",
        description: "Whether both hold, or one of them; the second one is asked only where the first one does not decide. Each side is a condition: write == true after a value of the resource.",
    },
    Helper {
        group: "operators",
        signature: "!a → bool",
        description: "Whether a condition does not hold. For a value of the resource write == false or != true, which say what absence counts as.",
    },
    Helper {
        group: "operators",
        signature: "a ?? b → value",
        description: "The first value, or the second one where the first is absent.",
    },
    Helper {
        group: "operators",
        signature: "value in list → bool",
        description: "Whether the value is an element of the list, or a part of a text; false where either is absent.",
    },
    Helper {
        group: "operators",
        signature: "a + b, a - b, a * b, a / b, a % b → number",
        description: "Arithmetic; a / b of whole numbers is whole. + also puts texts and lists together.",
    },
    Helper {
        group: "statements",
        signature: "if … { … } else { … } → value",
        description: "One of two values, by a condition.",
    },
    Helper {
        group: "statements",
        signature: "let name = …;",
        description: "A name for a value; the last expression of a script is what it gives, and `return …;` ends it before.",
    },
    Helper {
        group: "statements",
        signature: "for item in list { … }",
        description: "Does something with each element of a list, or of as many numbers as `0..10` counts; nothing where the list is absent.",
    },
    Helper {
        group: "the resource",
        signature: "resource.NAME.NAME → value or ()",
        description: "What the resource holds, by names without regard to case; a name with other signs than letters, digits and _ stands in brackets, an element of a list by its place from 0. () where a step is missing.",
    },
    Helper { group: "the resource", signature: "resource.id → text", description: "Its id." },
    Helper {
        group: "the resource",
        signature: "resource.name → text",
        description: "Its name, without those of its parents.",
    },
    Helper { group: "the resource", signature: "resource.type → text", description: "Its type." },
    Helper {
        group: "the resource",
        signature: "resource.resourceGroup → text or ()",
        description: "The name of its resource group.",
    },
    Helper {
        group: "the resource",
        signature: "resource.subscription → text or ()",
        description: "The name of its subscription, as uplift.yaml says it, else the id.",
    },
    Helper {
        group: "the resource",
        signature: "resource.subscriptionId → text or ()",
        description: "The id of its subscription.",
    },
];

/// Functions of the language that are called on texts, lists and numbers.
pub(super) const FUNCTIONS: [Helper; 16] = [
    Helper {
        group: "lists",
        signature: "list.is_empty() → bool",
        description: "Whether there is no element; true for an absent list.",
    },
    Helper { group: "text", signature: "text.len() → number", description: "How many characters; 0 when absent." },
    Helper {
        group: "text",
        signature: "text.is_empty() → bool",
        description: "Whether there is no character; true when absent.",
    },
    Helper {
        group: "text",
        signature: "text.contains(part) → bool",
        description: "Whether a text of a document holds the part, without regard to case; false when absent.",
    },
    Helper {
        group: "text",
        signature: "text.starts_with(part) → bool",
        description: "Whether it begins with the part, in the same way.",
    },
    Helper {
        group: "text",
        signature: "text.ends_with(part) → bool",
        description: "Whether it ends with the part, in the same way.",
    },
    Helper {
        group: "text",
        signature: "text.to_lower() → text or ()",
        description: "In lower case; () when absent. Nothing that is compared needs it.",
    },
    Helper {
        group: "text", signature: "text.to_upper() → text or ()", description: "In upper case; () when absent."
    },
    Helper {
        group: "text",
        signature: "text.trim() → text or ()",
        description: "Without the blanks around it; () when absent.",
    },
    Helper {
        group: "text",
        signature: "text.split(by) → list",
        description: "Its parts, between the separators; none when absent.",
    },
    Helper {
        group: "text",
        signature: "text.sub_string(start, length) → text",
        description: "A part of it; a script fails where it is absent, so write ?? before.",
    },
    Helper {
        group: "numbers",
        signature: "parse_int(text) → number",
        description: "The whole number that a text spells; a script fails where it is absent, so write ?? in it.",
    },
    Helper {
        group: "numbers",
        signature: "parse_float(text) → number",
        description: "The number that a text spells, in the same way.",
    },
    Helper { group: "numbers", signature: "abs(number) → number", description: "The number without its sign." },
    Helper { group: "numbers", signature: "max(a, b) → number", description: "The larger of two numbers." },
    Helper { group: "numbers", signature: "min(a, b) → number", description: "The smaller of two numbers." },
];
