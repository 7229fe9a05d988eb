"""Text files that are not UTF-8: their encoding is found by their letters, told, and can be said by a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.formats.encoding import decode
from pipeline.corpus.formats.letters import guesses
from pipeline.corpus.formats.lines import RefusedError
from pipeline.corpus.formats.read import ReadingRequest, read_turns

HERE = Path("talk.txt")
TALKS = {
    "Russian": "И: Когда вы узнали о мосте?\n"
    "Р: По радио, как все. Письмо пришло только через месяц, и никто не удивился.",
    "Ukrainian": "І: Коли ви дізналися про міст?\nР: З радіо, як усі. Лист від компанії прийшов через місяць.",
    "Polish": "I: Kiedy usłyszał pan o moście?\n"
    "R: W radiu, jak wszyscy. Potem ktoś przysłał list, że łodzie już nie będą pływać.",
    "Czech": "I: Kdy jste slyšel o mostě?\nR: V rádiu, jako každý. Dopis přišel až za měsíc, a nikdo se nedivil.",
    "Hungarian": "I: Mikor hallott a hídról?\n"
    "R: A rádióból. A levél később jött, és az idő gyorsan elmúlt, a fűtés is rossz volt.",
    "Romanian": "I: Când aţi auzit de pod?\n"
    "R: La radio, ca toată lumea. Scrisoarea a venit după o lună şi nimeni n-a zis nimic.",
    "Turkish": "I: Köprüyü ne zaman duydunuz?\n"
    "R: Herkes gibi radyodan. Şirketin mektubu bir ay sonra geldi, kimse şaşırmadı.",
    "Greek": "I: Πότε μάθατε για τη γέφυρα;\nR: Από το ραδιόφωνο, όπως όλοι. Το γράμμα ήρθε έναν μήνα αργότερα.",
    "Hebrew": "I: מתי שמעת על הגשר?\nR: ברדיו, כמו כולם. המכתב הגיע רק אחרי חודש.",
    "Arabic": "I: متى سمعت عن الجسر؟\nR: من الراديو مثل الجميع. وصلت الرسالة بعد شهر.",
    "Lithuanian": "I: Kada išgirdote apie tiltą?\n"
    "R: Per radiją, kaip ir visi. Laiškas atėjo tik po mėnesio, niekas nesistebėjo.",
    "Thai": "I: คุณได้ยินเรื่องสะพานเมื่อไร\nR: จากวิทยุเหมือนทุกคน จดหมายมาถึงหนึ่งเดือนหลังจากนั้น",
    "Chinese": "I：您是什么时候听说要修桥的？\nR：跟大家一样，是从收音机里听到的。公司的信一个月以后才到。",
    "traditional Chinese": "I：您是什麼時候聽說要蓋橋的？\nR：跟大家一樣，是從收音機裡聽到的。公司的信一個月以後才到。",
    "Japanese": "I：橋のことはいつ聞きましたか？\nR：みんなと同じで、ラジオです。会社の手紙は一か月後に来ました。",
    "Korean": "I: 다리 이야기는 언제 들으셨습니까?\nR: 라디오에서 들었어요. 회사 편지는 한 달 뒤에 왔습니다.",
    "French": "I: Quand avez-vous entendu parler du pont ?\n"
    "R: À la radio, comme tout le monde. La lettre est arrivée après, déjà ouverte.",
    "German": "I: Wann haben Sie von der Brücke gehört?\n"
    "R: Im Radio, wie alle. Der Brief kam später, da war die Fähre schon weg.",
    "Swedish": "I: När hörde du talas om bron?\n"
    "R: På radion, som alla andra. Då var färjan redan borta, och jag fick gå hem.",
    "English": "I: Didn’t you hear of it?\nR: I didn’t – “not a word” – until the letter…",
}
ENCODINGS = {
    "Russian": "cp1251 koi8_r cp866 mac_cyrillic iso8859_5", "Ukrainian": "cp1251 koi8_u", "Polish": "cp1250 iso8859_2",
    "Czech": "cp1250 iso8859_2", "Hungarian": "cp1250", "Romanian": "cp1250", "Turkish": "cp1254",
    "Greek": "cp1253 iso8859_7", "Hebrew": "cp1255", "Arabic": "cp1256 iso8859_6", "Lithuanian": "cp1257",
    "Thai": "cp874", "Chinese": "gb18030 gbk", "traditional Chinese": "big5 cp950", "Japanese": "cp932 euc_jp",
    "Korean": "cp949", "French": "cp1252 mac_roman cp850", "German": "cp1252 mac_roman cp850",
    "Swedish": "cp1252 mac_roman", "English": "cp1252 mac_roman",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "encoding"),
    [(language, encoding) for language, encodings in ENCODINGS.items() for encoding in encodings.split()],
)
def test_a_talk_in_an_old_encoding_keeps_its_letters_and_the_guess_is_told(language, encoding):
    decoded = decode(TALKS[language].encode(encoding), HERE)

    assert decoded.text == TALKS[language]
    assert [problem.is_fault for problem in decoded.problems] == [False]
    assert "its encoding was guessed as" in decoded.problems[0].fault
    assert "column `encoding` of transcripts.csv" in decoded.problems[0].remedy


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("R: They call it паром, and the old people just say лодка.", "cp1251"),
        ("R: She said 渡船, I think, or sometimes 船.", "gb18030"),
        ("R: Łukasz Wójcik, from Łódź. And his wife Małgorzata.", "cp1250"),
        ("R: José and Zoë came, at the café; it was 30° outside.", "cp1252"),
    ],
)
def test_a_few_words_of_another_language_in_an_english_talk_are_enough(words, encoding):
    assert decode(words.encode(encoding), HERE).text == words


def test_a_guess_in_doubt_shows_the_words_as_the_other_encoding_has_them():
    message = decode("I: Ovo je rečenica.".encode("cp1250"), HERE).problems[0].fault

    assert "It is in doubt" in message
    assert "rečenica" in message
    assert "reèenica" in message


def test_one_long_line_is_looked_at_in_its_beginning_wherever_that_is_cut():
    words = "a" + "我们从来没有听说要修桥" * 6_000

    assert decode(words.encode("gb18030"), HERE).text == words


def test_of_encodings_that_read_alike_one_is_named():
    assert [guess.encoding for guess in guesses("Grüße".encode("cp1252"))].count("cp1254") == 0


def test_bytes_that_are_letters_in_no_encoding_are_refused():
    with pytest.raises(RefusedError, match="encoding that crosscase does not know"):
        decode(b"I: " + b"\x81\xff\x8d\x90\xfe\x81 " * 20, HERE)


def read_in(tmp_path: Path, data: bytes, encoding: str, name: str = "talk.txt"):
    path = tmp_path / name
    path.write_bytes(data)
    return read_turns(path, ReadingRequest("interview", encoding=encoding))


def test_an_encoding_that_a_person_says_is_taken_and_nothing_is_told(tmp_path):
    loaded = read_in(tmp_path, "I: Wo?\nR: Beim Bäcker.\n".encode("cp1250"), "Windows-1250")

    assert [turn.text for turn in loaded.records] == ["Wo?", "Beim Bäcker."]
    assert loaded.problems == ()


@pytest.mark.parametrize("encoding", ["no-such", "unicode_escape", "rot13"])
def test_an_encoding_that_nobody_knows_is_a_fault(tmp_path, encoding):
    loaded = read_in(tmp_path, b"I: Wo?\nR: Da.\n", encoding)

    assert [problem.fault for problem in loaded.problems] == [
        f"is said to be in encoding '{encoding}', which is not known."
    ]


def test_bytes_that_are_not_in_the_encoding_said_are_a_fault_with_their_line(tmp_path):
    loaded = read_in(tmp_path, "I: Wo?\nR: Beim Bäcker.\n".encode("cp1252"), "utf-8")

    assert loaded.records == ()
    assert (loaded.problems[0].source.line, loaded.problems[0].is_fault) == (2, True)


def test_an_office_file_says_its_encoding_itself(tmp_path):
    loaded = read_in(tmp_path, rb"{\rtf1\ansi I: Wo?\par R: Da.\par}", "cp1251", "talk.rtf")

    assert not any(problem.is_fault for problem in loaded.problems)


def test_letters_that_another_program_lost_are_told_with_their_line():
    decoded = decode("I: Wo?\nR: In der Stra\ufffde.".encode(), HERE)

    assert [(problem.source.line, problem.fault) for problem in decoded.problems] == [
        (2, "1 letter is lost, the first in 'Stra\ufffde.': another program wrote \ufffd for them.")
    ]


def test_letters_that_were_read_byte_by_byte_and_saved_so_are_told():
    text = "I: Didn’t you?\nR: I didn’t, at the café."
    decoded = decode(text.encode().decode("cp1252").encode(), HERE)

    assert "3 letters look as if a UTF-8 file had been read as Windows-1252" in decoded.problems[0].fault


@pytest.mark.parametrize("text", ["R: « AU CAFÉ» et «À LA MENÜ»", "R: Ñoño, Ångström, Île", "R: 受访者", "R: Пётр"])
def test_letters_that_stand_so_in_a_language_are_not_told(text):
    assert decode(text.encode(), HERE).problems == ()
