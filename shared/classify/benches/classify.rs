//! What one comment costs, and what it costs to start.

use std::time::Duration;

use classify::{Classifier, HouseExpressions};
use criterion::{Criterion, criterion_group, criterion_main};

const COMMENTS: &[(&str, &str)] = &[
    (
        "clean_french",
        "Merci pour cet article très complet. Je ne partage pas tout à fait la conclusion de \
         l'auteur, mais les chiffres cités sont exacts et le débat mérite mieux que des \
         caricatures ; à suivre donc.",
    ),
    (
        "clean_english",
        "Thank you for this thorough article. I do not quite share the author's conclusion, but \
         the figures are right and the debate deserves better than caricature, so let us see \
         what comes next.",
    ),
    (
        "hateful",
        "Encore un article pour nous dire que tout va bien, mais sale arabe de merde retourne \
         dans ton pays, et toi le journaliste tu es un connard fini, une honte pour la presse de \
         ce pays tout entier !",
    ),
    (
        "obfuscated",
        "Encore un article pour nous dire que tout va bien, mais s4le 4r4be de m€rde ret0urne \
         dans ton p.a.y.s, et toi tu es un c o n n a r d fini, une saaaalope vendue et un \
         con-nard de plus !",
    ),
];

fn classify(criterion: &mut Criterion) {
    // The tests tell when the lexicons do not compile.
    let Ok(classifier) = Classifier::built_in() else { return };
    let house = HouseExpressions::none();
    let mut group = criterion.benchmark_group("comment");
    for (name, text) in COMMENTS {
        group.bench_function(*name, |bencher| bencher.iter(|| classifier.classify(text, &house)));
    }
    group.finish();
    criterion.bench_function("start", |bencher| bencher.iter(Classifier::built_in));
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = classify
}
criterion_main!(benches);
