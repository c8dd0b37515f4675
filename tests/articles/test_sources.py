"""Fetching: every misbehaviour of a server ends in a reason, and stops nothing else."""

import gzip
import json
import threading
from urllib.parse import parse_qs, urlsplit

import httpx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.articles.web_server import Site, answer, bomb, busy_then, raw, saying, to
from toolkit import (
    Fetcher,
    fetch_cc_news,
    fetch_current_events,
    fetch_feeds,
    fetch_gdelt,
    fetch_guardian,
    fetch_pages,
    list_skipped,
    load_nltk_corpus,
    read_articles,
)
from toolkit.articles.sources.addresses import (
    CheckedBackend,
    Deadline,
    Refused,
    check_address,
    is_public,
)
from toolkit.articles.sources.archives import files_to_read
from toolkit.articles.sources.speeches import MissingData
from toolkit.articles.sources.transport import Caps, Transport
from toolkit.schema import BadValue

BODY = " ".join(
    f"In the harbour town the talks about the ferry went on for day {i}, said a clerk."
    for i in range(8)
)
PAGE = f"""<html><head><title>Talks go on</title><meta property="article:published_time"
content="2024-08-06T08:00:00Z"></head><body><article><h1>Talks go on</h1><p>{BODY}</p>
</article></body></html>""".encode()


@pytest.fixture
def site():
    made = Site()
    yield made
    made.close()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def fetcher(waits):
    with Fetcher(
        delay=0, allow_private=True, sleep=waits.append, caps=Caps(1, seconds=3)
    ) as made:
        yield made


def fetched(site, fetcher, folder, *paths):
    return fetch_pages([site.base + p for p in paths], folder, fetcher=fetcher)


# A page as it should be ---------------------------------------------------------------


def test_a_page_becomes_a_file_that_reads_as_an_article_with_its_address(
    site, fetcher, tmp_path
):
    site.pages["/talks"] = PAGE
    told = fetched(site, fetcher, tmp_path, "/talks")
    assert told["state"].tolist() == ["new"]
    article = read_articles(tmp_path).iloc[0]
    assert article["title"] == "Talks go on" and article["text"].startswith("In the")
    assert article["url"] == f"{site.base}/talks"
    assert f"{article['published']:%F}" == "2024-08-06"


def test_a_run_cut_short_goes_on_where_it_was(site, fetcher, tmp_path):
    site.pages |= {"/a": PAGE, "/b": PAGE.replace(b"ferry", b"bridge")}
    fetched(site, fetcher, tmp_path, "/a")
    both = [f"{site.base}/{name}" for name in "abb"]
    again = fetch_pages([*both, " "], tmp_path, fetcher=fetcher)
    assert again["state"].tolist() == ["known", "new"]
    assert site.asked["/a"] == 1
    assert len(read_articles(tmp_path)) == 2


def test_what_was_lost_from_the_folder_is_fetched_again(site, fetcher, tmp_path):
    site.pages["/a"] = PAGE
    told = fetched(site, fetcher, tmp_path, "/a")
    (tmp_path / told["file"][0]).unlink()
    assert fetched(site, fetcher, tmp_path, "/a")["state"].tolist() == ["new"]


def test_nothing_is_written_half(site, fetcher, tmp_path, monkeypatch):
    site.pages["/a"] = PAGE
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        fetched(site, fetcher, tmp_path, "/a")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


