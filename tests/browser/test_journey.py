"""A manager scopes a project as a newcomer would: from the start page to the report and the shared link."""

import json
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.pages import wait_until

STATEMENT = "Every day 450 letters land in one inbox and 50 of them go to the wrong desk first."


def start(page, name="Letters: right desk"):
    page.goto("/")
    page.get_by_label("What is your project called?").fill(name)
    page.get_by_role("button", name="Start a project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url


def saved(page):
    expect(page.locator("#save_state .saved")).to_be_visible()


def test_newcomer_goes_from_the_start_page_to_the_report(page, open_browser, axe, fits):
    page.goto("/")
    axe(page)
    root = start(page)
    axe(page)
    fits(page)

    page.get_by_role("link", name="Answer this question").click()
    page.get_by_label("The problem in two sentences", exact=True).fill(STATEMENT)
    saved(page)
    page.get_by_label("Cost in a normal month", exact=True).fill("12k to")
    expect(page.locator("#problem-monthly_cost-after .error")).to_contain_text("has no upper end")
    page.get_by_label("Cost in a normal month", exact=True).fill("27k–38k")
    expect(page.locator("#problem-monthly_cost-after")).to_contain_text("$27,000 to $38,000, likely $32,500")
    saved(page)
    axe(page)
    fits(page)

    page.goto(root + "readiness/#q-readiness-01")
    page.locator("#readiness-01 label", has_text="Yes").first.click()
    saved(page)
    expect(page.locator("#readiness_result")).to_contain_text("1 rated, 0 not known")
    axe(page)
    fits(page)

    page.goto(root + "compute/")
    page.locator("#compute-approach input[value=fine_tune]").check()
    saved(page)
    for field, text in (("parameters", "7e9"), ("training_tokens", "2e9"), ("accelerator", "A100-SXM-80GB")):
        page.locator(f"#compute-{field}-value").fill(text)
    expect(page.locator("#compute_result .figure").first).to_be_visible()
    axe(page)
    fits(page)

    page.goto(root + "team/")
    page.locator("details.group[data-places~=team-duration_months] > summary").click()
    page.locator("#team-duration_months-value").fill("6")
    saved(page)
    expect(page.locator("#team_answer")).to_contain_text("Team cost to launch")
    axe(page)
    fits(page)
    places = ("value/", "evaluation/", "actions/", "decision/", "history/", "settings/", "problem/summary/", "report/")
    for place in (*places, "scenarios/", "scenarios/new/"):
        page.goto(root + place)
        axe(page)
        fits(page)
    page.goto(root + "report/")
    heights = page.locator(".piece").evaluate_all("parts => parts.map(part => part.offsetHeight)")
    assert heights
    assert min(heights) > 0

    page.goto(root + "share/")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Your link").input_value()
    axe(page)
    other = open_browser().new_page()
    other.goto(link)
    expect(other.locator("main")).to_contain_text(STATEMENT)
    axe(other)
    fits(other)
    pdf = other.request.get(link + "report.pdf")
    assert pdf.body().startswith(b"%PDF")

    page.get_by_role("button", name="Revoke").click()
    assert other.goto(link).status == 404
    assert other.goto(root).status == 404


def test_coming_back_finds_every_answer(page):
    root = start(page)
    page.goto(root + "problem/problem/")
    page.get_by_label("The problem in two sentences", exact=True).fill(STATEMENT)
    saved(page)
    page.goto("/")
    page.get_by_role("link", name="Letters: right desk").first.click()
    page.goto(root + "problem/problem/")
    expect(page.get_by_label("The problem in two sentences", exact=True)).to_have_value(STATEMENT)


def test_text_typed_without_a_line_is_kept_and_sent_later(page, open_browser):
    root = start(page)
    page.goto(root + "problem/problem/")
    page.route(re.compile("/answers/"), lambda route: route.abort())
    page.get_by_label("The problem in two sentences", exact=True).fill(STATEMENT)
    expect(page.locator("#save_state .unsaved")).to_be_visible()
    page.unroute(re.compile("/answers/"))
    page.reload()
    expect(page.get_by_label("The problem in two sentences", exact=True)).to_have_value(STATEMENT)
    saved(page)
    page.reload()
    expect(page.get_by_label("The problem in two sentences", exact=True)).to_have_value(STATEMENT)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('plumbline:')).length") == 0


