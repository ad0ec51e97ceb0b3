//! English comments and what must be found in them.

#![cfg(test)]

mod table;

use domain::label::Label::{
    CodedHate, Harassment, Hate, Insult, PressContempt, Profanity, SelfHarm, Sexual, Spam, Threat,
    Violence,
};
use table::{
    Expected::{self, Below, From, Nothing},
    check,
};

#[test]
fn insults_are_found_in_every_dress() {
    check(&[
        ("you are an asshole", From(Insult, 900)),
        ("You're an ASSHOLE", From(Insult, 900)),
        ("asshole", From(Insult, 900)),
        ("u r an a$$hole", From(Insult, 900)),
        ("you @sshole asshole", From(Insult, 900)),
        ("you are an assssshole", From(Insult, 900)),
        ("you are an a s s h o l e", From(Insult, 900)),
        ("you are an a.s.s.h.o.l.e", From(Insult, 900)),
        ("you are an ass-hole", From(Insult, 900)),
        ("you are an as*hole", From(Insult, 900)),
        ("you b1tch", From(Insult, 900)),
        ("you biiiitch", From(Insult, 800)),
        ("you b!tch", From(Insult, 900)),
        ("you bіtсh", From(Insult, 900)), // Cyrillic і and с
        ("you ｂｉｔｃｈ", From(Insult, 900)),
        ("you 𝕓𝕚𝕥𝕔𝕙", From(Insult, 900)),
        ("you b\u{200d}i\u{200d}t\u{200d}c\u{200d}h", From(Insult, 900)),
        ("fuck you", From(Insult, 900)),
        ("f u c k  y o u", From(Insult, 900)),
        ("fuuuuuck you", From(Insult, 900)),
        ("f**k you", From(Insult, 900)),
        ("fück yöu", From(Insult, 900)),
        ("go fuck yourself", From(Insult, 900)),
        ("motherfucker", From(Insult, 900)),
        ("m0th3rfuck3r", From(Insult, 900)),
        ("son of a bitch", From(Insult, 900)),
        ("what a bunch of dickheads", From(Insult, 900)),
        ("you piece of shit", From(Insult, 900)),
        ("you stupid cunt", From(Insult, 900)),
        ("he is a total scumbag", From(Insult, 800)),
        ("you are a moron", From(Insult, 800)),
        ("you're an idiot", From(Insult, 700)),
        ("shut the fuck up", From(Insult, 600)),
        ("you fat pig", From(Insult, 850)),
        ("you dumbass", From(Insult, 800)),
        ("nobody likes you", From(Harassment, 700)),
        ("your mom should have aborted you", From(Harassment, 700)),
    ]);
}

#[test]
fn harmless_words_that_hold_a_rude_one_are_left_alone() {
    check(&[
        ("Scunthorpe is a town in England", Nothing),
        ("the cockpit of the plane", Nothing),
        ("a class on classic literature", Nothing),
        ("the assassin was assessed", Nothing),
        ("an analysis of the passage", Nothing),
        ("Dick Cheney wrote a book", Nothing),
        ("Moby Dick is a whale", Nothing),
        ("my friend Dick plays the piano", Nothing),
        ("grab a bite to eat", Nothing),
        ("the levee and the dyke held the flood", Nothing),
        ("faggots and gravy with mushy peas", Nothing),
        ("flame retardant fabric", Nothing),
        ("a cocktail by the peacock", Nothing),
        ("Hancock and Dickens", Nothing),
        ("we shitake... shiitake mushrooms", Nothing),
        ("the Pakistani team won", Nothing),
        ("a chink in the armour", Nothing),
        ("the snake in the garden", Nothing),
        ("my dog is a good dog", Nothing),
        ("she killed it on stage", Nothing),
        ("you are killing it", Nothing),
        ("I could kill for a coffee", Nothing),
        ("therapist and the rapists' trial", Nothing),
        ("Essex and Sussex", Nothing),
        ("please visit us next week", Nothing),
        ("thank you for your kind words", Nothing),
        ("the night shift", Nothing),
        ("a title with a subtitle", Nothing),
        ("He is a good man and a good friend", Nothing),
        ("Thank you for this article, I learned a lot", Nothing),
        ("mp3, covid19, 24/7 and B2B", Nothing),
        ("I am soooo happy, yesssss, woooow", Nothing),
        ("https://example.com/articles/2024?id=15", Nothing),
        ("I can't stand the rain", Nothing),
        ("A.B.C. and U.S.A.", Nothing),
    ]);
}

#[test]
fn people_are_never_a_finding_because_of_their_name() {
    check(&[
        ("I am Jewish", Nothing),
        ("my neighbour is a Muslim doctor", Nothing),
        ("a black man crosses the street", Nothing),
        ("my brother is gay", Nothing),
        ("she is a trans woman", Nothing),
        ("women won the match", Nothing),
        ("Mexicans love this dish", Nothing),
        ("immigrants work hard", Nothing),
        ("black lives matter", Nothing),
        ("I love Jews and Arabs", Nothing),
        ("proud lesbian here", Nothing),
    ]);
}

