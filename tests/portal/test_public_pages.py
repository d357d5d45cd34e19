"""The public pages against the scheme's two announcements: each fact, the page it is on, its words."""

import re

import pytest
from django.core.management import call_command
from django.utils.html import strip_tags

from tests.every_url import PUBLIC, TABLE
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.programmes import StoryFactory

pytestmark = pytest.mark.django_db
WORDS_ONLY = [
    "/about/",
    "/how-to-refer/",
    "/taking-part/",
    "/safety/",
    "/privacy/",
    "/privacy/support/",
    "/accessibility/",
    "/cookies/",
]
PAGES = ["/", *WORDS_ONLY, "/stories/", "/refer/", "/programmes/", "/call-back/"]
STARTS = ("/refer/domestic-abuse/self/", "/refer/domestic-abuse/agency/")
COBI, ALONE, GROUP, DISTRICT = (
    f"/programmes/{code}/"
    for code in ("cobi", "da-one-to-one", "da-groupwork", "district-community")
)
# The fact as the documents have it, the page, and words that must be on it.
FACTS = [
    ("help first: the police", "/", "In immediate danger call the police on 999"),
    ("help first: Victim Support", "/taking-part/", "call Victim Support on 0808 168 9111"),
    ("who secured the funding", "/about/", "Kent Police and Crime Commissioner got money from the"),
    ("from whom", "/about/", "Home Office"),
    ("for when", "/about/", "1 September 2021 to 31 July 2022"),
    (
        "two kinds of programme",
        "/about/",
        "domestic abuse and for a separate programme about stalking",
    ),
    ("COBI's full name", COBI, "Compulsive and Obsessive Behaviour Interventions"),
    ("COBI is intensive", COBI, "intensive talking therapy"),
    ("COBI is one to one", COBI, "One to one"),
    ("COBI has 12 sessions", COBI, "12 sessions"),
    ("of up to 2.5 hours", COBI, "up to 2.5 hours"),
    ("by whom", COBI, "psychology or counselling background, or a qualified Probation Officer"),
    ("its treatment model", COBI, "Dialectical Behaviour Therapy (DBT)"),
    (
        "what it builds",
        COBI,
        "challenging situations, overwhelming feelings and difficult emotions",
    ),
    ("whom it also suits", COBI, "Emotionally Unstable Personality Disorder"),
    ("one to one has 10 sessions", ALONE, "10 sessions"),
    ("the Good Lives Model", ALONE, "Good Lives Model"),
    ("strengths", ALONE, "builds on your strengths"),
    ("held to account", ALONE, "holds you to account for your abusive behaviour"),
    ("a trained officer", ALONE, "comprehensively trained Domestic Abuse Officer"),
    ("tailored parts", ALONE, "tailored to what you need"),
    ("open to all groups", ALONE, "including women"),
    ("the group has 12 sessions", GROUP, "12 sessions"),
    ("two facilitators", GROUP, "Two facilitators"),
    ("up to 8 men", GROUP, "up to 8 men"),
    ("similar material", GROUP, "similar material to the 1:1 programme"),
    ("heterosexual relationships", GROUP, "heterosexual relationships"),
    (
        "motivated, copes with a group",
        GROUP,
        "motivated to change and can cope with being in a group",
    ),
    ("challenge each other", GROUP, "challenge each other constructively"),
    ("apply the learning", GROUP, "to apply what they learn to their own behaviour"),
    ("some responsibility", "/how-to-refer/", "accepts some responsibility"),
    ("as much as a better way", "/how-to-refer/", "approach a relationship in a better way"),
    ("substance misuse", "/how-to-refer/", "drink or drugs under control, or can with help"),
    ("mental health", "/how-to-refer/", "mental health under control, or can with help"),
    (
        "the core team",
        "/how-to-refer/",
        "Kent Police, Interventions Alliance and Lookahead may share information",
    ),
    ("to the coordinator", "/how-to-refer/", "Each goes to the Kent Police coordinator"),
    ("four forms: DA self", "/how-to-refer/", "Domestic abuse: for yourself"),
    ("four forms: DA agency", "/how-to-refer/", "Domestic abuse: for agencies"),
    ("four forms: stalking self", "/how-to-refer/", "Stalking: for yourself"),
    ("four forms: stalking agency", "/how-to-refer/", "Stalking: for agencies"),
    ("orders now", "/how-to-refer/", "in prison, on licence or on a community order"),
    ("orders soon", "/how-to-refer/", "likely to give you one of these in the next 12 weeks"),
    ("voluntary", "/taking-part/", "These are voluntary programmes"),
    ("mandated attendance is discussed", "/taking-part/", "Talks are going on"),
    ("Stalking Protection Orders", "/taking-part/", "Stalking Protection Order"),
    ("current investigations", "/taking-part/", "an investigation that is going on now"),
    ("confidential", "/taking-part/", "What you say in a programme is confidential"),
    ("risk is shared", "/taking-part/", "we will share information about risk"),
    ("about you or another", "/taking-part/", "This can be about you or about someone else"),
    ("current and future behaviour", "/taking-part/", "how you behave now and in the future"),
    ("wider networks", "/taking-part/", "help your wider network"),
    ("positive action", "/taking-part/", "a positive step. It shows that you mean to change"),
    ("safety of victims", "/safety/", "the safety of the people they hurt comes first"),
    ("of those referred and accepted", "/safety/", "When someone is referred and accepted"),
    ("risks are acted on", "/safety/", "We look for danger, and we act on it"),
    ("dedicated worker", "/safety/", "A Victims Link Worker does this work. It is their only job"),
    ("provided by Lookahead", "/safety/", "Lookahead provides the Victims Link Worker"),
    (
        "with whom",
        "/safety/",
        "with Kent Police, with Interventions Alliance and with the services that already support",
    ),
    ("a 12-week programme", "/about/", "12-week domestic abuse programme"),
    ("men refer themselves", "/about/", "Men could ask for a place themselves"),
    ("a pilot that worked", "/about/", "tried out in Canterbury. Men could"),
    ("where it goes next", "/about/", "Maidstone, Medway and Thanet in 2017"),
    ("the pilot's end", DISTRICT, "Canterbury: pilot group, until mid-December 2016"),
    ("Maidstone's month", DISTRICT, "Maidstone: first group, from February 2017"),
    ("Medway's month", DISTRICT, "Medway: first group, from June 2017"),
    ("Thanet's month", DISTRICT, "Thanet: first group, from September 2017"),
    ("co-facilitated", "/about/", "District councils and voluntary groups helped to lead"),
    ("up to 12", "/about/", "Up to 12 men met at a time"),
    ("an equal mix", "/about/", "Half had asked for a place themselves"),
    ("the other half", "/about/", "Rehabilitation Activity Requirement"),
    ("with the strategy group", "/about/", "Kent and Medway Domestic Abuse Strategy Group"),
    ("not on an order or licence", "/about/", "not on an order or licence, but who saw"),
    ("risk to children and partners", "/about/", "their children and to their partners"),
    ("a vital part", "/about/", "a vital part of the plan"),
    ("reduce and prevent", "/about/", "help to stop it before it happens"),
    ("name and contact number", "/how-to-refer/", "leave just your name and number"),
    ("personal stories", "/stories/", "Latest personal stories"),
    ("from prison to a kitchen", "/stories/", "a paid job as a chef"),
    ("volunteers: shy at first", "/stories/", "he was very shy"),
    ("volunteers: agreed goals", "/stories/", "agreed what he wanted to change"),
    (
        "volunteers: drugs",
        "/stories/",
        "He thought little of himself, and he made choices that led",
    ),
    ("volunteers: obstacles", "/stories/", "what stood in his way and what he hoped for"),
    ("volunteers: own strengths", "/stories/", "he could say what he is good at"),
    # What the data protection chapter asks of the two notices.
    ("notice: controllers", "/privacy/", "Kent Police, Interventions Alliance and Lookahead. Each"),
    ("notice: sources", "/privacy/", "What others tell us about you"),
    ("notice: what others say", "/privacy/", "We never tell you whether we spoke to them"),
    ("notice: evidence", "/privacy/", "may be used as evidence"),
    ("notice: lawful bases", "/privacy/", "a task in the public interest"),
    ("notice: consent is not the basis", "/privacy/", "It is not the reason in law"),
    ("notice: retention", "/privacy/", "6 years after it ends"),
    ("notice: call-backs", "/privacy/", "90 days, if we never reach you"),
    ("notice: withdrawal", "/privacy/", "We may still have to keep and share what protects people"),
    ("notice: no automated decision", "/privacy/", "No computer decides about you"),
    ("notice: complaints", "/privacy/", "We say within 30 days that we have your complaint"),
    ("notice: the regulator", "/privacy/", "Information Commissioner"),
    ("notice: officer", "/privacy/", "data protection officer"),
    ("notice: other formats", "/privacy/", "in easy read or in another language"),
    ("support: own choice", "/privacy/support/", "You choose what is passed on, if anything"),
    (
        "support: the exception",
        "/privacy/support/",
        "could be seriously hurt. If it is safe, we tell",
    ),
    ("support: never told", "/privacy/support/", "never told what you said"),
    ("support: told by others", "/privacy/support/", "Then we wait, and we write down why"),
    ("support: contact details", "/privacy/support/", "12 months after we stop supporting you"),
    ("support: a safe copy", "/privacy/support/", "only in a way that is safe for you"),
]
LONGEST_SENTENCE = 32  # words
LONGEST_ON_AVERAGE = 13


