"""Hand-made cases. In a marked text, the place that the value must get stands between ⟦ and ⟧; no mark means absent."""

from unicodedata import normalize

import pytest

from garner.grounding import ground
from garner.values import Grade

VERBATIM, NORMALISED, NEAR = Grade.VERBATIM, Grade.NORMALISED, Grade.NEAR
JAMO = normalize("NFD", "한국")
SIXTY = (
    "中华人民共和国国家市场监督管理总局于二〇二四年三月十五日在北京召"
    "开新闻发布会，通报全国重点工业产品质量安全监管的有关情况并答问"
)

PLACED = {
    # exact
    "plain": ("⟦Apple⟧ bought it", "Apple", VERBATIM),
    "at the very end": ("They met ⟦Ann⟧", "Ann", VERBATIM),
    "the whole text": ("⟦Ann⟧", "Ann", VERBATIM),
    "one character": ("x ⟦y⟧ z", "y", VERBATIM),
    "regex signs": ("cost (USD) ⟦$3.2 [billion]*+?⟧ net", "$3.2 [billion]*+?", VERBATIM),
    "backslashes": (r"in ⟦C:\new\d+⟧ there", r"C:\new\d+", VERBATIM),
    "braces and percent": ("⟦{0} %s⟧ is it", "{0} %s", VERBATIM),
    "line break inside": ("⟦New\nYork⟧ City", "New\nYork", VERBATIM),
    "NUL inside": ("a ⟦b\0c⟧ d", "b\0c", VERBATIM),
    "after emoji": ("🎉👨‍👩‍👧 ⟦Ann⟧ wins", "Ann", VERBATIM),
    "Han after emoji": ("😀😀⟦李明⟧来了", "李明", VERBATIM),
    "Han inside a run": ("他在⟦北京大学⟧读书", "北京大学", VERBATIM),
    "Arabic": ("ذهب ⟦محمد⟧ إلى السوق", "محمد", VERBATIM),
    "Devanagari": ("वह ⟦दिल्ली⟧ गया", "दिल्ली", VERBATIM),
    "Thai": ("ไป⟦กรุงเทพ⟧เมื่อวาน", "กรุงเทพ", VERBATIM),
    "Hebrew": ("גר ב⟦ירושלים⟧", "ירושלים", VERBATIM),
    "Latin glued to Han": ("买了⟦iPhone⟧手机", "iPhone", VERBATIM),
    "Han glued to Latin": ("the⟦東京⟧office", "東京", VERBATIM),
    "lone surrogate": ("a ⟦\ud83d⟧ b", "\ud83d", VERBATIM),
    "leading and trailing space as in the text": ("a⟦ b ⟧c", " b ", VERBATIM),
    "accented word beside its plain twin": ("resume of a ⟦résumé⟧", "résumé", VERBATIM),
    "plain word beside its accented twin": ("résumé of a ⟦resume⟧", "resume", VERBATIM),
    # whole words first
    "word before part of a word": ("party of ⟦art⟧", "art", VERBATIM),
    "part of a word when nothing else": ("a p⟦art⟧y", "art", VERBATIM),
    "acronym in small letters before part of a word": ("He said that ⟦AI⟧ is", "ai", NORMALISED),
    "number before part of a number": ("2010 and ⟦20⟧ more", "20", VERBATIM),
    "number before part of a decimal": ("3.5 or ⟦3⟧", "3", VERBATIM),
    "number before part of a thousand": ("1,300 and ⟦300⟧", "300", VERBATIM),
    "number when only a decimal has it": ("⟦3⟧.5 more", "3", VERBATIM),
    "possessive is a whole word": ("Smithson and ⟦Smith⟧'s", "Smith", VERBATIM),
    "katakana word before part of one": ("アメリカと⟦リカ⟧", "リカ", VERBATIM),
    "Korean word with a particle": ("신서울 ⟦서울⟧에서", "서울", VERBATIM),
    "identifier part last": ("user_id, ⟦id⟧", "id", VERBATIM),
    "word with a combining vowel": ("हिन्दी ⟦हिन⟧", "हिन", VERBATIM),
    # case
    "case": ("at ⟦MICROSOFT⟧ now", "Microsoft", NORMALISED),
    "sharp s for double s": ("in der ⟦Straße⟧ da", "Strasse", NORMALISED),
    "double s for sharp s": ("in der ⟦STRASSE⟧ da", "Straße", NORMALISED),
    "capital sharp s": ("die ⟦STRAẞE⟧ da", "straße", NORMALISED),
    "Turkish dotted capital I": ("geldi ⟦İstanbul⟧ ve", "istanbul", NORMALISED),
    "Turkish dotless i": ("geldi ⟦ısparta⟧ ve", "ISPARTA", NORMALISED),
    "offsets after dotted capital I": ("İİİİ ⟦ANKARA⟧ İ", "Ankara", NORMALISED),
    "Greek final sigma": ("ο ⟦ΟΔΥΣΣΕΥΣ⟧ είναι", "Οδυσσεύς", NORMALISED),
    "Cyrillic case": ("город ⟦МОСКВА⟧ там", "Москва", NORMALISED),
    "closer spelling before a dropped accent": ("RÉSUMÉ or ⟦RESUME⟧", "resume", NORMALISED),
    # forms of letters
    "composed value, decomposed text": ("a ⟦cafe\u0301⟧ here", "café", NORMALISED),
    "decomposed value, composed text": ("a ⟦café⟧ here", "cafe\u0301", NORMALISED),
    "dropped accents": ("in ⟦São Paulo⟧ today", "Sao Paulo", NORMALISED),
    "added accents": ("the ⟦facade⟧ was", "façade", NORMALISED),
    "stroke and ligature letters": ("von ⟦Łódź og Æbelø⟧ til", "Lodz og Aebelo", NORMALISED),
    "Vietnamese": ("ở ⟦Đà Nẵng⟧ đó", "Da Nang", NORMALISED),
    "decomposed accent is not cut off": ("a ⟦cafe\u0301⟧", "cafe", NORMALISED),
    "ligature": ("an ⟦eﬃcient ﬁsh⟧ swims", "efficient fish", NORMALISED),
    "full width": ("株式会社⟦ＡＢＣ１２３⟧です", "ABC123", NORMALISED),
    "half width katakana with voicing": ("これは⟦ｶﾞﾝﾀﾞﾑ⟧だ", "ガンダム", NORMALISED),
    "full width for half width": ("これは⟦パソコン⟧だ", "ﾊﾟｿｺﾝ", NORMALISED),
    "hiragana for katakana": ("私の⟦リンゴ⟧は", "りんご", NORMALISED),
    "katakana for hiragana": ("私の⟦りんご⟧は", "リンゴ", NORMALISED),
    "decomposed kana": ("⟦か\u3099く\u3099⟧です", "がぐ", NORMALISED),
    "decomposed Hangul": (f"저는 ⟦{JAMO}⟧ 사람", "한국", NORMALISED),
    "composed Hangul": ("저는 ⟦한국⟧ 사람", JAMO, NORMALISED),
    "compatibility ideograph": ("姓⟦金⟧的", "\uf90a", NORMALISED),
    "circled number": ("第⟦①⟧章", "1", NORMALISED),
    "square unit": ("重さ⟦5㎏⟧の", "5kg", NORMALISED),
    "Arabic vowel signs": ("كتب ⟦مُحَمَّد⟧ رسالة", "محمد", NORMALISED),
    "digits of another script": ("في سنة ⟦٢٠٢٤⟧ م", "2024", NORMALISED),
    "Hebrew points": ("⟦שָׁלוֹם⟧ לך", "שלום", NORMALISED),
    "surrogate pair for its character": ("a ⟦\ud83d\ude00⟧ b", "😀", NORMALISED),
    "emoji without variation selector": ("I ⟦❤️⟧ you", "❤\ufe0f\ufe0f", NORMALISED),
    # quotes, dashes, spaces
    "curly for straight quotes": ("the ⟦dog’s “bone”⟧ is", 'dog\'s "bone"', NORMALISED),
    "straight for curly quotes": ('the ⟦dog\'s "bone"⟧ is', "dog’s “bone”", NORMALISED),
    "guillemets": ("dit ⟦«non»⟧ hier", '"non"', NORMALISED),
    "corner brackets": ("彼は⟦「はい」⟧と", '"はい"', NORMALISED),
    "doubled single quotes": ("the ⟦``new'' one⟧ is", '"new" one', NORMALISED),
    "en dash": ("from ⟦1990–1995⟧ on", "1990-1995", NORMALISED),
    "minus": ("at ⟦−5 °C⟧ now", "-5 °C", NORMALISED),
    "non-breaking hyphen": ("a ⟦well‑known⟧ man", "well-known", NORMALISED),
    "hyphen left out": ("an ⟦e-mail⟧ came", "email", NORMALISED),
    "wave dash": ("午前⟦９〜１２時⟧です", "9～12時", NORMALISED),
    "runs of spaces": ("in ⟦New   \t York⟧ City", "New York", NORMALISED),
    "line break for space": ("in ⟦New\r\n  York⟧ City", "New York", NORMALISED),
    "no-break space": ("for ⟦10\u00a0000 km⟧ so", "10 000 km", NORMALISED),
    "ideographic space": ("は⟦山田　太郎⟧です", "山田 太郎", NORMALISED),
    "zero width space": ("see ⟦foo\u200bbar⟧ there", "foobar", NORMALISED),
    "byte order mark and direction marks": ("a ⟦Te\ufeffl \u200eAviv⟧ b", "Tel Aviv", NORMALISED),
    "parts of two words around a hyphen": ("the Tokyo‑Tower there", "Kyoto", None),
    "line-break hyphen": ("an ⟦exam-\nple⟧ of", "example", NORMALISED),
    "line-break hyphen with indent": ("an ⟦exam-\r\n    ple⟧ of", "example", NORMALISED),
    "line break after a hyphen that belongs": ("a ⟦well-\nknown⟧ man", "well-known", NORMALISED),
    "soft hyphen": ("an ⟦ex\u00adam\u00adple⟧ of", "example", NORMALISED),
    "soft hyphen at a line break": ("an ⟦exam\u00ad\nple⟧ of", "example", NORMALISED),
    "hyphen and digit at a line break": ("an ⟦F-\n16⟧ jet", "F-16", NORMALISED),
    "spaces missing between Han and Latin": ("用⟦AI技术⟧做", "AI 技术", NORMALISED),
    "spaces added between Han": ("在⟦北 京 市⟧的", "北京市", NORMALISED),
    "line break between Han": ("在⟦北京\n市⟧的", "北京市", NORMALISED),
    "Korean spacing": ("어제 ⟦삼성전자⟧가", "삼성 전자", NORMALISED),
    "space before punctuation": ("the ⟦U.S., China⟧ deal", "U.S. , China", NORMALISED),
    "spaces at the value's ends": ("by ⟦Apple⟧.", " Apple \n", NORMALISED),
    "ellipsis": ("and ⟦so on…⟧ then", "so on...", NORMALISED),
    # near
    "letter missing": ("by ⟦Microsft⟧ now", "Microsoft", NEAR),
    "letter too many": ("by ⟦Alibabba⟧ now", "Alibaba", NEAR),
    "letters swapped": ("by ⟦Micorsoft⟧ now", "Microsoft", NEAR),
    "letters swapped in the middle of a short value": ("to ⟦Gogole⟧ it", "Google", NEAR),
    "other letter in a long value": ("the ⟦Internotional Olympic Committee⟧ met", "International Olympic Committee", NEAR),
    "several slips in a sentence": (
        "He said ⟦the quik brown fox jumsp over the lazy dog⟧ again.",
        "the quick brown fox jumps over the lazy dog",
        NEAR,
    ),
    "near at the very end": ("made by ⟦Microsft⟧", "Microsoft", NEAR),
    "near at the very beginning": ("⟦Microsft⟧ made it", "Microsoft", NEAR),
    "near and normalised together": ("by ⟦MICROSFT  CORPORATION⟧ now", "Microsoft Corporation", NEAR),
    "near with Turkish offsets": ("İİİ ⟦Micorsoft⟧ İ", "Microsoft", NEAR),
    "near Chinese": ("据⟦中华人民共和国国家市场监督管里总局⟧称", "中华人民共和国国家市场监督管理总局", NEAR),
    "near, whole word rather than part": ("Micorsoftware or ⟦Micorsoft⟧", "Microsoft", NEAR),
    "sixty Chinese characters with a slip": ("前言。⟦" + SIXTY.replace("重点", "重大") + "⟧。后记", SIXTY, NEAR),
    # absent
    "not there": ("nothing here", "Apple", None),
    "empty value": ("abc", "", None),
    "blank value": ("a  b", "  ", None),
    "blank value of odd spaces": ("a\u3000b", "\u3000\n", None),
    "empty text": ("", "a", None),
    "empty text and value": ("", "", None),
    "value longer than the text": ("Ann", "Ann met Bob in Basel", None),
    "other short word": ("the car stood", "cat", None),
    "other country": ("war in Iraq", "Iran", None),
    "other word by one letter": ("in contrast to", "contract", None),
    "other year": ("in March 2018 he", "March 2019", None),
    "other amount": ("for $3.3 billion net", "$3.2 billion", None),
    "other court by one numeral": ("北京市第二中级人民法院判决", "北京市第一中级人民法院", None),
    "other city by one character": ("南京大学附属医院", "北京大学附属医院", None),
    "two characters of sixty": ("在中华大地上", SIXTY, None),
    "prefix of sixty only": (SIXTY[:30], SIXTY, None),
    "part of a ligature": ("oﬀice", "of", None),
    "only a mark": ("abc", "\u0301", None),
    "only invisible": ("abc", "\u200b", None),
    "half a flag": ("🇩🇪", "🇫🇷", None),
}


