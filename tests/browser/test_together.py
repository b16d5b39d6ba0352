"""Two people in one project: each sees what the other changes, and nobody loses a word."""

import re
import signal

import pytest
from playwright.sync_api import expect

LABEL = "The problem in two sentences"
SOON = 5_000


def start(page):
    page.goto("/")
    page.get_by_label("What is your project called?").fill("Letters: right desk")
    page.get_by_role("button", name="Start a project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters: right desk")
    return page.url


def saved(page, timeout=15_000):
    expect(page.locator("#save_state .saved")).to_be_visible(timeout=timeout)


def invite(page, root, right="edit"):
    """Make a link on the share page and return its address."""
    page.goto(root + "share/")
    page.get_by_label("Whoever has it may").select_option(right)
    page.get_by_label("Show salaries and rates").check()
    page.get_by_role("button", name="Make the link").click()
    return page.locator("#new_link").input_value()


def join(page, link, name):
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.locator("main form button").click()
    expect(page.locator("#main[data-updates]")).to_be_visible()


@pytest.fixture
def together(open_browser):
    """The owner and Mara, each on the first page of questions."""
    owner, mara = open_browser().new_page(), open_browser().new_page()
    root = start(owner)
    join(mara, invite(owner, root), "Mara")
    for page in (owner, mara):
        page.goto(root + "problem/problem/")
    return owner, mara, root


def test_change_of_another_appears_and_never_under_the_hands_of_who_writes(together, axe):
    owner, mara, _root = together
    field = owner.get_by_label(LABEL, exact=True)
    mara.get_by_label(LABEL, exact=True).fill("Letters go to the wrong desk.")
    saved(mara)
    expect(field).to_have_value("Letters go to the wrong desk.", timeout=SOON)
    expect(owner.locator("#problem-statement-after")).to_contain_text("Mara")
    expect(owner.locator("#updates_say")).to_have_text("Changed by Mara: What goes wrong")
    expect(owner.locator("#here_now")).to_contain_text("Mara · ", timeout=SOON)
    # Who only stands in the field is told, and nothing is put under the cursor.
    field.focus()
    mara.get_by_label(LABEL, exact=True).fill("Fifty letters a day go to the wrong desk.")
    told = owner.locator("[data-changed]")
    expect(told).to_contain_text("Fifty letters a day", timeout=SOON)
    expect(told).to_contain_text("Mara changed this to")
    expect(field).to_have_value("Letters go to the wrong desk.")
    axe(owner)
    told.get_by_role("button", name="Keep yours").click()
    saved(owner)
    expect(told).to_have_count(0)
    expect(mara.locator("#problem-statement")).to_contain_text("changed this", timeout=SOON)
    mara.get_by_role("button", name="Take theirs").click()
    expect(mara.get_by_label(LABEL, exact=True)).to_have_value("Letters go to the wrong desk.")


def test_comment_reaches_an_open_discussion_and_check_its_answer_while_one_types(together, axe):
    owner, mara, root = together
    owner.get_by_label(LABEL, exact=True).fill("Letters go to the wrong desk.")
    saved(owner)
    talk = root + "comments/on/question/problem.statement/"
    for page in (owner, mara):
        page.goto(talk)
    mara.get_by_label("Comment").fill("Counted where?")
    mara.get_by_role("button", name="Post").click()
    expect(owner.locator(".thread")).to_contain_text("Counted where?", timeout=SOON)
    owner.locator(".reply summary").click()
    owner.get_by_label("Reply").fill("In the post ro")
    mara.locator(".reply summary").click()
    mara.get_by_label("Reply").fill("And by whom?")
    mara.get_by_role("button", name="Post", exact=True).first.click()
    expect(owner.locator(".thread")).to_contain_text("And by whom?", timeout=SOON)
    expect(owner.locator("#updates_say")).to_have_text("Mara: And by whom?")
    expect(owner.get_by_label("Reply")).to_have_value("In the post ro")
    expect(owner.get_by_label("Reply")).to_be_focused()
    expect(owner.locator(".thread > li")).to_have_count(2)
    axe(owner)
    # An answer that somebody else checks shows it on both screens, without the page being opened anew.
    for page in (owner, mara):
        page.goto(root + "check/problem/")
    expect(owner.get_by_text("Yours: somebody else has to check it.")).to_be_visible()
    mara.locator("[data-check=problem-statement] a").click()
    for page in (owner, mara):
        expect(page.locator("[data-check=problem-statement]")).to_contain_text("Checked by Mara", timeout=SOON)
    expect(mara.locator("#count-problem")).to_contain_text("1 checked", timeout=SOON)
    axe(mara)


