"""XML and SGML: feeds, Factiva, agencies' formats, older collections. All invented."""

import pandas as pd
import pytest

from toolkit.articles.read import list_notes, list_skipped, read_articles
from toolkit.articles.readers.base import Unreadable
from toolkit.articles.readers.markup import parse_xml

FIRST = "Delegates from both sides met on Monday, an official said."
SECOND = "A second round is planned for the end of the week."
BODY = f"{FIRST}\n\n{SECOND}"
DAY = pd.Timestamp("2024-08-06", tz="UTC")
MORNING = pd.Timestamp("2024-08-06 08:36", tz="UTC")


@pytest.fixture
def read(tmp_path):
    def read_text(name, text, encoding="utf-8"):
        (tmp_path / name).write_bytes(text.encode(encoding))
        return read_articles(tmp_path / name)

    return read_text


# -------------------------------------------------------------------------------- feeds

RSS = f"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Gazette</title>
<language>en-gb</language>
<item><title>Talks &amp;amp; terms&nbsp;today</title><link>https://example.org/a</link>
<pubDate>Tue, 06 Aug 2024 09:36:00 +0100</pubDate><dc:creator>Ann Lee</dc:creator>
<category>World</category><description>Delegates met.</description>
<content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]></content:encoded></item>
<item><title>Talks end without an agreement</title><guid>https://example.org/b</guid>
<pubDate>yesterday</pubDate></item>
<item><guid isPermaLink="false">9</guid></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Gazette</title><entry>
<title>Talks &amp; terms today</title><link rel="self" href="https://example.org/x"/>
<link href="https://example.org/a"/><updated>2024-08-09T00:00:00Z</updated>
<published>2024-08-06T08:36:00Z</published><author><name>Ann Lee</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p>
<p>{SECOND}</p></div></content></entry></feed>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Gazette</title></channel><item><title>Talks &amp; terms today</title>
<link>https://example.org/a</link><dc:date>2024-08-06T08:36Z</dc:date>
<dc:creator>Ann Lee</dc:creator>
<description>{FIRST}&lt;br/&gt;&lt;br/&gt;{SECOND}</description></item></rdf:RDF>"""


@pytest.mark.parametrize("feed", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_each_item_of_a_feed_is_an_article(read, feed):
    articles = read("feed.xml", feed)
    article = articles.iloc[0]
    assert article["reader"] == "feed"
    assert article["title"] == "Talks & terms today"
    assert article["source"] == "The Gazette"
    assert article["byline"] == "Ann Lee"
    assert article["url"] == "https://example.org/a"
    assert article["published"] == MORNING
    assert article["text"] == BODY
    assert article["origin"].endswith("#item 1")


def test_an_item_with_a_headline_only_says_so_and_its_bad_date_is_missing(read):
    articles = read("feed.rss", RSS)
    assert articles["text"].tolist()[1:] == ["Talks end without an agreement"]
    assert articles["title"][1] == ""
    assert pd.isna(articles["published"][1])
    notes = list_notes(articles)["note"]
    assert notes.str.contains("only a headline").any()
    assert notes.str.contains('not a date this reads: "yesterday"').any()
    assert list_skipped(articles)["place"].tolist() == ["item 3"]


def test_the_date_of_the_last_change_is_called_that(read):
    articles = read("feed.atom", ATOM.replace("published>", "other>"))
    assert articles["published_from"][0].startswith(
        "updated of the feed, the last change"
    )


def test_a_feed_with_an_error_is_read_on(read):
    broken = RSS.replace("<category>World</category>", "<category>World & more<b>")
    assert len(read("feed.xml", broken)) >= 1


# ------------------------------------------------------------------------------ Factiva

FACTIVA = f"""<PPSResponse><ppsArticleResponse xmlns="http://example.org/pps">
<ppsarticleResultSet count="2"><ppsarticle><article>
<accessionNo>GAZE000020240806</accessionNo><baseLanguage>EN</baseLanguage>
<byline>By Ann Lee</byline><headline><paragraph>Talks resume</paragraph></headline>
<leadParagraph>
Delegates from both sides met on Monday,
an official said.
    A second round is planned for the end of
