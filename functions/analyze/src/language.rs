//! Which language a text is in, told by its small words and by what was found in it.
//!
//! The classifier reads French and English, each text in both. What is clearly in another language must not be answered
//! with a reassuring zero, so the commonest neighbours are known by a handful of words, and other scripts by their
//! letters. Short texts, slang and names stay undecided, and are read all the same.

use domain::{Findings, Language};

/// What a text is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spoken {
    /// One or both of the languages that we read, likeliest first.
    Ours(Vec<Language>),
    /// Clearly a language that we do not read, by its ISO 639-1 code; `und` when only that much is clear.
    Foreign(&'static str),
    /// Too little to tell.
    Unclear,
}

impl Spoken {
    /// The likeliest of our languages.
    pub(crate) fn first(&self) -> Option<Language> {
        match self {
            Self::Ours(languages) => languages.first().copied(),
            Self::Foreign(_) | Self::Unclear => None,
        }
    }
}

/// Small words that tell the two languages apart; none is in both lists.
const FRENCH: &str = " ai aussi au aux avec avez bien c ça ce ces cet cette c'est chez comme d dans des du elle elles en \
    encore est et être eux faut fait font il ils j je jamais la là le les leur leurs lui l ma mais même merci mes moi \
    mon n ne ni nos notre nous on ont ou où par parce pas pour pourquoi plus qu quand que quel quelle qui quoi rien s \
    sa sans se sera ses si son sont suis sur ta te tes toi ton tous tout toute très trop tu un une va vais vas vos \
    votre vous y à était été ";
const ENGLISH: &str = " a about all am an and any are aren't as at be because been but by can can't could did didn't do \
    does doesn't don't for from get had has have he her here him his how i i'm if in into is isn't it it's its just \
    know like me more my no nobody not of off or our out people really she should so some than that that's the their \
    them then there these they they're this those to too u up very was we well were what when where who why will with \
    would you you're your ";

/// Words of languages that we do not read, none of them common in French or English.
const FOREIGN: [(&str, &str); 5] = [
    (
        "es",
        " el los las una pero como muy más está están esto eso ese esa qué por para porque con sin hay ser soy eres \
         somos también todo todos nada nunca aquí y del al lo le yo tú usted ustedes ellos gracias hola ",
    ),
    (
        "de",
        " der die das und ist nicht ich du er sie wir ihr ein eine einen einem einer den dem mit für auf auch aber oder \
         wenn wie was wer sind haben hat wird werden kein keine schon noch nur mehr sehr zum zur bei nach über immer ",
    ),
    (
        "it",
        " il lo gli che di è non sono sei una uno del della delle dei degli con per ma anche questo questa quello perché \
         come più molto tutti tutto niente mai grazie ciao cosa siamo hanno ho hai ",
    ),
    (
        "pt",
        " o os uma não é que com para por mas muito mais está estão isso isto esse essa você vocês ele ela eles seu sua \
         também tudo nada nunca obrigado porque quando são tem foi do da dos das ao ",
    ),
    (
        "nl",
        " de het een en is niet ik jij je hij zij wij jullie dat die dit deze met voor van op te zijn heeft hebben maar \
         ook als wat wie naar geen wel nog veel meer zeer altijd nooit ",
    ),
];

/// Words of another language that it takes before a text counts as written in it.
const FOREIGN_WORDS: usize = 3;

/// Words that are looked at: the language of a long text shows at its beginning.
const MOST_WORDS: usize = 200;

/// Letters that it takes before a script counts.
const SCRIPT_LETTERS: usize = 3;

/// The language of a text in which something was found, or nothing.
///
/// What the classifier understood is in a language that it reads, so a finding outweighs a few foreign words, and gives
/// its language to a text too short to tell.
pub(crate) fn of(text: &str, Findings(findings): &Findings) -> Spoken {
    match of_words(text) {
        Spoken::Ours(languages) => Spoken::Ours(languages),
        foreign if findings.is_empty() => foreign,
        Spoken::Foreign(_) | Spoken::Unclear => {
            let mut languages = Vec::new();
            for language in findings.iter().filter_map(|finding| finding.language) {
                if !languages.contains(&language) {
                    languages.push(language);
                }
            }
            if languages.is_empty() { Spoken::Unclear } else { Spoken::Ours(languages) }
        }
    }
}

fn of_words(text: &str) -> Spoken {
    if let Some(code) = script(text) {
        return Spoken::Foreign(code);
    }
    let lower = text.to_lowercase().replace('’', "'");
    let (mut french, mut english, mut foreign) = (0_usize, 0_usize, [0_usize; FOREIGN.len()]);
    let mut count = |word: &str| {
        let word = format!(" {word} ");
        french += usize::from(FRENCH.contains(&word));
        english += usize::from(ENGLISH.contains(&word));
        for (seen, (_, words)) in foreign.iter_mut().zip(FOREIGN) {
            *seen += usize::from(words.contains(&word));
        }
    };
    let words = lower.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|w| !w.is_empty());
    for word in words.take(MOST_WORDS) {
        if ENGLISH.contains(&format!(" {word} ")) {
            count(word); // don't, you're
        } else {
            word.split('\'').filter(|part| !part.is_empty()).for_each(&mut count);
        }
    }
    let ours = french.max(english);
    let others = foreign.iter().copied().zip(FOREIGN).max_by_key(|(seen, _)| *seen);
    if let Some((seen, (code, _))) = others
        && seen >= FOREIGN_WORDS
        && seen > 2 * ours
    {
        return Spoken::Foreign(code);
    }
    let both = [(french, Language::Fr), (english, Language::En)];
    let mut spoken: Vec<(usize, Language)> =
        both.into_iter().filter(|(seen, _)| *seen > 0 && 2 * seen >= ours).collect();
    spoken.sort_by_key(|(seen, _)| std::cmp::Reverse(*seen));
    if spoken.is_empty() {
        return Spoken::Unclear;
    }
    Spoken::Ours(spoken.into_iter().map(|(_, language)| language).collect())
}