@pytest.fixture
def catalogue():
    call_command("load_programmes", "--with-demo-rows", verbosity=0)


def html_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def text_of(html):
    return re.sub(r"\s+", " ", strip_tags(html.replace("&amp;", "&"))).replace(" .", ".")


@pytest.mark.usefixtures("catalogue")
def test_every_fact_of_the_documents_is_on_its_page(client):
    pages = {path: text_of(html_of(client, path)) for path in {path for _, path, _ in FACTS}}

    missing = [(fact, path, words) for fact, path, words in FACTS if words not in pages[path]]

    assert missing == []


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", [*PAGES, COBI, ALONE, GROUP, DISTRICT])
def test_nobody_is_labelled_the_title_is_neutral_and_the_old_number_is_gone(client, path):
    html = html_of(client, path)

    assert "perpetrator" not in html.lower()
    assert "01227812531" not in html.replace(" ", "")
    title = html.split("<title>")[1].split("</title>")[0].lower()
    assert not any(word in title for word in ("abuse", "stalking", "victim", "danger"))


@pytest.mark.usefixtures("catalogue")
def test_nobody_of_the_announcements_is_named(client):
    for path in (*PAGES, DISTRICT):
        text = text_of(html_of(client, path))
        for name in ("Kirstie", "Aron", "John", "Andrew", "David"):
            assert not re.search(rf"\b{name}\b", text), (path, name)