def test_refused_save_holds_up_no_other_answer(page):
    root = start(page)
    page.goto(root + "problem/problem/")
    refused = page.get_by_label("The problem in two sentences", exact=True)
    address = refused.evaluate("input => input.closest('.answer').dataset.save")
    page.route("**" + address, lambda route: route.fulfill(status=413, body="too large"))
    refused.fill(STATEMENT)
    expect(page.locator("#save_state")).to_contain_text("see below")
    expect(page.locator(f"[data-save='{address}'] .error")).to_contain_text("please shorten it")
    other = page.locator(f"main .answer:not([data-save='{address}']) textarea:visible").first
    name = other.get_attribute("name")
    with page.expect_response(lambda reply: "/answers/" in reply.url and address not in reply.url) as sent:
        other.fill("Another answer, which is fine.")
    assert sent.value.ok
    page.unroute("**" + address)
    page.reload()
    expect(page.locator(f"[name='{name}']")).to_have_value("Another answer, which is fine.")
    expect(refused).to_have_value(STATEMENT)


def test_browser_that_refuses_its_storage_saves_all_the_same(open_browser):
    page = open_browser().new_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }")
    root = start(page)
    page.goto(root + "problem/problem/")
    page.get_by_label("The problem in two sentences", exact=True).fill(STATEMENT)
    saved(page)
    page.reload()
    expect(page.get_by_label("The problem in two sentences", exact=True)).to_have_value(STATEMENT)


def test_two_tabs_with_one_answer_show_both_texts(page):
    root = start(page)
    # The page would show the other tab's text before this one is typed.
    page.route("**/updates/*", lambda route: route.abort())
    page.goto(root + "problem/problem/")
    other = page.context.new_page()
    other.goto(root + "problem/problem/")
    other.get_by_label("The problem in two sentences", exact=True).fill("The text of the other tab.")
    saved(other)
    page.get_by_label("The problem in two sentences", exact=True).fill("The text of this tab.")
    clash = page.locator(".clash")
    expect(clash).to_contain_text("The text of the other tab.")
    expect(clash).to_contain_text("The text of this tab.")
    page.get_by_role("button", name="Keep this tab's").click()
    expect(clash).to_have_count(0)
    other.reload()
    expect(other.get_by_label("The problem in two sentences", exact=True)).to_have_value("The text of this tab.")


def test_typing_on_while_a_save_is_slow_stores_the_last_text(page):
    root = start(page)
    page.goto(root + "problem/problem/")
    page.route(re.compile("/answers/"), lambda route: (page.wait_for_timeout(250), route.continue_()))
    field = page.get_by_label("The problem in two sentences", exact=True)
    field.fill("one")
    page.wait_for_timeout(800)
    field.fill("one two")
    page.wait_for_timeout(100)
    field.fill("one two three")
    saved(page)
    page.wait_for_timeout(1200)
    saved(page)
    page.reload()
    expect(field).to_have_value("one two three")


def test_unknown_asks_who_finds_out(page, axe):
    root = start(page)
    page.goto(root + "problem/problem/")
    place = page.locator("#problem-monthly_cost")
    place.get_by_text("Don’t know yet").click()
    place.get_by_label("Who will find out?").fill("Sam")
    saved(page)
    page.goto(root + "actions/")
    expect(page.locator("main")).to_contain_text("Sam")


def test_chart_opens_in_plotly_only_when_asked(page):
    page.goto("/")
    page.get_by_role("button", name="Look at a worked example").click()
    expect(page.locator("h1")).to_contain_text("Claims mail")
    assert page.evaluate("typeof Plotly") == "undefined"
    page.get_by_role("button", name="Explore this chart").first.click()
    expect(page.locator(".explored .main-svg").first).to_be_visible()