/// The language that a script other than Latin stands for, when most letters are in it.
fn script(text: &str) -> Option<&'static str> {
    const CODES: [&str; 11] = ["ru", "el", "he", "ar", "hi", "th", "ja", "ko", "zh", "und", ""];
    let mut counts = [0_usize; CODES.len()];
    for letter in text.chars().filter(|c| c.is_alphabetic()) {
        let at = match letter {
            '\u{0400}'..='\u{052F}' => 0,
            '\u{0370}'..='\u{03FF}' => 1,
            '\u{0590}'..='\u{05FF}' => 2,
            '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' => 3,
            '\u{0900}'..='\u{097F}' => 4,
            '\u{0E00}'..='\u{0E7F}' => 5,
            '\u{3040}'..='\u{30FF}' => 6,
            '\u{AC00}'..='\u{D7AF}' | '\u{1100}'..='\u{11FF}' => 7,
            '\u{4E00}'..='\u{9FFF}' => 8,
            // Latin, its extensions, its full-width and mathematical forms.
            '\0'..='\u{024F}'
            | '\u{1E00}'..='\u{1EFF}'
            | '\u{FF00}'..='\u{FF5E}'
            | '\u{1D400}'..='\u{1D7FF}' => 10,
            _ => 9,
        };
        if let Some(count) = counts.get_mut(at) {
            *count += 1;
        }
    }
    let [foreign @ .., latin] = counts;
    let total: usize = foreign.iter().sum();
    if total < SCRIPT_LETTERS || total <= latin {
        return None;
    }
    // Japanese mixes its own letters with Chinese ones.
    if let [.., japanese, _, _, _] = foreign
        && japanese > 0
    {
        return Some("ja");
    }
    foreign.iter().zip(CODES).max_by_key(|(count, _)| **count).map(|(_, code)| code)
}

#[cfg(test)]
mod tests {
    use domain::{Finding, Label, Score, Severity, Span};

    use super::*;

    #[test]
    fn a_text_is_told_by_its_small_words() {
        use Language::{En, Fr};
        for (text, expected) in [
            ("Vous êtes vraiment une bande d'idiots", Spoken::Ours(vec![Fr])),
            ("C’est l’article du jour, merci !", Spoken::Ours(vec![Fr])),
            ("What kind of idiot name is foo?", Spoken::Ours(vec![En])),
            ("Don't do that, you're great", Spoken::Ours(vec![En])),
            ("The best, mais pas pour moi, just for you and me", Spoken::Ours(vec![En, Fr])),
            ("la honte", Spoken::Ours(vec![Fr])),
            ("yo hamburger", Spoken::Unclear),
            ("connard", Spoken::Unclear),
            ("😂😂😂", Spoken::Unclear),
            ("", Spoken::Unclear),
            ("12 34", Spoken::Unclear),
            ("Eres muy tonto pero los quiero a todos", Spoken::Foreign("es")),
            ("Das ist nicht wahr und du bist sehr dumm", Spoken::Foreign("de")),
            ("Non è vero che sono tutti così, perché?", Spoken::Foreign("it")),
            ("Você não é muito inteligente, isso é tudo", Spoken::Foreign("pt")),
            ("Dat is niet waar, jij bent een heel domme man", Spoken::Foreign("nl")),
            ("Ты совсем дурак", Spoken::Foreign("ru")),
            ("これは日本語です", Spoken::Foreign("ja")),
            ("这是中文", Spoken::Foreign("zh")),
            ("한국어 문장입니다", Spoken::Foreign("ko")),
            ("مرحبا بكم", Spoken::Foreign("ar")),
            ("Une phrase avec Привет dedans", Spoken::Ours(vec![Fr])),
        ] {
            assert_eq!(of(text, &Findings::default()), expected, "{text:?}");
        }
    }

    #[test]
    fn what_was_found_tells_the_language_of_a_short_text() {
        let found = |language| {
            Findings(vec![Finding {
                label: Label::Insult,
                score: Score::ONE,
                severity: Severity::Medium,
                span: Span::new(0, 1),
                rule: "test/rule".into(),
                language,
                target: None,
                because: Vec::new(),
            }])
        };
        for (text, language, expected) in [
            ("connard", Some(Language::Fr), Spoken::Ours(vec![Language::Fr])),
            ("соnnаrd", Some(Language::Fr), Spoken::Ours(vec![Language::Fr])),
            ("Das ist nicht ein idiot", Some(Language::En), Spoken::Ours(vec![Language::En])),
            ("you idiot", Some(Language::Fr), Spoken::Ours(vec![Language::En])),
            ("http://spam.example", None, Spoken::Unclear),
        ] {
            assert_eq!(of(text, &found(language)), expected, "{text}");
        }
    }

    #[test]
    fn no_small_word_is_in_both_lists() {
        for word in FRENCH.split_whitespace() {
            assert!(!ENGLISH.contains(&format!(" {word} ")), "{word}");
        }
    }
}
