"""How many changes lead an empty project to its verdict, where a manager always does what the overview says is next.

What is said is what the worked example says, each answer sent through the form of its page. Accepting all proposals of
the checklist is one change.
"""

import re

from django.urls import reverse

from tests.pageforms import as_data, read_forms

MOST_CHANGES = 45
NEXT = re.compile(r'<a class="btn first" href="([^"#]+)#(?:q-)?([^"]+)"')
NO_VERDICT = "Not rated yet"


def overview(client, project):
    return client.get(reverse("reports:overview", args=[project.pk, "base"])).content.decode()


def verdict_on(page):
    """Return what the overview says: the verdict, and whether it is provisional."""
    return re.search(r'<p class="word">(.*?)</p>', page)[1], 'class="tag assumed"' in page


def answer_on(client, address, prefix):
    """Return what a page sends of one answer: where, from which version, and what."""
    forms = read_forms(client.get(address).content.decode())
    form = next(form for form in forms if any(given["id"] == prefix for given in form.answers))
    save = next(given["data-save"] for given in form.answers if given["id"] == prefix)
    return save, dict(form.sent)[f"{prefix}-version"], as_data(form.part(prefix))


def answer_as(client, address, prefix, said_at):
    """Say in one project what another one says."""
    save, version, _blank = answer_on(client, address, prefix)
    _save, _version, values = answer_on(client, said_at, prefix)
    sent = values | {f"{prefix}-version": version, f"{prefix}-token": f"first-{prefix}"}
    reply = client.post(save, sent, headers={"HX-Request": "true"})
    assert 'data-result="saved"' in reply.content.decode()


def accept_all(client, address):
    form = next(form for form in read_forms(client.get(address).content.decode()) if "/accept/" in form.action)
    client.post(form.action, as_data(form.sent))


def changes_until(client, project, sample, is_reached):
    """Do what the overview says is next until it says a verdict that will do; return how many changes it took."""
    changes = 0
    while not is_reached(*verdict_on(page := overview(client, project))):
        address, prefix = NEXT.search(page).groups()
        if prefix == "proposed":
            accept_all(client, address)
        else:
            answer_as(client, address, prefix, address.replace(str(project.pk), str(sample.pk)))
        changes += 1
        assert changes <= MOST_CHANGES, f"no verdict after {changes} changes, the last of them {prefix}"
    return changes


def test_overview_leads_to_a_first_verdict(owner, project, sample):
    assert verdict_on(overview(owner, project)) == (NO_VERDICT, False)
    assert changes_until(owner, project, sample, lambda word, _is_provisional: word != NO_VERDICT) <= MOST_CHANGES


def test_overview_leads_to_a_verdict_that_is_not_provisional(owner, project, sample):
    def is_full(word, is_provisional):
        return word != NO_VERDICT and not is_provisional

    assert changes_until(owner, project, sample, is_full) <= MOST_CHANGES