def test_page_saves_without_javascript(open_browser):
    page = open_browser(java_script_enabled=False).new_page()
    root = start(page)
    page.goto(root + "problem/problem/")
    page.get_by_label("The problem in two sentences", exact=True).fill(STATEMENT)
    page.get_by_role("button", name="Save this page").click()
    expect(page.get_by_label("The problem in two sentences", exact=True)).to_have_value(STATEMENT)
    page.locator("#q-problem-monthly_cost > summary").click()
    page.get_by_label("Cost in a normal month", exact=True).fill("12k to")
    page.get_by_role("button", name="Save this page").click()
    expect(page.get_by_role("alert")).to_contain_text("has no upper end")
    expect(page.get_by_label("Cost in a normal month", exact=True)).to_have_value("12k to")


def test_scenario_is_made_compared_and_takes_the_base_s_answer_again(page, axe, fits):
    root = start(page)
    page.get_by_label("Scenario:").or_(page.locator("details.pick summary")).first.click()
    page.get_by_role("link", name="Add a scenario").first.click()
    page.get_by_label("Name", exact=False).first.fill("Call a hosted model")
    page.get_by_label("Start with the approach").select_option(label="Call a hosted model (API)")
    page.get_by_role("button", name="Make the scenario").click()
    expect(page.locator("details.pick summary")).to_contain_text("Call a hosted model")

    api = root.replace("/base/", "/call-a-hosted-model/")
    page.goto(api + "problem/problem/")
    own = page.locator("#problem-statement")
    own.get_by_label("The problem in two sentences", exact=True).fill("Another way of saying it.")
    expect(own.locator("[data-take-base]")).to_be_visible()
    expect(own).to_contain_text("In the base: No answer")
    axe(page)
    fits(page)

    page.get_by_role("link", name="Compare 2 scenarios").click()
    table = page.get_by_role("table", name="Answers that differ")
    expect(table).to_contain_text("Call a hosted model (API)")
    expect(table).to_contain_text("Another way of saying it.")
    axe(page)
    fits(page)

    page.goto(api + "problem/problem/#q-problem-statement")
    own.locator("[data-take-base]").click()
    expect(own.get_by_label("The problem in two sentences", exact=True)).to_have_value("")
    expect(own.locator("[data-take-base]")).to_have_count(0)
    own.get_by_label("The problem in two sentences", exact=True).fill("Once more")
    expect(own.locator("[data-take-base]")).to_be_visible()
    page.goto(api + "history/")
    expect(page.locator("main")).to_contain_text("the base’s answer again")


def test_currency_is_chosen_and_stands_in_every_figure(page):
    root = start(page)
    page.goto(root + "settings/")
    page.get_by_label("Currency").select_option("EUR")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("One US dollar is worth")).not_to_have_value("")
    expect(page.locator(".foot")).to_contain_text("$1 = €0.")
    expect(page.locator("#key_figures")).to_contain_text("€")
    page.goto(root + "team/#people")
    page.locator("#team-roles").get_by_role("button", name="Add a row").click()
    expect(page.locator(".cells .lab", has_text="Salary per year").first).to_contain_text("€ per year")
    expect(page.locator("#team_answer")).to_contain_text("€")
    expect(page.locator("#team_answer")).not_to_contain_text("$")


def test_scenario_is_made_and_dropped_without_javascript(open_browser):
    page = open_browser(java_script_enabled=False).new_page()
    root = start(page)
    page.goto(root + "scenarios/new/")
    page.locator("#id_name").fill("Lean")
    page.get_by_role("button", name="Make the scenario").click()
    lean = root.replace("/base/", "/lean/")
    page.goto(lean + "problem/problem/")
    field = page.get_by_label("The problem in two sentences", exact=True)
    field.fill("Only here")
    page.get_by_role("button", name="Save this page").click()
    page.locator("#q-problem-statement > summary").click()
    page.get_by_role("link", name="Use the base answer again").click()
    expect(page.locator("main")).to_contain_text("Only here")
    page.get_by_role("button", name="Use the base answer").click()
    expect(field).to_have_value("")
    page.goto(root + "scenarios/")
    page.get_by_role("link", name="Delete Lean").click()
    page.get_by_role("button", name="Delete this scenario").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One scenario so far")
    page.get_by_role("button", name="Restore Lean").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 scenarios")


