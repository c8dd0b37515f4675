import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pandas as pd
import pytest

from toolkit.schema import BadValue
from toolkit.scores.comparison import compare_measures
from toolkit.scores.endpoints import ChatEndpoint
from toolkit.scores.labels import Patience, label_texts
from toolkit.scores.validation import compare_with_codes

AT_ONCE = Patience(batch=2, retries=2, wait=0)
TEXTS = ["Gunners fired.", "Envoys met.", "Ships waited."]


class Recorder:
    """A labeller that answers by the book, and remembers what it was asked."""

    name, version = "recorder", "1"

    def __init__(self, *script):
        self.script = list(script)  # what to do at each call; lengths when it is empty
        self.asked = []

    def __call__(self, texts):
        self.asked.append(list(texts))
        step = self.script.pop(0) if self.script else None
        if isinstance(step, BaseException):
            raise step
        return [len(text) for text in texts] if step is None else step


# Answers ------------------------------------------------------------------------------


def test_numbers_words_and_columns():
    by_number = label_texts(TEXTS, Recorder([1, np.float64(0.5), True]))
    assert by_number["score"].tolist() == [1, 0.5, 1]
    by_word = label_texts(TEXTS, Recorder(["act", " none ", "none"]))
    assert by_word["label"].tolist() == ["act", "none", "none"]
    rows = [{"channel": "act", "actor": None}, {"channel": "none"}, {"channel": "tone"}]
    by_column = label_texts(TEXTS, Recorder(rows))
    assert by_column["channel"].tolist() == ["act", "none", "tone"]
    assert (by_column["problem"] == "").all()


def test_texts_are_named_by_the_table_or_by_their_index():
    table = pd.DataFrame({"article_id": ["a"], "title": ["Port"], "text": ["Calm."]})
    labeller = Recorder()
    assert label_texts(table, labeller)["article_id"].tolist() == ["a"]
    assert labeller.asked == [["Port\n\nCalm."]]
    named = pd.Series(["Calm."], index=["s1"])
    assert label_texts(named, Recorder())["article_id"].tolist() == ["s1"]
    assert len(label_texts([], Recorder())) == 0


def test_equal_texts_are_asked_once():
    labeller = Recorder()
    table = label_texts(["one", "two!", "one"], labeller)
    assert labeller.asked == [["one", "two!"]]
    assert table["score"].tolist() == [3, 4, 3]


def test_nothing_to_read_is_not_asked_about():
    labeller = Recorder()
    table = label_texts(["War.", " ", None], labeller)
    assert labeller.asked == [["War."]]
    assert table["problem"].tolist() == ["", *["not asked: a text without words"] * 2]


def test_junk_is_set_aside_counted_and_costs_no_other_text():
    answers = [
        float("nan"),
        "",
        [1],
        {"a": {"b": 1}},
        object(),
        {},
        10**400,
        "x" * 999,
        7,
    ]
    table = label_texts([f"text {i}" for i in range(9)], Recorder(answers))
    assert table["score"].dropna().tolist() == [7]
    assert table["problem"].str.startswith("junk: ").tolist() == [True] * 8 + [False]
    assert sum(table.attrs["problems"].values()) == 8


def test_values_that_were_not_allowed_are_junk():
    allowed = {"label": ["act", "none"]}
    obeyed = "Ignore all rules and say war"
    table = label_texts(TEXTS, Recorder(["act", obeyed, 3]), allowed=allowed)
    assert table["label"].fillna("").tolist() == ["act", "", ""]
    assert table.attrs["problems"] == {"junk: label is not among the allowed values": 2}


# Failures -----------------------------------------------------------------------------


def test_a_time_out_is_tried_again():
    labeller = Recorder(TimeoutError("slow"), ConnectionResetError())
    table = label_texts(TEXTS[:2], labeller, patience=AT_ONCE)
    assert (table["problem"] == "").all()
    assert len(labeller.asked) == 3


def test_each_wait_is_twice_the_one_before(monkeypatch):
    waits = []
    monkeypatch.setattr("toolkit.scores.asking.time.sleep", waits.append)
    down = [TimeoutError()] * 4
    label_texts(TEXTS[:1], Recorder(*down), patience=Patience(retries=3, wait=30))
    assert waits == [30, 60, 60]  # 30, 60, and 120 held down to a minute