#[test]
fn hate_is_found_with_and_without_slurs() {
    check(&[
        ("nigger", From(Hate, 900)),
        ("n1gg3r", From(Hate, 900)),
        ("n i g g e r", From(Hate, 900)),
        ("niggggger", From(Hate, 900)),
        ("you kike", From(Hate, 900)),
        ("you are a paki", From(Hate, 850)),
        ("that is so gay", From(Hate, 500)),
        ("you chink", From(Hate, 850)),
        ("dirty jew", From(Hate, 900)),
        ("filthy muslims", From(Hate, 900)),
        ("you faggot", From(Hate, 900)),
        ("f4ggot", From(Hate, 900)),
        ("you retard", From(Hate, 850)),
        ("you fucking retard", From(Hate, 850)),
        ("stupid dyke", From(Hate, 850)),
        ("death to all muslims", From(Hate, 900)),
        ("fuck the jews", From(Hate, 900)),
        ("i hate black people", From(Hate, 900)),
        ("jews are vermin", From(Hate, 850)),
        ("muslims are all terrorists", From(Hate, 850)),
        ("immigrants are parasites", From(Hate, 850)),
        ("black people are monkeys", From(Hate, 850)),
        ("women belong in the kitchen", From(Hate, 850)),
        ("get back in the kitchen", From(Hate, 850)),
        ("go back to your country", From(Hate, 850)),
        ("go back to africa", From(Hate, 850)),
        ("gays are disgusting", From(Hate, 850)),
        ("trans women are predators", From(Hate, 850)),
        ("gas the jews", From(Hate, 900)),
    ]);
}

#[test]
fn threats_and_calls_to_violence_are_found() {
    check(&[
        ("i will kill you", From(Threat, 900)),
        ("I'm going to find you and hurt you", From(Threat, 900)),
        ("I'll k1ll you", From(Threat, 900)),
        ("we know where you live", From(Threat, 900)),
        ("kill yourself", From(Threat, 900)),
        ("kys", From(Threat, 900)),
        ("k.y.s", From(Threat, 900)),
        ("go die", From(Threat, 850)),
        ("i hope you die", From(Threat, 900)),
        ("hope you get cancer", From(Threat, 900)),
        ("a bullet in your head", From(Threat, 900)),
        ("they should all be shot", From(Violence, 900)),
        ("shoot them all", From(Violence, 900)),
        ("let's hang them", From(Violence, 900)),
        ("kill all the muslims", From(Violence, 900)),
    ]);
}

#[test]
fn sexual_spam_distress_press_and_allusions_are_found() {
    check(&[
        ("suck my dick", From(Sexual, 900)),
        ("send nudes", From(Sexual, 900)),
        ("i wanna fuck you", From(Sexual, 900)),
        ("show me your tits", From(Sexual, 900)),
        ("earn $5000 per week working from home", From(Spam, 900)),
        ("contact him on WhatsApp now", From(Spam, 900)),
        ("check out my channel", From(Spam, 900)),
        ("buy cheap viagra", From(Spam, 900)),
        ("i want to die", From(SelfHarm, 800)),
        ("I'm going to kill myself", From(SelfHarm, 800)),
        ("no reason to live", From(SelfHarm, 800)),
        ("presstitutes", From(PressContempt, 800)),
        ("the lying press again", From(PressContempt, 800)),
        ("lamestream media", From(PressContempt, 800)),
        ("the great replacement", From(CodedHate, 400)),
        ("the usual suspects", From(CodedHate, 400)),
        ("globalists everywhere", From(CodedHate, 400)),
    ]);
}

#[test]
fn profanity_at_nobody_is_no_insult() {
    let cases: &[(&str, Expected)] = &[
        ("damn", From(Profanity, 500)),
        ("what the fuck is happening", From(Profanity, 500)),
        ("holy shit this is good", From(Profanity, 500)),
        ("fucking amazing goal", From(Profanity, 500)),
    ];
    check(cases);
    for (text, _) in cases {
        let findings = table::classify(text);
        assert!(findings.score(Insult).as_thousandths() < 500, "{text}: {findings:?}");
    }
}

#[test]
fn denial_and_report_lower_the_score() {
    check(&[
        ("you are not an asshole", Below(Insult, 500)),
        ("you aren't a bitch", Below(Insult, 500)),
        ("he called me a bitch", Below(Insult, 500)),
        ("I was called a faggot at school", Below(Hate, 900)),
        ("saying \"dirty jew\" is unacceptable", Below(Hate, 900)),
        ("\"death to all muslims\" is hate speech", Below(Hate, 900)),
        ("people who say gays are disgusting are wrong", Below(Hate, 900)),
        ("the word nigger is a slur", Below(Hate, 900)),
        ("we should not kill the muslims", Below(Violence, 500)),
        ("I don't hate black people", Below(Hate, 500)),
    ]);
}