def test_page_saved_while_the_line_is_down_keeps_what_was_typed(page):
    """The button sends the whole page; where that fails, the text is still kept and sent later."""
    root = start(page)
    page.goto(root + "problem/problem/")
    posts = re.compile("/answers/|/problem/problem/")
    page.route(posts, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label("The problem in two sentences", exact=True).fill(STATEMENT)
    page.get_by_role("button", name="Save this page").click()
    page.wait_for_timeout(300)
    page.unroute(posts)
    page.goto(root + "problem/problem/")
    expect(page.get_by_label("The problem in two sentences", exact=True)).to_have_value(STATEMENT)
    saved(page)
    page.reload()
    expect(page.get_by_label("The problem in two sentences", exact=True)).to_have_value(STATEMENT)


def test_undo_puts_back_the_answer_and_the_figures(page):
    root = start(page)
    page.goto(root + "readiness/#q-readiness-01")
    page.locator("#readiness-01 label", has_text="Yes").first.click()
    expect(page.locator("#readiness_result")).to_contain_text("1 rated, 0 not known")
    page.locator("#readiness-01").get_by_role("button", name="Undo").click()
    expect(page.locator("#readiness_result")).to_contain_text("0 rated, 0 not known")
    expect(page.locator("#readiness-01 fieldset.scale")).to_be_visible()


def test_first_question_loads_htmx_only_when_somebody_answers(page):
    root = start(page)
    page.goto(root + "problem/problem/")
    assert page.evaluate("typeof htmx") == "undefined"
    page.get_by_label("The problem in two sentences", exact=True).fill(STATEMENT)
    saved(page)
    wait_until(page, "typeof htmx !== 'undefined'")
    page.locator("#problem-statement").get_by_role("button", name="Undo").click()
    expect(page.get_by_label("The problem in two sentences", exact=True)).to_have_value("")


def test_hostile_texts_neither_run_nor_load_anything(page, tmp_path):
    """`watch` fails the test on every script error, policy report and request to another host."""
    kinds = json.loads((Path(__file__).parents[1] / "hostile_inputs.json").read_text(encoding="utf-8"))
    texts = [text for kind in ("xss", "pdf", "markdown", "formula", "unicode") for text in kinds[kind] if text != "\0"]
    fields = ("problem.statement", "why.matters", "why.if_nothing", "outcome.picture", "problem.cost_basis")
    file = tmp_path / "hostile.json"
    answers = [{"field": field, "value": "\n".join(texts)[:590], "note": "\n".join(texts)} for field in fields]
    scenarios = [
        {"id": "x", "name": texts[0], "summary": texts[1], "answers": [{"field": fields[0], "value": texts[4]}]}
    ]
    document = {"format": "plumbline.project", "format_version": 1, "project": {"name": texts[1], "summary": texts[4]}}
    file.write_text(json.dumps(document | {"answers": answers, "scenarios": scenarios}))
    page.on("dialog", lambda dialog: (dialog.dismiss(), (_ for _ in ()).throw(AssertionError("a dialog was opened"))))
    page.goto("/import/")
    page.get_by_label("Project file (JSON)").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(texts[1])
    root = page.url
    for place in ("problem/problem/", "problem/summary/", "scenarios/", "report/", "history/", "share/"):
        page.goto(root + place)
        expect(page.locator("main")).to_be_visible()
        assert (
            page.evaluate("document.querySelectorAll('main img, main iframe, main math, main script').length") == 0
        ), place
