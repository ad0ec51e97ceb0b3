//! French comments and what must be found in them.

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
        ("tu es un connard", From(Insult, 900)),
        ("Espèce de connard !", From(Insult, 900)),
        ("TU ES UN CONNARD", From(Insult, 900)),
        ("connard", From(Insult, 900)),
        ("ce journaliste est un sacré connard", From(Insult, 900)),
        ("bande de connards", From(Insult, 900)),
        ("tu es un c0nnard", From(Insult, 900)),
        ("tu es un C0NN4RD", From(Insult, 900)),
        ("tu es un connnnnard", From(Insult, 900)),
        ("tu es un cooonnnaaarrrd", From(Insult, 900)),
        ("tu es un c o n n a r d", From(Insult, 900)),
        ("t u  e s  u n  c o n n a r d", From(Insult, 900)),
        ("tu es un c.o.n.n.a.r.d", From(Insult, 900)),
        ("tu es un c-o-n-n-a-r-d", From(Insult, 900)),
        ("tu es un con-nard", From(Insult, 900)),
        ("tu es un con_nard", From(Insult, 900)),
        ("tu es un con·nard", From(Insult, 900)),
        ("tu es un connard·e", From(Insult, 800)),
        ("tu es un c*nnard", From(Insult, 900)),
        ("tu es un co*nard", From(Insult, 900)),
        ("tu es un cоnnаrd", From(Insult, 900)), // Cyrillic о and а
        ("tu es un ｃｏｎｎａｒｄ", From(Insult, 900)),
        ("tu es un 𝐜𝐨𝐧𝐧𝐚𝐫𝐝", From(Insult, 900)),
        ("tu es un 𝓬𝓸𝓷𝓷𝓪𝓻𝓭", From(Insult, 900)),
        ("tu es un ⓒⓞⓝⓝⓐⓡⓓ", From(Insult, 900)),
        ("tu es un 🅲🅾🅽🅽🅰🆁🅳", From(Insult, 900)),
        ("tu es un 🇨🇴🇳🇳🇦🇷🇩", From(Insult, 900)),
        ("tu es un con\u{200b}nard", From(Insult, 900)),
        ("tu es un con\u{ad}nard", From(Insult, 900)),
        ("tu es un c\u{301}o\u{302}n\u{303}n\u{304}a\u{305}r\u{306}d\u{307}", From(Insult, 900)),
        ("tu es un cônnàrd", From(Insult, 900)),
        ("\u{202e}tu es un connard\u{202c}", From(Insult, 900)),
        ("tu es une sa1ope", From(Insult, 900)),
        ("tu es une $alope", From(Insult, 900)),
        ("tu es une s@lope", From(Insult, 900)),
        ("tu es une saaaalope", From(Insult, 900)),
        ("sale p*te", From(Insult, 900)),
        ("fils de pute", From(Insult, 900)),
        ("FDP", From(Insult, 900)),
        ("nique ta mère", From(Insult, 800)),
        ("va te faire foutre", From(Insult, 900)),
        ("enculé va", From(Insult, 900)),
        ("l'enculé", From(Insult, 800)),
        ("quel enculé celui-là", From(Insult, 900)),
        ("sale con", From(Insult, 900)),
        ("pauvre con", From(Insult, 900)),
        ("t'es vraiment con", From(Insult, 850)),
        ("tu n'es qu'un connard", From(Insult, 900)),
        ("ferme ta gueule", From(Insult, 600)),
        ("sale chien", From(Insult, 900)),
        ("gros porc", From(Insult, 900)),
        ("tu es un abruti", From(Insult, 800)),
        ("tu es un imbécile", From(Insult, 700)),
        ("espèce de crétin", From(Insult, 800)),
        ("🖕", From(Insult, 800)),
        ("tu ne sers à rien", From(Harassment, 700)),
        ("personne ne t'aime", From(Harassment, 700)),
    ]);
}

