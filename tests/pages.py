"""Every page of an example: how tall it is, how many nodes it has, what it weighs, beside the limits.

With `--shots FOLDER` it also takes a picture of each, 1360 and 390 pixels wide, light and dark, in English and German.

Run: python -m tests.pages [--example claims] [--shots FOLDER [--languages en,de]] [page …]
"""

import argparse
import gzip
import re
import secrets
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.server import Site

PROBLEM = ["problem", "why", "outcome", "tried", "people", "strategy", "solution", "data", "success", "risk", "plan"]
QUICK = ["problem", "size", "simple", "task", "good_enough", "mistake", "data", "people", "sponsor", "money"]
PAGES = (
    "",
    *(f"problem/{part}/" for part in PROBLEM),
    "problem/summary/", "readiness/", "data/", "approach/",
    "compute/", "compute/figures/", "compute/examples/", "compute/ways/", "compute/fits/", "compute/models/",
    "compute/offers/", "compute/runs/", "compute/hosted-prices/", "compute/price-day/",
    "team/", "team/budget/", "team/hiring/", "team/rate-card/",
    "value/", "training/", "evaluation/", "options/", "decision/", "decision/experience/", "decision/questions/",
    "decision/{decision}/", "actions/", "figures/case.cost_to_launch/", "report/", "report/template/",
    "check/problem/", "check/team/", "change/problem.monthly_cost/", "answers/problem.statement/check/",
    "interview/", "interview/problem.statement/", "interview/problem/sheet/", "fill-in/",
    "scenarios/", "scenarios/new/", "scenarios/{other}/name/", "scenarios/{other}/delete/",
    "{beside}answers/compute.approach/base/",
    "comments/", "comments/on/question/problem.statement/", "comments/{comment}/edit/",
    "versions/", "versions/compare/", "versions/{version}/", "history/", "news/", "afterwards/",
    "share/", "settings/", "place/", "go/",
    *(f"quick/{screen}/" for screen in QUICK), "quick/result/",
)  # fmt: skip
"""Below the path of a project. `furnish` says what stands in the braces; `{beside}` is the path of another scenario."""
PUBLIC = (
    "/", "/how/", "/words/", "/import/", "/bin/", "/portfolio/", "/api/", "/access/", "/access/hooks/",
    "/way-back/", "/way-back/code/",
)  # fmt: skip
"""What everybody opens, signed in or not."""
VISITORS = (
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/",
    "/accounts/confirm-email/", "/accounts/inactive/", "/s/{link}/", "/s/{invitation}/join/",
)  # fmt: skip
"""What only somebody opens who is not signed in and owns nothing."""
ACCOUNT = (
    "/organisation/me/",
    "/organisation/me/erase/",
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/password/change/",
)
OFFICE = (
    "/organisation/branding/", "/organisation/rates/", "/organisation/thresholds/", "/organisation/questions/",
    "/organisation/questions/problem/problem/", "/organisation/experience/", "/organisation/experience/effects/",
    "/organisation/templates/", "/organisation/people/", "/organisation/log/", "/organisation/prices/",
    "/organisation/prices/provider/", "/organisation/prices/compare/",
)  # fmt: skip
"""What an administrator opens."""
SELDOM = {
    "projects:hand_over", "organisation:price_upload", "organisation:erase_person", "reports:unlock",
    "projects:come_back",
    "account_confirm_email", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_set_password", "account_reauthenticate", "socialaccount_login_cancelled", "socialaccount_login_error",
    "socialaccount_signup", "socialaccount_connections", "mfa_index", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_login_webauthn", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}  # fmt: skip
"""Pages that something has to happen before: tests of their own open them, with axe where they ask for something."""
TALLEST_PX, MOST_NODES, MOST_BYTES, MOST_COMPRESSED_BYTES = 3_000, 2_500, 150_000, 45_000
UNLIMITED = ("report/", "versions/{version}/", "interview/problem/sheet/", "/s/{link}/", "/words/", "/how/")
"""Read from end to end or looked up in, so it may be as long as it is."""
WIDTHS_PX = (1360, 390)
PASSWORD = "kettle-and-lamp-7"


def begin(context: "BrowserContext", url: str, example: str = "claims") -> str:
    """Open a copy of an example, the worked one unless another is named; return the path of its base."""
    page = context.new_page()
    page.goto(url)
    token = page.eval_on_selector("input[name=csrfmiddlewaretoken]", "input => input.value")
    sent: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, "example": example, "copy": "1"}
    reply = context.request.post(f"{url}/sample/", form=sent, headers={"Referer": f"{url}/"})
    found = re.search(r"/p/[0-9a-f-]+/\w+/", reply.url)
    assert found, reply.url
    return found[0]