the week.
</leadParagraph><publicationDate><date>2024-08-06</date></publicationDate>
<sourceName>The Gazette</sourceName></article></ppsarticle>
<ppsarticle><article><accessionNo>GAZE2</accessionNo><tailParagraphs>
<paragraph>{FIRST}</paragraph><paragraph>{SECOND} Or not.</paragraph></tailParagraphs>
</article></ppsarticle></ppsarticleResultSet></ppsArticleResponse></PPSResponse>"""


def test_factiva_xml(read):
    articles = read("factiva.xml", FACTIVA)
    article = articles.iloc[0]
    assert (article["reader"], article["title"]) == ("factiva", "Talks resume")
    assert article["article_id"] == "GAZE000020240806"
    assert (article["published"], article["language"]) == (DAY, "en")
    assert articles["text"].tolist() == [BODY, f"{BODY} Or not."]
    assert pd.isna(articles["published"][1])


# ----------------------------------------------------------------------------- agencies

NITF = f"""<!DOCTYPE nitf SYSTEM "http://example.org/nitf.dtd">
<nitf><head><title>A slug</title><docdata><date.issue norm="20240806T083600Z"/>
<doc.copyright holder="The Gazette"/></docdata></head><body><body.head><hedline>
<hl1>Talks resume</hl1></hedline><byline>By Ann Lee</byline></body.head><body.content>
<block class="full_text"><p>{FIRST}</p><p>{SECOND}</p></block></body.content></body>
</nitf>"""
G2 = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:example:1"><itemMeta><provider literal="The Gazette"/>
<versionCreated>2024-08-06T10:36:00+02:00</versionCreated></itemMeta><contentMeta>
<language tag="en"/><by>By Ann Lee</by><headline>Talks resume</headline></contentMeta>
<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>
</head><body><p>{FIRST}</p><p>{SECOND}</p></body></html></inlineXML></contentSet>
</newsItem><newsItem guid="urn:example:2"><itemMeta/></newsItem></itemSet></newsMessage>"""
NEWSML = f"""<NewsML><NewsItem><NewsManagement>
<FirstCreated>20240806T083600Z</FirstCreated></NewsManagement><NewsComponent>
<NewsLines><HeadLine>Talks resume</HeadLine><ByLine>By Ann Lee</ByLine>
<CreditLine>The Gazette</CreditLine></NewsLines><ContentItem><DataContent><p>{FIRST}</p>
<p>{SECOND}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""


@pytest.mark.parametrize("item", [NITF, G2, NEWSML], ids=["nitf", "g2", "newsml"])
def test_items_of_agencies(read, item):
    articles = read("item.xml", item)
    article = articles.iloc[0]
    assert (article["reader"], article["title"]) == ("newsml", "Talks resume")
    assert (article["source"], article["byline"]) == ("The Gazette", "Ann Lee")
    assert article["published"] == MORNING
    assert article["text"] == BODY


def test_an_item_without_text_is_set_aside(read):
    assert list_skipped(read("item.xml", G2))["place"].tolist() == ["item 2"]


# --------------------------------------------------------------------------------- SGML

REUTERS = """<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" OLDID="1" NEWID="17">
<DATE> 6-AUG-2024 08:36:01.79</DATE>
<TEXT>&#2;
<TITLE>TALKS RESUME</TITLE>
<DATELINE>    CAPITAL, Aug 6 - </DATELINE><BODY>Delegates from both sides met on Monday,
an official said &lt;GZT>.
    A second round is planned for the end of the week.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS TOPICS="NO" OLDID="2" NEWID="18"><DATE> 6-AUG-2024</DATE>
