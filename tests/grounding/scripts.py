"""Random text of many scripts for the property tests of grounding and passages."""

from unicodedata import normalize

from hypothesis import strategies as st

LATIN = "art party Art AI said Smith O’Brien naïve façade Straße STRASSE İstanbul ısparta e-mail well-known U.S. 3.5 1,000 20"
EAST_ASIAN = "北京 北京大学 李明 東京 こんにちは リンゴ りんご ｶﾞﾝﾀﾞﾑ カタカナ 「はい」 ２０２４ 株式会社 서울 서울에서 삼성전자"
OTHERS = "Москва ёлка Ελλάς ΟΔΥΣΣΕΥΣ محمد مُحَمَّد שלום दिल्ली हिन्दी กรุงเทพ"
SIGNS = "ﬁsh 👨\u200d👩\u200d👧 👨 🇩🇪 👍🏽 ❤️ \ud83d \ud83d\ude00 \u0301 \u00ad \u200b"
WORDS = (*f"{LATIN} {EAST_ASIAN} {OTHERS} {SIGNS}".split(), normalize("NFD", "café"), normalize("NFD", "한국"))
GAPS = (" ", "  ", "\n", "-\n", ", ", "", "", "\u3000", "\u00a0", ". ", "。", " – ", "(", "\0")

words = st.sampled_from(WORDS)
gaps = st.sampled_from(GAPS)
# Half of the texts are made of words that provoke each other, half of any characters at all.
texts = st.lists(st.tuples(words, gaps), max_size=12).map(lambda pairs: "".join(word + gap for word, gap in pairs)) | st.text(
    max_size=30
)
short_texts = st.text(alphabet="aAbBé\u0301ßİi -\n.1一中ガが", max_size=9)