@pytest.mark.parametrize("name", PLACED)
def test_a_value_gets_the_marked_place(name):
    marked, value, grade = PLACED[name]
    text = marked.replace("⟦", "").replace("⟧", "")
    (found,) = ground(text, [value])
    if grade is None:
        assert (found.start, found.end, found.text, found.grade) == (None, None, None, Grade.ABSENT)
    else:
        start = marked.index("⟦")
        end = marked.index("⟧") - 1
        assert (found.start, found.end, found.grade) == (start, end, grade)
        assert found.text == text[start:end]
    assert found.value == value


ANSWERS = {
    "repeated values take place after place": ("Bob, Bob, Bob", ["Bob", "Bob"], [0, 5]),
    "the third of two shares the last": ("Bob met Bob", ["Bob", "Bob", "Bob"], [0, 8, 8]),
    "two equal values, one place": ("Bob left", ["Bob", "Bob"], [0, 0]),
    "repeated Han": ("李明说李明", ["李明", "李明"], [0, 3]),
    "repeated, the second in another case": ("APPLE and Apple", ["Apple", "Apple"], [0, 10]),
    "repeated, part of a word comes last": ("party of art", ["art", "art"], [1, 9]),
    "repeated, whole words first": ("party of art and Art", ["art", "art"], [9, 17]),
    "repeated, side by side before overlapping": ("hahaha haha", ["haha", "haha"], [0, 7]),
    "repeated and overlapping when there is no other way": ("ananas", ["ana", "ana"], [0, 2]),
    "repeated near values": ("Micorsoft and Microsft", ["Microsoft", "Microsoft"], [0, 14]),
    "repeated absent values": ("x", ["Bob", "Bob"], [None, None]),
    "spellings of one name share the places fairly": ("Apple or Apple", ["Apple", "apple"], [0, 9]),
    "out of order": ("Ann met Bob in Basel", ["Basel", "Bob", "Ann"], [15, 8, 0]),
    "a lone value takes its first place": ("Bob met Bob", ["Bob"], [0]),
    "after its predecessor": ("Bob met Ann. Bob left", ["Ann", "Bob"], [8, 13]),
    "before what follows it": ("Bob met Ann. Bob left", ["Bob", "Ann"], [0, 8]),
    "between its neighbours": ("in Rome Ann, in Rome Bob, in Rome Cid", ["Ann", "Rome", "Bob"], [8, 16, 21]),
    "first place when the neighbours are out of order": ("Rome Ann Rome Bob Rome", ["Bob", "Rome", "Ann"], [14, 0, 5]),
    "back to the first when none is behind": ("Rome Rome Bob", ["Bob", "Rome"], [10, 0]),
    "nested, listed after": ("New York University is in New York", ["New York University", "New York"], [0, 26]),
    "nested, listed before": ("New York University is in New York", ["New York", "New York University"], [26, 0]),
    "nested and no other place": ("New York University", ["New York", "New York University"], [0, 0]),
    "nested Han": ("北京大学在北京", ["北京", "北京大学"], [5, 0]),
    "nested twice, once free": ("北京大学在北京", ["北京", "北京"], [0, 5]),
    "overlapping": ("Bank of New York Times", ["Bank of New York", "New York Times"], [0, 8]),
    "same place under two types": ("Paris", ["Paris", "Paris"], [0, 0]),
    "absent among placed": ("Ann Bob Ann", ["Zoe", "Bob", "Zoe", "Ann"], [None, 4, None, 8]),
    "decomposed jamo repeated": (f"{JAMO} {JAMO}", ["한국", "한국"], [0, 7]),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_gets_the_places(name):
    text, values, starts = ANSWERS[name]
    assert [found.start for found in ground(text, values)] == starts


def test_every_case_is_a_case():
    assert len(PLACED) >= 80
    assert len(SIXTY) >= 60
    for marked, _, grade in PLACED.values():
        assert ("⟦" in marked) == (grade is not None)


def test_no_short_span_for_a_long_value_whatever_the_text():
    for length in range(1, 48):
        (found,) = ground(f"前文{SIXTY[:length]}后文", [SIXTY])
        assert found.grade is Grade.ABSENT, length


def test_distance_counts_the_edits():
    text = "the quik brown fox jumsp over the lazy dog"
    (found,) = ground(text, ["the quick brown fox jumps over the lazy dog"])
    assert found.distance == 2
    assert [each.distance for each in ground("Ann ANN", ["Ann", "ANN", "ann"])] == [0, 0, 0]
