from django.urls import reverse


def ask(owner, project, **query):
    return owner.get(reverse("reports:palette", args=[project.pk, "base"]), query)


def titles(reply, group):
    return [entry.title for found in reply.context["groups"] if found.title == group for entry in found.entries]


def test_palette_leads_to_sections_questions_figures_and_actions(owner, sample):
    reply = ask(owner, sample)
    assert titles(reply, "Sections")[0] == "Overview"
    assert "What it costs today" in titles(reply, "Questions")
    assert "Team cost to launch" in titles(reply, "Figures")
    assert "Share by link" in titles(reply, "Actions")


def test_words_narrow_it_down_whatever_their_order_and_case(owner, sample):
    reply = ask(owner, sample, q="LAUNCH team cost")
    assert titles(reply, "Figures") == ["Team cost to launch"]
    assert titles(reply, "Questions") == []


def test_number_of_a_question_finds_it(owner, sample):
    reply = ask(owner, sample, q="A3")
    assert titles(reply, "Questions")[0] == "What it costs today"


def test_nothing_found_says_so(owner, sample):
    assert "Nothing found." in ask(owner, sample, q="zzz no such").content.decode()


def test_every_place_opens(owner, sample):
    places = {entry.url.partition("#")[0] for group in ask(owner, sample).context["groups"] for entry in group.entries}
    pages = sorted(place for place in places if "/figures/" not in place and not place.endswith((".pdf", ".json")))
    assert [page for page in pages if owner.get(page, follow=True).status_code != 200] == []


def test_dialog_lists_the_keys_and_how_to_switch_them_off(owner, sample):
    page = ask(owner, sample, part="1").content.decode()
    assert page.lstrip().startswith("<dialog")
    assert "data-keys-off" in page
    assert "choose an answer of the question you are at" in page


def test_page_of_questions_has_a_second_skip_link(owner, sample):
    part = owner.get(reverse("scoping:part", args=[sample.pk, "base", "problem"])).content.decode()
    overview = owner.get(reverse("reports:overview", args=[sample.pk, "base"])).content.decode()
    assert "data-skip-to-question" in part
    assert "data-skip-to-question" not in overview