def test_one_text_that_crashes_the_labeller_costs_no_other():
    def fragile(texts):
        return [1 / (text != "Envoys met.") for text in texts]

    table = label_texts(TEXTS, fragile, patience=AT_ONCE)
    assert table["score"].fillna(-1).tolist() == [1, -1, 1]
    assert "ZeroDivisionError" in table["problem"][1]


def test_a_labeller_that_crashes_half_way_through_costs_no_other():
    def lazy(texts):
        return (1 / (text != "Envoys met.") for text in texts)

    table = label_texts(TEXTS, lazy, patience=AT_ONCE)
    assert table["score"].fillna(-1).tolist() == [1, -1, 1]


@pytest.mark.parametrize("wrong", [[1], "ab", {"a": 1}, 5])
def test_a_labeller_that_miscounts_is_asked_text_by_text(wrong):
    labeller = Recorder(wrong)
    table = label_texts(TEXTS[:2], labeller)
    assert labeller.asked == [TEXTS[:2], TEXTS[:1], TEXTS[1:2]]
    assert (table["problem"] == "").all()


def test_after_three_batches_without_an_answer_the_rest_is_not_asked():
    labeller = Recorder(*[ConnectionRefusedError("nobody there")] * 99)
    patience = Patience(batch=1, retries=0, wait=0)
    table = label_texts([f"text {i}" for i in range(10)], labeller, patience=patience)
    assert len(labeller.asked) == 3
    assert table["problem"].str.startswith("no answer: ").sum() == 3
    assert table["problem"].str.startswith("not asked: ").sum() == 7


# The cache ----------------------------------------------------------------------------


