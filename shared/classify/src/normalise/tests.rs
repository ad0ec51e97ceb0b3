use domain::finding::Span;

use super::normalise;

#[test]
fn disguises_are_undone() {
    for (written, read) in [
        ("Été À LA PLAGE", "ete a la plage"),
        ("e\u{301}te\u{301}", "ete"),
        ("L’œuvre, cœur & naïve", "l oeuvre coeur naive"),
        ("c0nn4rd", "connard"),
        ("m€rd3", "merde"),
        ("$alope a$$", "salope ass"),
        ("con-nard", "connard"),
        ("c.o.n.n.a.r.d", "connard"),
        ("c o n n a r d", "connard"),
        ("t u  e s  l a", "tu es la"),
        ("a  b c d", "a bcd"),
        ("saaaaalut", "saalut"),
        ("b00b", "boob"),
        ("bo00b", "boob"),
        ("s\u{200b}a\u{200d}l\u{ad}ut", "salut"),
        ("ѕаlut", "salut"),
        ("ΗΕLLΟ", "hello"),
        ("ｓａｌｕｔ", "salut"),
        ("𝖘𝖆𝖑𝖚𝖙", "salut"),
        ("ⓢⓐⓛⓤⓣ", "salut"),
        ("🅂🄰🄻🅄🅃", "salut"),
        ("🇸🇦🇱🇺🇹", "salut"),
        ("sˢaᵃ", "ssaa"),
        ("s*lut", "slut"),
        ("**salut**", "salut"),
        ("va🖕là", "va 🖕 la"),
        ("👍🏽 👩‍👩‍👧", "👍 👩 👩 👧"),
        ("straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("привет", "npиbet"),
        ("日本語", "日本語"),
        ("2024 h2o2022", "2024 h2o2022"),
        ("aujourd'hui", "aujourd hui"),
    ] {
        assert_eq!(normalise(written).text(), read, "{written:?}");
    }
}

#[test]
fn normalising_twice_is_normalising_once() {
    for text in ["👩🏿‍🍳👨🏻‍🍳 great", "👩🏿🏿", "👩 🏿", "👩, 🏿", "👩\u{200d} 🏿", "🏿"]
    {
        let once = normalise(text);
        assert_eq!(normalise(once.text()).text(), once.text(), "{text:?}");
    }
}

#[test]
fn nothing_is_left_of_nothing() {
    for text in
        ["", " ", "\n\t", "!?…", "\u{301}", "\u{200b}\u{feff}", "\u{ffff}", "\u{202e}", "\0"]
    {
        assert_eq!(normalise(text).text(), "", "{text:?}");
        assert_eq!(normalise(text).original_span(0..5).of(text), Some(""), "{text:?}");
    }
}

#[test]
fn a_range_leads_back_to_the_original() {
    for (written, word, original) in [
        ("Quel été !", "ete", "été"),
        ("un e\u{301}te\u{301} chaud", "ete", "e\u{301}te\u{301}"),
        ("un c o n fini", "con", "c o n"),
        ("un c.o.n fini", "con", "c.o.n"),
        ("une saaaalope !", "saalope", "saaaalope"),
        ("un cœur pur", "coeur", "cœur"),
        ("s\u{200b}alut", "salut", "s\u{200b}alut"),
        ("fin des merdeeeee", "merdee", "merdeeeee"),
    ] {
        let read = normalise(written);
        let start = read.text().find(word).unwrap();
        let span = read.original_span(start..start + word.len());
        assert_eq!(span.of(written), Some(original), "{written:?}");
    }
    assert_eq!(normalise("été").original_span(1..1), Span::new(2, 2));
}