def test_the_banner_offers_live_chat_where_its_address_is_known(client, settings):
    assert "Live Chat" not in text_of(html_of(client, "/"))

    settings.LIVE_CHAT_URL = "https://chat.example.org/"

    assert 'href="https://chat.example.org/"' in html_of(client, "/")
    assert "0808 168 9111 or talk via Live Chat." in text_of(html_of(client, "/"))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", PAGES)
def test_every_page_leads_to_every_other_and_no_link_is_dead(client, path):
    html = html_of(client, path)

    for other in (*WORDS_ONLY, "/stories/", "/programmes/"):
        assert f'href="{other}"' in html, other
    for link in set(re.findall(r'href="(/[^"#?]*)"', html)):
        if not link.startswith("/static/"):
            assert client.get(link).status_code in {200, 302, 303}, link


@pytest.mark.parametrize("path", WORDS_ONLY)
def test_a_page_of_words_costs_no_query_and_sets_no_cookie(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(path)

    assert not response.cookies
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", WORDS_ONLY)
def test_sentences_are_short(client, path):
    main = html_of(client, path).split("<main")[1].split("</main>")[0].split(">", 1)[1]
    parts = re.sub(r"</(p|li|h1|h2)>", ". ", main)
    sentences = [s.split() for s in re.split(r"[.?!:](?:\s|$)", text_of(parts)) if s.split()]

    lengths = [len(sentence) for sentence in sentences]
    longest = max(sentences, key=len)
    assert len(longest) <= LONGEST_SENTENCE, " ".join(longest)
    assert sum(lengths) / len(lengths) <= LONGEST_ON_AVERAGE


def test_the_weeks_and_days_are_those_of_the_service(client):
    assert "90 days" in html_of(client, "/privacy/")
    assert "The 12-week rule" in html_of(client, "/how-to-refer/")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", [*PAGES, *STARTS])
def test_no_page_says_how_long_a_form_takes_because_nobody_has_measured_it(client, path):
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))
    text = text_of(html_of(client, path))

    assert not re.search(r"takes about|\d+ minutes to", text), path
    assert path not in STARTS or re.search(r"It has \d+ short steps\.", text)


def test_these_pages_are_public():
    for name in ("about", "how_to_refer", "taking_part", "safety", "stories", "privacy"):
        assert TABLE[name] == PUBLIC


# -- Stories ------------------------------------------------------------------------------------
def test_only_published_stories_are_told_in_their_order(client):
    StoryFactory(title="Later story", position=2)
    StoryFactory(title="Earlier story", position=1, body="First part.\n\n<b>Second</b> part.")
    StoryFactory(title="Canary draft", is_published=False)

    html = html_of(client, "/stories/")

    assert html.index("Earlier story") < html.index("Later story")
    assert "Canary draft" not in html
    assert "&lt;b&gt;Second" in html
    assert "From our volunteers" not in html


@pytest.mark.usefixtures("catalogue")
def test_an_invented_story_says_so(client):
    html = html_of(client, "/stories/")

    assert html.count("Nobody real is in it") == html.count("<article")


@pytest.mark.parametrize("stories", [1, 30])
def test_the_stories_cost_one_query(client, stories, django_assert_num_queries):
    StoryFactory.create_batch(stories)

    with django_assert_num_queries(1):
        html_of(client, "/stories/")