#[test]
fn harmless_words_that_hold_a_rude_one_are_left_alone() {
    check(&[
        ("Je voudrais connaître la suite", Nothing),
        ("Le député a gagné le concours", Nothing),
        ("Ils vont se disputer, sa réputation en pâtit", Nothing),
        ("La culture et l'agriculture", Nothing),
        ("Un calcul ridicule dans le véhicule", Nothing),
        ("Le conducteur a reconnu les faits", Nothing),
        ("Scunthorpe United a gagné", Nothing),
        ("Le cockpit de l'avion", Nothing),
        ("Le computer et la dispute", Nothing),
        ("Il habite à Montcuq", Nothing),
        ("Elle s'est maquillée", Nothing),
        ("une conne\u{0301}xion", Nothing),
        ("des connéctés", Nothing),
        ("prénom : Connor", Nothing),
        ("Le train a du retard", Nothing),
        ("Retard de 10 minutes", Nothing),
        ("mon chien est malade", Nothing),
        ("un chien et un cochon à la ferme", Nothing),
        ("le rat des villes", Nothing),
        ("une tapette à mouches", Nothing),
        ("la pédale de frein", Nothing),
        ("un raton laveur dans le jardin", Nothing),
        ("c'est con, j'aurais aimé venir", Nothing),
        ("la bite d'amarrage du quai", Nothing),
        ("je suis crevé après cette journée", Nothing),
        ("un pneu crevé", Nothing),
        ("il a été tué en 1944", Nothing),
        ("la vache a donné du lait", Nothing),
        ("j'ai la crève depuis lundi", Nothing),
        ("je crève de faim", Nothing),
        ("je suis trop crevé", Nothing),
        ("le prénom Nique n'existe pas", Below(Insult, 500)),
        ("Bonjour à tous et merci pour l'article", Nothing),
        ("Peut-être viendra-t-il là-bas", Nothing),
        ("Rendez-vous le 12/05/2024 à 19h30, 3e étage", Nothing),
        ("covid19, mp3, 4x4 et la 5G", Nothing),
        ("a b c d e f g", Nothing),
        ("Nooooon, c'est pas vraiiii, trooooop bien", Nothing),
    ]);
}

#[test]
fn people_are_never_a_finding_because_of_their_name() {
    check(&[
        ("je suis juif", Nothing),
        ("mon voisin arabe est médecin", Nothing),
        ("elle est musulmane et française", Nothing),
        ("un homme noir traverse la rue", Nothing),
        ("mon frère est gay", Nothing),
        ("les femmes ont gagné le match", Nothing),
        ("une personne trans témoigne", Nothing),
        ("les Roms de la région", Nothing),
        ("les gays se marient", Nothing),
        ("un couple de lesbiennes", Nothing),
        ("les immigrés travaillent dur", Nothing),
        ("j'aime les Arabes et les Juifs", Nothing),
        ("l'islam est une religion", Nothing),
        ("les Chinois fêtent le nouvel an", Nothing),
        ("vive les noirs, les blancs et les beurs", Nothing),
    ]);
}

#[test]
fn hate_is_found_with_and_without_slurs() {
    check(&[
        ("sale arabe", From(Hate, 900)),
        ("sales juifs", From(Hate, 900)),
        ("putain de musulman", From(Hate, 900)),
        ("sale négro", From(Hate, 900)),
        ("espèce d'attardé", From(Hate, 850)),
        ("qu'ils retournent tous dans leur pays", From(Hate, 850)),
        ("s4le 4r4be", From(Hate, 900)),
        ("bougnoule", From(Hate, 900)),
        ("b0ugn0ule", From(Hate, 900)),
        ("sale youpin", From(Hate, 900)),
        ("sale pédé", From(Hate, 900)),
        ("espèce de tapette", From(Hate, 850)),
        ("sale tapette", From(Hate, 900)),
        ("espèce de mongol", From(Hate, 850)),
        ("mort aux juifs", From(Hate, 900)),
        ("les arabes dehors", From(Hate, 900)),
        ("dehors les musulmans", From(Hate, 900)),
        ("les juifs sont des rats", From(Hate, 850)),
        ("ces migrants sont des parasites", From(Hate, 850)),
        ("les noirs sont tous des voleurs", From(Hate, 850)),
        ("les roms c'est de la vermine", From(Hate, 850)),
        ("arabes de merde", From(Hate, 850)),
        ("je hais les musulmans", From(Hate, 900)),
        ("retourne dans ton pays", From(Hate, 850)),
        ("rentrez chez vous", From(Hate, 850)),
        ("les femmes à la cuisine", From(Hate, 850)),
        ("retourne à la cuisine", From(Hate, 850)),
        ("l'homosexualité est une maladie", From(Hate, 800)),
        ("les noirs 🐒🐒", From(Hate, 850)),
    ]);
}