<TEXT TYPE="BRIEF">&#2;<TITLE>PORT CLOSED</TITLE></TEXT></REUTERS>"""
LDC = f"""<DOC id="GZT_ENG_20240806.0012" type="story">
<HEADLINE>
Talks resume
</HEADLINE>
<TEXT>
<P>
{FIRST}
</P>
<P>
{SECOND}
</P>
</TEXT>
</DOC>"""


def test_reuters_21578(read):
    articles = read("reut2-000.sgm", REUTERS)
    article = articles.iloc[0]
    assert (article["reader"], article["source"]) == ("sgml", "Reuters")
    assert article["title"] == "TALKS RESUME"
    assert article["published"] == pd.Timestamp("2024-08-06 08:36:01", tz="UTC")
    assert article["text"] == (
        "Delegates from both sides met on Monday, an official said <GZT>.\n\n"
        "A second round is planned for the end of the week."
    )
    assert article["origin"].endswith("#document 17")
    assert list_skipped(articles)["place"].tolist() == ["document 18"]


def test_newswire_of_the_ldc_states_its_day_in_its_number(read):
    article = read("gzt_eng.txt", LDC).iloc[0]
    assert (article["title"], article["text"]) == ("Talks resume", BODY)
    assert article["published"] == DAY
    assert article["published_from"].startswith("date in the number")


# ----------------------------------------------------------------------- headline lists


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gdelt.csv", "URL,MobileURL,Date,Title\nhttps://example.org/a,,2024-08-06 08:36:00,Talks resume in the capital\n"),
        ("gdelt.json", '{"articles": [{"url": "https://example.org/a", "title": "Talks resume in the capital", "seendate": "20240806T083600Z", "domain": "example.org", "language": "English"}]}'),
        ("mediacloud.csv", "id,publish_date,title,url,language,media_name\n7,2024-08-06 08:36:00,Talks resume in the capital,https://example.org/a,en,The Gazette\n"),
    ],
)  # fmt: skip
def test_a_list_of_headlines_is_read_as_such_and_says_so(read, name, text):
    articles = read(name, text)
    assert articles["text"].tolist() == ["Talks resume in the capital"]
    assert articles["title"].tolist() == [""]
    assert articles["url"].tolist() == ["https://example.org/a"]
    assert articles["published"].tolist() == [MORNING]
    assert list_notes(articles)["note"].str.contains("only a headline").any()


def test_a_table_that_is_no_such_list_still_asks_for_its_text_column(read):
    articles = read(
        "table.csv", "title,url,contents_of_page\nTalks,https://a.b,Words\n"
    )
    assert "No column" in list_skipped(articles)["reason"][0]


# ------------------------------------------------------------------------------ hostile

LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<rss><channel><item><title>&b;</title></item></channel></rss>"
)
OUTSIDE = (
    '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    "<rss><channel><item><title>&a;</title></item></channel></rss>"
)


@pytest.mark.parametrize("trap", [LAUGHS, OUTSIDE], ids=["unfolding", "outside"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused_in_any_encoding(read, trap, encoding):
    articles = read("feed.xml", trap, encoding)
    assert articles.empty
    assert "declares entities" in list_skipped(articles)["reason"][0]


def test_deep_nesting_is_refused():
    with pytest.raises(Unreadable, match="damaged"):
        parse_xml(b"<a>" * 5000 + b"</a>" * 5000)


@pytest.mark.parametrize("text", [RSS, ATOM, FACTIVA, NITF, G2, REUTERS, LDC])
def test_markup_cut_anywhere_is_read_or_set_aside(read, text):
    for end in range(40, len(text), 173):
        articles = read("cut.xml", text[:end])
        skipped = list_skipped(articles)
        assert len(articles) + len(skipped) >= 1, end
        assert not skipped["reason"].str.contains("The reader failed").any(), end


def test_xml_of_no_known_kind_teaches(read):
    skipped = list_skipped(
        read("a.xml", "<?xml version='1.0'?><catalog><cd/></catalog>")
    )
    assert "This is XML" in skipped["reason"][0]