def test_report_says_that_it_is_older_than_the_answers(together):
    owner, mara, root = together
    owner.goto(root + "report/")
    expect(owner.locator("[data-older]")).to_be_hidden()
    mara.get_by_label(LABEL, exact=True).fill("Letters go to the wrong desk.")
    owner.get_by_role("link", name="Open it anew").click()
    expect(owner.locator("main")).to_contain_text("Letters go to the wrong desk.")


def test_what_is_not_sent_yet_stays_and_both_texts_are_offered(together):
    owner, mara, _root = together
    owner.context.set_offline(True)
    owner.get_by_label(LABEL, exact=True).fill("What the owner wrote in the train.")
    mara.get_by_label(LABEL, exact=True).fill("What Mara wrote meanwhile.")
    saved(mara)
    owner.get_by_label("Cost in a normal month", exact=True).focus()
    owner.context.set_offline(False)
    clash = owner.locator("#problem-statement .clash").first
    expect(clash).to_contain_text("What Mara wrote meanwhile.")
    expect(owner.get_by_label(LABEL, exact=True)).to_have_value("What the owner wrote in the train.")
    clash.get_by_role("button", name=re.compile("Keep (mine|yours)")).click()
    saved(owner)
    expect(mara.locator("#problem-statement")).to_contain_text("What the owner wrote", timeout=SOON)


def board_link(page, root):
    """Make a link that shows the project as it is now, whatever becomes of it."""
    page.goto(root + "share/")
    page.get_by_label("It shows").select_option("0")
    page.get_by_role("button", name="Make the link").click()
    return page.locator("#new_link").input_value()


STATEMENT, STEP = LABEL, "Process and step"
COST = "Cost in a normal month"


def write(page, label, text):
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_label(label, exact=True).blur()


def test_half_an_hour_with_a_lost_line_and_a_restart_loses_nothing(site, together, open_browser, watch):
    owner, mara, root = together
    write(owner, STATEMENT, "What the board saw.")
    saved(owner)
    link = board_link(owner.context.new_page(), root)
    board = open_browser().new_page()
    board.goto(link)
    expect(board.locator("main")).to_contain_text("What the board saw.")
    write(mara, STEP, "Claims intake, step two")
    expect(owner.get_by_label(STEP, exact=True)).to_have_value("Claims intake, step two", timeout=SOON)
    # The owner sits in a train, and both go on.
    owner.context.set_offline(True)
    write(owner, STATEMENT, "Written in the train.")
    write(mara, COST, "27k to 38k")
    saved(mara)
    expect(owner.locator("#save_state .unsaved")).to_be_visible()
    # The server ends as in a power cut while Mara writes, and comes again.
    site.stop(signal.SIGKILL)
    write(mara, STEP, "Claims intake, step three")
    expect(mara.locator("#save_state .unsaved")).to_be_visible()
    site.start()
    owner.context.set_offline(False)
    for page in (owner, mara):
        saved(page, timeout=60_000)  # the fourth trial comes half a minute after the third
    expect(mara.get_by_label(STATEMENT, exact=True)).to_have_value("Written in the train.")
    expect(owner.get_by_label(STEP, exact=True)).to_have_value("Claims intake, step three")
    expect(owner.get_by_label(COST, exact=True)).to_have_value(re.compile("27,000 to .*38,000"))
    # All of it is in the history, under names; the overview says it; the board still sees what it saw.
    owner.goto(root)
    expect(owner.locator("#news")).to_contain_text(re.compile("Claims intake, step three.*Mara", re.DOTALL))
    owner.goto(root + "history/")
    for text in ("Written in the train.", "Claims intake, step two", "Claims intake, step three", "27,000 to $38,000"):
        expect(owner.locator("main .list")).to_contain_text(text)
    # Figures were asked for while there was no server, and again once there was one.
    watch.problems[:] = [problem for problem in watch.problems if "htmx:sendError" not in problem]
    board.reload()
    expect(board.locator("main")).to_contain_text("What the board saw.")
    expect(board.locator("main")).not_to_contain_text("Written in the train.")