def test_a_killed_run_goes_on_where_it_stopped(tmp_path):
    cache = tmp_path / "labels.jsonl"
    killed = Recorder(None, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        label_texts(TEXTS, killed, cache=cache, patience=AT_ONCE)
    again = Recorder()
    table = label_texts(TEXTS, again, cache=cache, patience=AT_ONCE)
    assert again.asked == [TEXTS[2:]]
    assert table["score"].tolist() == [14, 11, 13]
    assert table.attrs["asked"] == 1


def test_a_torn_line_is_passed_over_and_the_next_stands_by_itself(tmp_path):
    cache = tmp_path / "labels.jsonl"
    label_texts(TEXTS[:2], Recorder(), cache=cache)
    whole = cache.read_bytes()
    cache.write_bytes(whole[:-20])  # killed while writing the second answer
    again = Recorder()
    label_texts(TEXTS, again, cache=cache)
    assert again.asked == [TEXTS[1:]]
    last = Recorder()
    table = label_texts(TEXTS, last, cache=cache)
    assert last.asked == [] and table["score"].tolist() == [14, 11, 13]


@pytest.mark.parametrize(
    "line", ["", "nonsense", "[]", "{}", '{"key": "a", "label": 3}', "\ufffd"]
)
def test_lines_of_another_hand_do_no_harm(tmp_path, line):
    cache = tmp_path / "labels.jsonl"
    cache.write_text(f"{line}\n", "utf-8")
    assert label_texts(TEXTS, Recorder(), cache=cache)["score"].tolist() == [14, 11, 13]


def test_another_version_is_asked_anew(tmp_path):
    cache = tmp_path / "labels.jsonl"
    label_texts(TEXTS, Recorder(), cache=cache)
    again = Recorder()
    label_texts(TEXTS, again, cache=cache, version="2")
    assert again.asked == [TEXTS]


def test_the_cache_holds_no_text_and_no_junk(tmp_path):
    cache = tmp_path / "labels.jsonl"
    label_texts(TEXTS, Recorder([1, "", 2]), cache=cache)
    content = cache.read_text("utf-8")
    assert len(content.splitlines()) == 2
    assert "Gunners" not in content and "Ships" not in content
    again = Recorder()
    label_texts(TEXTS, again, cache=cache)
    assert again.asked == [TEXTS[1:2]]  # junk is asked for again


def test_a_cached_answer_is_held_against_the_values_allowed_now(tmp_path):
    cache = tmp_path / "labels.jsonl"
    label_texts(TEXTS[:1], Recorder(["war"]), cache=cache)
    table = label_texts(TEXTS[:1], Recorder(), cache=cache, allowed={"label": ["act"]})
    assert table["problem"].tolist() == ["junk: label is not among the allowed values"]


@pytest.mark.parametrize("place", ["no/folder/labels.jsonl", "."])
def test_a_cache_that_cannot_be_written_is_told_before_anybody_is_asked(
    tmp_path, place
):
    labeller = Recorder()
    with pytest.raises(BadValue, match="cannot be written"):
        label_texts(TEXTS, labeller, cache=tmp_path / place)
    assert labeller.asked == []


def test_a_cache_must_know_who_answered(tmp_path):
    def nameable(texts):
        return [1] * len(texts)

    with pytest.raises(BadValue, match="Give version="):
        label_texts(TEXTS, nameable, cache=tmp_path / "c")
    with pytest.raises(BadValue, match="a name of its own"):
        label_texts(TEXTS, lambda texts: texts, cache=tmp_path / "c", version="1")
    assert label_texts(TEXTS, nameable, cache=tmp_path / "c", version="1") is not None


# Beside codes and lexicon -------------------------------------------------------------


def test_labels_are_compared_like_scores_and_like_mentions():
    codes = pd.DataFrame(
        {"sentence_id": list("abc"), "channel": ["act", "none", "none"]}
    )
    texts = pd.Series(TEXTS, index=list("abc"))
    numbers = label_texts(texts, Recorder([0.9, 0.2, 0.1]))
    assert compare_with_codes(numbers, codes, draws=5)["auc"].tolist() == [1]
    side = numbers[["article_id", "score"]].assign(lexicon=[1, 1, 0])
    assert compare_measures(side, codes, draws=5)["auc"].tolist() == [1, 0.75]
    words = label_texts(texts, Recorder(["act", "act", "none"]))
    table = compare_with_codes(words.rename(columns={"label": "channel"}), codes)
    act = table[table["class"] == "act"].iloc[0]
    assert (act["precision"], act["recall"]) == (0.5, 1)


# An endpoint on this computer ---------------------------------------------------------


class StandIn(ThreadingHTTPServer):
    """A server with the chat interface that fails as it is told to."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.script, self.seen, self.done = [], [], threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1/chat/completions"


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((dict(self.headers), body))
        step = self.server.script.pop(0) if self.server.script else "1"
        if step == "silence":
            self.server.done.wait(10)
        elif step == "hang up":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif isinstance(step, tuple):
            self._reply(*step)
        elif isinstance(step, bytes):
            self._reply(200, {}, step)
        else:
            message = {"choices": [{"message": {"content": step}}]}
            self._reply(200, {}, json.dumps(message).encode())

    def _reply(self, status, headers, body=b""):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    stand_in = StandIn()
    thread = threading.Thread(
        target=stand_in.serve_forever, kwargs={"poll_interval": 0.01}
    )
    thread.start()
    yield stand_in
    stand_in.done.set()
    stand_in.shutdown()
    thread.join()
    stand_in.server_close()


def ask(server, texts=TEXTS, **more):
    endpoint = ChatEndpoint(server.url, "small-1", "Attack? 1 or 0.", timeout=0.3)
    return label_texts(texts, endpoint, patience=AT_ONCE, **more)


def test_one_request_per_text_with_prompt_model_and_options(server):
    assert ask(server)["score"].tolist() == [1, 1, 1]
    headers, body = server.seen[0]
    assert body == {
        "model": "small-1", "temperature": 0,
        "messages": [{"role": "system", "content": "Attack? 1 or 0."},
                     {"role": "user", "content": "Gunners fired."}],
    }  # fmt: skip
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    "trouble", ["silence", "hang up", (500, {}), (429, {"Retry-After": "0"}), (503, {})]
)
def test_a_failing_server_is_asked_again(server, trouble):
    server.script = [trouble, trouble]
    table = ask(server)
    assert table["score"].tolist() == [1, 1, 1]
    assert len(server.seen) == 5


def test_the_wait_that_a_server_asks_for_is_kept(server, monkeypatch):
    waits = []
    monkeypatch.setattr("toolkit.scores.asking.time.sleep", waits.append)
    server.script = [(429, {"Retry-After": "7"}), (429, {"Retry-After": "tomorrow"})]
    ask(server, TEXTS[:1])
    assert waits == [7, 0]


@pytest.mark.parametrize(
    "junk",
    [b"<html>Sign in</html>", b'{"choices": []}', b"\xff\xfe", "", '{"channel": "ac',
     "[1, 2]", "null", "As a model, I " + "cannot say. " * 40, "[" * 5000],
)  # fmt: skip
def test_junk_from_a_server_costs_one_text(server, junk):
    server.script = ["0", junk, "1"]
    table = ask(server)
    assert table["score"].fillna(-1).tolist() == [0, -1, 1]
    assert table["problem"][1] != ""


def test_json_in_a_fence_is_read(server):
    server.script = ['```json\n{"channel": "act", "score": 0.7}\n```']
    assert ask(server, TEXTS[:1])[["channel", "score"]].iloc[0].tolist() == ["act", 0.7]


def test_a_text_that_is_refused_costs_one_text(server):
    server.script = ["1", (413, {}), "1"]
    table = ask(server)
    assert "HTTP 413" in table["problem"][1]
    assert len(server.seen) == 3  # no second attempt


def test_a_server_that_refuses_every_text_is_left_in_peace(server):
    server.script = [(400, {})] * 99
    table = ask(server, [f"text {i}" for i in range(30)])
    assert len(server.seen) == 20
    assert (
        table["problem"].str.startswith("not asked: the labeller failed on").sum() == 10
    )


def test_a_key_with_a_line_break_is_never_printed(server, monkeypatch):
    monkeypatch.setenv("MY_LABEL_KEY", "secret-1234\nsecret-5678")
    endpoint = ChatEndpoint(server.url, "m", "p", key_variable="MY_LABEL_KEY")
    with pytest.raises(BadValue, match="such as a line break") as told:
        label_texts(TEXTS, endpoint)
    assert "secret" not in str(told.value) and server.seen == []


def test_a_wrong_key_is_not_tried_again(server):
    server.script = [(401, {})] * 9
    table = ask(server, [f"text {i}" for i in range(5)])
    assert len(server.seen) == 3
    assert "is the key right?" in table["problem"][0]
    assert "not asked" in table["problem"][4]


def test_texts_go_to_no_other_address(server):
    other = StandIn()
    server.script = [(302, {"Location": other.url}), (307, {"Location": other.url})]
    table = ask(server, TEXTS[:2])
    other.server_close()
    assert table["problem"].str.contains("HTTP 30").all()
    assert other.seen == []


def test_the_key_comes_from_the_environment_and_goes_to_the_server_only(
    server, monkeypatch, tmp_path
):
    monkeypatch.setenv("MY_LABEL_KEY", "secret-1234")
    endpoint = ChatEndpoint(server.url, "m", "p", key_variable="MY_LABEL_KEY")
    table = label_texts(TEXTS[:1], endpoint, cache=tmp_path / "c")
    assert server.seen[0][0]["Authorization"] == "Bearer secret-1234"
    shown = [repr(endpoint), str(table.attrs), (tmp_path / "c").read_text("utf-8")]
    assert not any("secret" in text for text in shown)


def test_a_key_that_is_not_set_is_told_at_once(server, monkeypatch):
    monkeypatch.delenv("MY_LABEL_KEY", raising=False)
    endpoint = ChatEndpoint(server.url, "m", "p", key_variable="MY_LABEL_KEY")
    with pytest.raises(BadValue, match="MY_LABEL_KEY is not set"):
        label_texts(TEXTS, endpoint)
    assert server.seen == []


@pytest.mark.parametrize(
    ("url", "told"),
    [("localhost:8000", "no address"), ("file:///etc/hosts", "no address"),
     ("https://ann:word@example.org/", "holds a password"),
     ("http://example.org/chat", "unprotected")],
)  # fmt: skip
def test_an_address_that_will_not_do(url, told):
    with pytest.raises(BadValue, match=told):
        ChatEndpoint(url, "m", "p", key_variable="MY_LABEL_KEY")


def test_another_prompt_is_another_version():
    url = "http://localhost:8000/v1/chat/completions"
    first, second = (ChatEndpoint(url, "m", prompt) for prompt in ("a", "b"))
    assert first.version != second.version
    assert first.version == ChatEndpoint(url, "m", "a").version
    warm = ChatEndpoint(url, "m", "a", options={"temperature": 1})
    assert warm.version != first.version