def furnish(context: "BrowserContext", url: str, root: str) -> dict[str, str]:
    """Put into a project what some pages are about: a version, a decision, a comment, and a colleague who joined it.

    Returns:
        What stands in the braces of the paths of pages.
    """
    page = context.new_page()

    def number_in(pattern: str) -> str:
        found = re.search(pattern, page.content())
        assert found, f"{pattern} is not on {page.url}"
        return found[1]

    page.goto(f"{url}{root}comments/on/question/problem.statement/")
    page.locator("main textarea[name=text]").first.fill("Counted for how long?")
    page.get_by_role("button", name="Post").click()
    page.get_by_text("Counted for how long?").first.wait_for()
    places = {"comment": number_in(r"comments/(\d+)/edit/")}
    page.goto(f"{url}{root}versions/")
    page.locator("main input[name=name]").fill("For the board")
    page.locator("main button[name=save]").click()
    page.goto(f"{url}{root}decision/")
    page.locator("#record-title").click()
    page.locator("#record input[name=outcome]").first.check()
    page.locator("#record").get_by_role("button", name="Record the decision").click()
    page.goto(f"{url}{root}decision/")
    places |= {"decision": number_in(r"decision/(\d+)/")}
    page.goto(f"{url}{root}versions/")
    places |= {"version": number_in(r"versions/(\d+)/")}

    def link_for(right: str) -> str:
        page.goto(f"{url}{root}share/")
        page.get_by_label("Whoever has it may").select_option(right)
        page.get_by_role("button", name="Make the link").click()
        return page.locator("#new_link").input_value()

    reading, inviting = link_for("view"), link_for("edit")
    assert context.browser
    colleague = context.browser.new_context()
    colleague.set_default_timeout(90_000)
    joining = colleague.new_page()
    joining.goto(inviting)
    joining.get_by_label("Your name").fill("Mara")
    joining.locator("main form button").click()
    joining.locator("#main[data-updates]").wait_for()
    colleague.close()
    page.goto(f"{url}{root}share/")
    links = (("link", reading), ("invitation", inviting))
    places |= {name: link.rstrip("/").rpartition("/")[2] for name, link in links}
    other = re.search(r"/p/[0-9a-f-]+/(?!base/)(\w+)/", page.content())
    return places | ({"beside": other[0], "other": other[1]} if other else {})


def sign_in(context: "BrowserContext", site: "Site") -> None:
    """Make an administrator and let a browser be theirs."""
    name = f"ada-{secrets.token_hex(4)}"
    person = (f"--username={name}", f"--email={name}@example.org")
    site.manage("createsuperuser", "--noinput", *person, password=PASSWORD)
    page = context.new_page()
    page.goto(f"{site.url}/accounts/login/")
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{site.url}/")


def address_of(path: str, root: str, places: dict[str, str] | None = None) -> str:
    """Return the address of a page of a project, or a public one; "" where the project has nothing of the kind."""
    try:
        path = path.format(**places or {})
    except KeyError:
        return ""
    return path if path.startswith("/") else root + path


def wait_until(page: "Page", expression: str) -> None:
    """Wait until a script's expression holds.

    As a function, which the page's policy lets be made once: a bare expression is read anew at each look, and is
    refused from the second on.
    """
    page.wait_for_function(f"() => {expression}")


def bring_all(page: "Page") -> None:
    """Wait for the parts of a page that load themselves, and for those that do so once they are near."""
    page.evaluate("document.querySelector('main [hx-trigger^=near]')?.scrollIntoView()")
    wait_until(page, "!document.querySelector('main :is([hx-trigger^=load], [hx-trigger^=near])')")
    page.evaluate("scrollTo(0, 0)")


def measure(page: "Page", url: str) -> dict[str, int]:
    """Return the height [px], nodes and bytes of a page as it is when it is opened."""
    page.set_viewport_size({"width": WIDTHS_PX[0], "height": 900})
    reply = page.goto(url, wait_until="load", timeout=120_000)
    assert reply, url
    assert reply.ok, url
    body = reply.body()
    bring_all(page)
    height, nodes = page.evaluate("[document.documentElement.scrollHeight, document.querySelectorAll('*').length]")
    return {"px": height, "nodes": nodes, "bytes": len(body), "compressed": len(gzip.compress(body, 6))}


def over_limit(path: str, found: dict[str, int]) -> list[str]:
    """Return which limits a page breaks."""
    limits = {"px": TALLEST_PX, "nodes": MOST_NODES, "bytes": MOST_BYTES, "compressed": MOST_COMPRESSED_BYTES}
    return [] if path in UNLIMITED else [name for name, limit in limits.items() if found[name] > limit]


def shoot(page: "Page", url: str, file: Path, languages: Sequence[str]) -> None:
    """Take a picture of a page in each language, width and scheme."""
    for language, width, scheme in product(languages, WIDTHS_PX, ("light", "dark")):
        page.context.add_cookies([{"name": "language", "value": language, "url": urljoin(url, "/")}])
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(url, wait_until="load")
        bring_all(page)
        page.screenshot(path=file.with_name(f"{file.name}-{width}-{scheme}-{language}.png"), full_page=True)
    page.context.clear_cookies(name="language")


def main() -> None:
    """Measure every page, or those that are named; take pictures where a folder is named."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS, find_browser
    from tests.server import Site

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--example", default="claims", help="a file of fixtures/samples, by its name without .json")
    parser.add_argument("--shots", type=Path)
    parser.add_argument("--languages", default="en,de")
    parser.add_argument("pages", nargs="*")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        site.start()
        browser: Any = playwright.chromium.launch(executable_path=find_browser(), args=[*FLAGS, "--no-sandbox"])
        try:
            context, visitor = browser.new_context(), browser.new_context()
            sign_in(context, site)
            root = begin(context, site.url, chosen.example)
            places = furnish(context, site.url, root)
            page, visiting = context.new_page(), visitor.new_page()
            for path in chosen.pages or (*PAGES, *PUBLIC, *ACCOUNT, *OFFICE, *VISITORS):
                if not (address := address_of(path, root, places)):
                    continue
                shown, url = visiting if path in VISITORS else page, site.url + address
                found = measure(shown, url)
                print(f"{path or 'overview':40}", found, *over_limit(path, found), flush=True)
                if chosen.shots:
                    chosen.shots.mkdir(parents=True, exist_ok=True)
                    name = re.sub(r"\W+", "_", path.strip("/")) or ("start" if path else "overview")
                    shoot(shown, url, chosen.shots / name, chosen.languages.split(","))
        finally:
            browser.close()
            site.stop()


if __name__ == "__main__":
    main()