def post(page, label, text, button="Post"):
    page.get_by_label(label).last.fill(text)
    page.get_by_role("button", name=button, exact=True).last.click()


def test_edit_deletion_and_resolving_reach_an_open_discussion_while_one_types(together, axe):
    owner, mara, root = together
    talk = root + "comments/on/question/problem.statement/"
    for page in (owner, mara):
        page.goto(talk)
    post(mara, "Comment", "Counted where?")
    expect(owner.locator(".thread")).to_contain_text("Counted where?", timeout=SOON)
    mara.locator(".another summary").click()
    post(mara, "Comment", "A second thread")
    expect(owner.locator(".spot")).to_have_count(2, timeout=SOON)
    first = owner.locator(".spot", has_text="Counted where?")
    first.locator(".reply summary").click()
    first.get_by_label("Reply").fill("In the post ro")
    # What is written anew, in place.
    hers = mara.locator(".spot", has_text="Counted where?")
    hers.get_by_role("link", name="Edit").click()
    mara.get_by_label("Your comment").fill("Counted where, exactly?")
    mara.get_by_role("button", name="Save").click()
    expect(owner.locator("main")).to_contain_text("Counted where, exactly?", timeout=SOON)
    # A thread that is deleted goes; one that is resolved says so, and keeps what is being written in it.
    mara.on("dialog", lambda dialog: dialog.accept())
    mara.locator(".spot", has_text="A second thread").get_by_role("button", name="Delete").click()
    expect(owner.locator(".spot")).to_have_count(1, timeout=SOON)
    expect(mara.locator(".spot")).to_have_count(1)
    mara.locator(".spot").get_by_role("button", name="Resolve", exact=True).click()
    expect(owner.locator(".spot")).to_contain_text("Resolved by Mara", timeout=SOON)
    expect(owner.get_by_role("button", name="Reopen")).to_be_visible()
    expect(owner.get_by_label("Reply")).to_have_value("In the post ro")
    expect(owner.get_by_label("Reply")).to_be_focused()
    axe(owner)


def test_pages_without_an_open_discussion_count_anew(together):
    owner, mara, root = together
    at_question = owner.locator("a.talk[href$='/question/problem.statement/']")
    expect(at_question).to_have_text("Comment")
    field = owner.get_by_label(STEP, exact=True)
    field.press_sequentially("Claims in")
    mara.goto(root + "comments/on/question/problem.statement/")
    post(mara, "Comment", "Counted where?")
    expect(at_question).to_have_text(re.compile("1 open comment"), timeout=SOON)
    expect(owner.locator("#all_comments")).to_have_text("Comments (1 open)", timeout=SOON)
    expect(field).to_have_value("Claims in")
    board = owner.context.new_page()
    board.goto(root + "comments/")
    mara.locator(".spot").get_by_role("button", name="Resolve", exact=True).click()
    expect(at_question).to_have_text("Comment", timeout=SOON)
    expect(board.locator(".chipset")).to_contain_text("Resolved (1)", timeout=SOON)
    expect(board.locator(".spot")).to_have_count(0)