# A server that misbehaves -------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CASES = {
    "no such page": (saying(404), "no such page"),
    "gone for good": (saying(410), "any more"),
    "password": (saying(401), "password"),
    "always busy": (saying(503), "status 503"),
    "breaks down": (saying(500), "status 500"),
    "redirects in a ring": (to("/page"), "more than 5 redirects"),
    "redirects to nowhere": (saying(302), "nowhere"),
    "redirects to a file": (to("file:///etc/passwd"), "http and https"),
    "redirects to a script": (to("javascript:alert(1)"), "http and https"),
    "redirects with a password": (to("http://a:b@127.0.0.1/"), "password"),
    "a picture": (saying(200, b"\x89PNG", kind="image/png"), "image/png"),
    "nothing": (saying(200, b" \n"), "empty"),
    "too large": (saying(200, b"x" * 2**21), "larger than 1 MB"),
    "unfolds to 200 MB": (bomb(200), "larger than 1 MB"),
    "packed in another way": (saying(200, b"x", Content_Encoding="br"), "packed as br"),
    "says packed, is not": (saying(200, b"x" * 9, Content_Encoding="gzip"), "packed"),
    "packed and cut": (
        saying(200, gzip.compress(PAGE)[:-9], Content_Encoding="gzip"), "cut short"),
    "cut short": (raw(HEAD + b"Content-Length: 900\r\n\r\nhalf"), "cannot be read"),
    "hangs up": (raw(b""), "cannot be read"),
    "no http": (raw(b"\x00\xff" * 50), "cannot be read"),
    "huge headers": (raw(HEAD + b"X: " + b"y" * 200_000 + b"\r\n\r\n"), "cannot be"),
    "drips its headers": (raw(HEAD + b"X: " + b"y" * 60, 0.2, 60), "too long"),
    "drips its page": (raw(HEAD + b"\r\n" + b"y" * 60, 0.2, 60), "too long"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_misbehaving_server_is_refused_with_a_reason_and_the_next_page_comes(
    site, fetcher, tmp_path, case
):
    page, reason = CASES[case]
    site.pages |= {"/page": page, "/good": PAGE}
    fetcher.caps = Caps(1, seconds=1)
    told = fetched(site, fetcher, tmp_path, "/page", "/good")
    assert told["state"].tolist() == ["refused", "new"]
    assert reason in told["reason"][0]
    assert list_skipped(told)["file"].tolist() == [f"{site.base}/page"]


def test_a_name_that_leads_nowhere_is_refused(fetcher, tmp_path):
    told = fetch_pages(["http://nowhere.invalid/"], tmp_path, fetcher=fetcher)
    assert "robots.txt" in told["reason"][0]
    fetcher.obey_robots = False
    told = fetch_pages(["http://nowhere.invalid/"], tmp_path, fetcher=fetcher)
    assert "cannot be found" in told["reason"][0]


# Politeness ---------------------------------------------------------------------------


def test_a_busy_server_is_asked_again_after_as_long_as_it_says(
    site, fetcher, waits, tmp_path
):
    site.pages["/a"] = busy_then(PAGE, 2, Retry_After="7")
    assert fetched(site, fetcher, tmp_path, "/a")["state"].tolist() == ["new"]
    assert [w for w in waits if w] == [7, 7]


def test_one_that_asks_for_an_hour_is_left_alone(site, fetcher, waits, tmp_path):
    site.pages["/a"] = saying(429, Retry_After="3600")
    told = fetched(site, fetcher, tmp_path, "/a")
    assert "wait 3,600 s" in told["reason"][0] and site.asked["/a"] == 1


def test_a_date_says_how_long_to_wait_too(site, fetcher, waits, tmp_path):
    site.pages["/a"] = busy_then(PAGE, 1, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT")
    assert fetched(site, fetcher, tmp_path, "/a")["state"].tolist() == ["new"]
    assert waits == [0]


def test_two_requests_to_one_host_are_apart_and_robots_may_ask_for_more(
    site, waits, tmp_path
):
    site.pages |= {
        "/a": PAGE,
        "/b": PAGE,
        "/robots.txt": b"User-agent: *\nCrawl-delay: 9",
    }
    now = [0.0]

    def sleep(seconds):
        waits.append(seconds)
        now[0] += seconds

    with Fetcher(
        delay=2, allow_private=True, sleep=sleep, clock=lambda: now[0]
    ) as slow:
        fetched(site, slow, tmp_path, "/a", "/b")
    # robots.txt first; 9 s to the first page, 9 s to the second
    assert waits == [9, 9]


@pytest.mark.parametrize(
    "robots, state",
    [
        (b"User-agent: *\nDisallow: /private/", "refused"),
        (b"User-agent: *\nDisallow: /*.html$\nDisallow: /private", "refused"),
        (b"User-agent: *\nDisallow: /other", "new"),
        (saying(404), "new"),
        (saying(500), "refused"),
        (raw(b""), "refused"),
        (to("/moved-robots"), "refused"),
        (b"\xff\xfe\x00" * 400_000, "new"),
    ],
)
def test_robots_decides_and_one_that_cannot_be_read_means_no(
    site, fetcher, tmp_path, robots, state
):
    site.pages |= {
        "/robots.txt": robots, "/private/a": PAGE,
        "/moved-robots": b"User-agent: *\nDisallow: /private",
    }  # fmt: skip
    told = fetched(site, fetcher, tmp_path, "/private/a")
    assert told["state"].tolist() == [state]
    assert site.asked["/private/a"] == (state == "new")


def test_it_says_who_it_is_and_carries_no_cookie(site, fetcher, tmp_path):
    site.pages["/a"] = saying(200, PAGE, Set_Cookie="id=1")
    site.pages["/b"] = PAGE
    fetched(site, fetcher, tmp_path, "/a", "/b")
    for _, headers in site.headers:
        assert headers["User-Agent"].startswith("escalation-toolkit/")
        assert "Cookie" not in headers


# Addresses inside a network -----------------------------------------------------------

INSIDE = [
    "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://2130706433/",
    "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://0.0.0.0/", "http://[fe80::1]/",
    "http://224.0.0.1/", "http://100.64.0.1/", "http://[fd00::1]/",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_a_network_is_refused_unless_allowed(tmp_path, address):
    with Fetcher(obey_robots=False, sleep=lambda _: None) as strict:
        told = fetch_pages([address], tmp_path, fetcher=strict)
    assert told["state"].tolist() == ["refused"]
    assert "inside a network" in told["reason"][0] or "cannot be" in told["reason"][0]


def test_a_redirect_inside_is_refused_though_the_first_address_was_public(
    site, tmp_path
):
    """The name of the site counts as public here; what it redirects to does not."""
    port = site.server.server_port
    site.pages["/out"] = to(f"http://inner.example:{port}/in")
    site.pages["/in"] = b"secret"
    names = {"outer.example": "127.0.0.1", "inner.example": "10.0.0.7"}

    class Backend(CheckedBackend):
        pass

    transport = Transport("test", resolver=lambda host, _: [names[host]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "toolkit.articles.sources.addresses.is_public", lambda n: n == "127.0.0.1"
        )
        with Fetcher(delay=0, obey_robots=False, transport=transport) as strict:
            told = fetch_pages(
                [f"http://outer.example:{port}/out"], tmp_path, fetcher=strict
            )
    assert "10.0.0.7" in told["reason"][0]
    assert site.asked["/out"] == 1 and site.asked["/in"] == 0


def test_a_name_with_one_inner_number_among_public_ones_is_refused():
    backend = CheckedBackend(
        Deadline(), resolver=lambda *_: ["93.184.216.34", "10.0.0.1"]
    )
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        backend.connect_tcp("news.example", 80)


def test_the_connection_goes_to_the_number_that_was_checked(site):
    """A name that is looked up twice could mean something else the second time."""
    asked = []

    def resolver(host, _):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    site.pages["/a"] = PAGE
    transport = Transport("test", allow_private=True, resolver=resolver)
    address = f"http://news.example:{site.server.server_port}/a"
    assert transport.ask(address, {}, Caps()).body == PAGE
    assert asked == ["news.example"]
    transport.close()


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_number_is_as_public_inside_ipv6_as_alone(number):
    import ipaddress

    plain = ipaddress.IPv4Address(number)
    for high in (0xFFFF << 32, 0x64FF9B << 96):
        assert is_public(str(ipaddress.IPv6Address(high + number))) == is_public(
            str(plain)
        )


@given(st.text(max_size=60))
def test_any_text_is_a_web_address_or_refused(text):
    try:
        assert check_address(text).lower().startswith(("http://", "https://"))
    except Refused as problem:
        assert problem.reason


# Feeds --------------------------------------------------------------------------------


def feed_of(*paths, base):
    items = "".join(
        f"<item><title>Item {p}</title><link>{base}{p}</link><description>Short words."
        "</description><pubDate>Tue, 06 Aug 2024 08:00:00 GMT</pubDate></item>"
        for p in paths
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def test_a_feed_is_kept_and_read_and_its_pages_by_choice(site, fetcher, tmp_path):
    site.pages |= {"/rss": feed_of("/a", "/b", base=site.base), "/a": PAGE}
    told = fetch_feeds(f"{site.base}/rss", tmp_path / "short", fetcher=fetcher)
    assert told["kind"].tolist() == ["feed"]
    assert len(read_articles(files_to_read(told))) == 2
    told = fetch_feeds(
        f"{site.base}/rss", tmp_path / "long", pages=True, fetcher=fetcher
    )
    assert told[["kind", "state"]].values.tolist() == [
        ["feed", "new"], ["page", "new"], ["page", "refused"]]  # fmt: skip
    articles = read_articles(files_to_read(told))
    assert articles["title"].tolist() == ["Talks go on"]


def test_a_feed_that_has_not_changed_is_not_sent_again(site, fetcher, tmp_path):
    body = feed_of("/a", base=site.base)

    def send(handler):
        if handler.headers.get("If-None-Match") == '"1"':
            answer(handler, 304)
        else:
            answer(handler, 200, body, ETag='"1"')

    site.pages["/rss"] = send
    states = [
        fetch_feeds(f"{site.base}/rss", tmp_path, fetcher=fetcher)["state"][0]
        for _ in range(2)
    ]
    assert states == ["new", "known"]


def test_an_error_page_in_place_of_a_feed_is_refused_and_its_feeds_are_named(
    site, fetcher, tmp_path
):
    site.pages["/rss"] = (
        b'<html><head><link rel="alternate" type="application/rss+xml" '
        b'href="/real.xml"></head><body>Sorry</body></html>'
    )
    told = fetch_feeds([f"{site.base}/rss"], tmp_path, fetcher=fetcher)
    assert told["reason"][0] == "This is no feed (RSS or Atom)."
    assert f"{site.base}/real.xml" in told["advice"][0]


# Archives -----------------------------------------------------------------------------


def test_current_events_are_fetched_day_by_day(site, fetcher, tmp_path):
    base = f"{site.base}/wiki/Portal:Current_events"
    for day in (31, 1):
        month = "July" if day == 31 else "August"
        site.pages[f"/wiki/Portal:Current_events/2024_{month}_{day}"] = (
            f'<html><body><div class="current-events-main vevent" id="2024_{month}_{day}">'
            f'<span class="bday">2024-0{7 if day == 31 else 8}-{day:02}</span><div '
            'class="current-events-content description"><p><b>Disasters</b></p><ul><li>'
            f"A bridge fell on day {day} in the harbour town. (Post)</li></ul></div>"
            "</div></body></html>"
        ).encode()
    told = fetch_current_events(
        "2024-07-31", "2024-08-01", tmp_path, base=base, fetcher=fetcher
    )
    assert told["state"].tolist() == ["new", "new"]
    articles = read_articles(files_to_read(told))
    assert sorted(articles["published"].dt.strftime("%F")) == [
        "2024-07-31",
        "2024-08-01",
    ]


def gdelt(n_per_day, limit=250):
    """GDELT with one article a minute, which tells no more than the limit."""
    moments = pd.date_range("2024-08-06", periods=n_per_day, freq="2min")

    def send(handler):
        asked = {k: v[0] for k, v in parse_qs(urlsplit(handler.path).query).items()}
        low, high = (pd.Timestamp(asked[k]) for k in ("startdatetime", "enddatetime"))
        found = [m for m in moments if low <= m <= high][:limit]
        rows = [{"url": f"http://news.example/{m:%H%M}", "title": f"Title {m:%H:%M}",
                 "seendate": f"{m:%Y%m%dT%H%M%SZ}", "domain": "news.example",
                 "language": "English"} for m in found]  # fmt: skip
        body = json.dumps({"articles": rows} if rows else {}).encode()
        answer(handler, 200, body, "application/json")

    return send


def test_more_articles_than_gdelt_tells_at_once_are_asked_for_in_parts(
    site, fetcher, tmp_path
):
    site.pages["/doc"] = gdelt(700)
    told = fetch_gdelt("missile", "2024-08-06", "2024-08-06", tmp_path,
                       base=f"{site.base}/doc", fetcher=fetcher)  # fmt: skip
    articles = read_articles(files_to_read(told))
    # 24 h hold 700, 12 h 360, 6 h 180: four windows of a quarter, the last one short
    assert len(articles) == 700 and articles["url"].is_unique
    assert told["kind"].tolist() == ["list"] * 4
    site.asked.clear()
    again = fetch_gdelt("missile", "2024-08-06", "2024-08-06", tmp_path,
                        base=f"{site.base}/doc", fetcher=fetcher)  # fmt: skip
    assert set(again["state"]) == {"known"} and not site.asked


def test_words_in_place_of_a_list_are_passed_on(site, fetcher, tmp_path):
    site.pages["/doc"] = saying(200, b"Your query was too short or too long.")
    told = fetch_gdelt("x", "2024-08-06", "2024-08-06", tmp_path,
                       base=f"{site.base}/doc", fetcher=fetcher)  # fmt: skip
    assert told["reason"][0] == "GDELT says: Your query was too short or too long."


def guardian(n):
    def send(handler):
        asked = {k: v[0] for k, v in parse_qs(urlsplit(handler.path).query).items()}
        if asked.get("api-key") != "secret":
            answer(handler, 401, b"{}", "application/json")
            return
        page, size = int(asked["page"]), int(asked["page-size"])
        results = [
            {"webTitle": f"Title {i}", "webUrl": f"https://guardian.example/{i}",
             "webPublicationDate": "2024-08-06T08:00:00Z", "sectionName": "World news",
             "fields": {"bodyText": f"{BODY} Number {i}.", "byline": "A. Writer"}}
            for i in range((page - 1) * size, min(n, page * size))
        ]  # fmt: skip
        answer(handler, 200, json.dumps({"response": {"results": results}}).encode(),
               "application/json")  # fmt: skip

    return send


def test_the_guardian_is_read_page_by_page_and_its_key_is_written_nowhere(
    site, fetcher, tmp_path, monkeypatch
):
    monkeypatch.setenv("GUARDIAN_API_KEY", "secret")
    site.pages["/search"] = guardian(73)
    told = fetch_guardian("talks", "2024-08-06", "2024-08-06", tmp_path,
                          base=f"{site.base}/search", fetcher=fetcher)  # fmt: skip
    assert told["state"].tolist() == ["new", "new"]  # 50 and 23
    articles = read_articles(files_to_read(told))
    assert len(articles) == 73 and set(articles["source"]) == {"The Guardian"}
    assert articles["byline"][0] == "A. Writer"
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"secret" not in path.read_bytes()
    assert not told["address"].str.contains("secret").any()


def test_without_a_key_the_guardian_says_where_to_get_one(tmp_path, monkeypatch):
    monkeypatch.delenv("GUARDIAN_API_KEY", raising=False)
    with pytest.raises(BadValue, match=r"register .* GUARDIAN_API_KEY"):
        fetch_guardian("talks", "2024-08-06", "2024-08-06", tmp_path)


def warc_of(page, n):
    import io

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    for i in range(n):
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], "HTTP/1.1")
        body = io.BytesIO(page.replace(b"ferry", b"ferry %d" % i))
        record = writer.create_warc_record(
            f"http://news.example/{i}", "response", payload=body, http_headers=head
        )
        writer.write_record(record)
        record.raw_stream.close()
    return file.getvalue()


def test_cc_news_is_fetched_by_its_listing_and_cut_at_the_cap(site, fetcher, tmp_path):
    paths = [f"crawl-data/CC-NEWS/2024/05/CC-NEWS-{i}.warc.gz" for i in range(3)]
    listing = gzip.compress(
        "\n".join([*paths, "http://evil.example/x.warc.gz"]).encode()
    )
    site.pages["/crawl-data/CC-NEWS/2024/05/warc.paths.gz"] = listing
    whole = warc_of(PAGE, 40)
    for path in paths:
        site.pages[f"/{path}"] = whole
    cap = len(whole) * 0.6 / 2**20
    told = fetch_cc_news("2024-05", tmp_path, files=2, megabytes=cap, base=site.base,
                         fetcher=fetcher)  # fmt: skip
    assert told["kind"].tolist() == ["list", "archive", "archive"]
    assert site.asked[f"/{paths[2]}"] == 0
    articles = read_articles(told["file"][1])
    assert 20 <= len(articles) <= 25  # six tenths of 40
    assert len(list_skipped(articles)) == 1  # the page that the cap cut through


def test_what_cannot_be_asked_for_is_an_error_that_says_how():
    with pytest.raises(BadValue, match="2024-05"):
        fetch_cc_news("May 2024", "x")
    with pytest.raises(BadValue, match="2024-08-06"):
        fetch_gdelt("a", "6 August 2024", "2024-08-07", "x")


# Corpora of nltk ----------------------------------------------------------------------


def test_speeches_that_nltk_has_become_articles_with_their_day(tmp_path, monkeypatch):
    import nltk

    folder = tmp_path / "corpora/inaugural"
    folder.mkdir(parents=True)
    for name in ("1789-Washington", "1901-McKinley", "2013-Obama"):
        (folder / f"{name}.txt").write_text(f"Fellow citizens, {name} speaks of peace.")
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    monkeypatch.setattr(
        nltk.corpus, "inaugural",
        nltk.corpus.LazyCorpusLoader("inaugural", nltk.corpus.PlaintextCorpusReader,
                                     r"(?!\.).*\.txt"))  # fmt: skip
    articles = load_nltk_corpus("inaugural")
    assert articles["published"].dt.strftime("%F").tolist() == [
        "1789-04-30", "1901-03-04", "2013-01-21"]  # fmt: skip
    assert articles["byline"].tolist() == ["Washington", "McKinley", "Obama"]


def test_data_that_nltk_has_not_is_named_with_the_way_to_get_it(monkeypatch, tmp_path):
    import nltk

    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    monkeypatch.setattr(
        nltk.corpus, "state_union",
        nltk.corpus.LazyCorpusLoader("state_union", nltk.corpus.PlaintextCorpusReader,
                                     r".*\.txt"))  # fmt: skip
    with pytest.raises(MissingData, match=r"nltk\.downloader state_union"):
        load_nltk_corpus("state_union")


def test_nothing_is_fetched_and_no_thread_started_by_importing():
    before = threading.active_count()

    assert threading.active_count() == before
    assert httpx is not None