#[test]
fn threats_and_calls_to_violence_are_found() {
    check(&[
        ("je vais te tuer", From(Threat, 900)),
        ("je vais te buter sale chien", From(Threat, 900)),
        ("on va te retrouver", From(Threat, 900)),
        ("je sais où tu habites", From(Threat, 900)),
        ("crève", From(Threat, 900)),
        ("creve connard", From(Threat, 850)),
        ("crève sale chien", From(Threat, 450)),
        ("je souhaite qu'il crève bientôt", From(Threat, 850)),
        ("tu vas crever", From(Threat, 900)),
        ("va te pendre", From(Threat, 900)),
        ("suicide-toi", From(Threat, 900)),
        ("j'espère que tu vas mourir", From(Threat, 850)),
        ("une balle dans la tête", From(Threat, 900)),
        ("il faut tous les gazer", From(Violence, 900)),
        ("faut les pendre", From(Violence, 900)),
        ("tuez-les tous", From(Violence, 900)),
        ("il faut exterminer les juifs", From(Violence, 900)),
        ("je v4is te tu3r", From(Threat, 900)),
    ]);
}

#[test]
fn sexual_spam_distress_press_and_allusions_are_found() {
    check(&[
        ("suce ma bite", From(Sexual, 900)),
        ("montre tes seins", From(Sexual, 900)),
        ("je veux te baiser", From(Sexual, 900)),
        ("gagnez 3000 euros par mois depuis chez vous", From(Spam, 900)),
        ("retour affectif rapide avec maître marabout", From(Spam, 900)),
        ("contactez-moi sur WhatsApp", From(Spam, 900)),
        ("prêt entre particuliers", From(Spam, 900)),
        ("je veux mourir", From(SelfHarm, 800)),
        ("j'ai envie d'en finir, je veux en finir", From(SelfHarm, 800)),
        ("je vais me suicider", From(SelfHarm, 800)),
        ("merdias", From(PressContempt, 800)),
        ("BFMacron encore", From(PressContempt, 800)),
        ("bande de journalopes", From(PressContempt, 800)),
        ("presstituées", From(PressContempt, 800)),
        ("Toujours les mêmes...", From(CodedHate, 400)),
        ("elle est belle la France", From(CodedHate, 400)),
        ("on est chez nous", From(CodedHate, 400)),
        ("ils ont le droit, eux", From(CodedHate, 400)),
        ("le grand remplacement", From(CodedHate, 400)),
        ("encore une chance pour la France", From(CodedHate, 400)),
    ]);
}

#[test]
fn profanity_at_nobody_is_no_insult() {
    let cases: &[(&str, Expected)] = &[
        ("putain quelle journée", From(Profanity, 500)),
        ("merde alors", From(Profanity, 500)),
        ("bordel, il pleut encore", From(Profanity, 500)),
        ("ça me fait chier", From(Profanity, 500)),
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
        ("tu n'es pas un connard", Below(Insult, 500)),
        ("ce n'est pas du tout un connard", Below(Insult, 500)),
        ("tu n'es pas qu'un connard", From(Insult, 900)),
        ("il m'a traité de connard", Below(Insult, 500)),
        ("elle s'est fait traiter de salope", Below(Insult, 500)),
        ("dire « sale arabe » est inacceptable", Below(Hate, 900)),
        ("traiter quelqu'un de pédé est homophobe", Below(Hate, 900)),
        ("on m'a dit sale juif", Below(Hate, 900)),
        ("le mot « bougnoule » est une insulte raciste", Below(Hate, 900)),
        ("il ne faut pas tuer les arabes", Below(Violence, 500)),
        ("crier mort aux juifs est puni par la loi", Below(Hate, 900)),
        ("ceux qui disent « les arabes dehors » me font honte", Below(Hate, 900)),
    ]);
}
