"""Requests that schemathesis makes up from the description: no failure of ours, and only what is described.

A few for each operation and always the same ones, to be quick. More: FUZZ=200 pytest tests/api/test_fuzz.py
"""

import os

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import api.urls  # noqa: F401 -- registers the operations
from api.description import describe
from api.models import Token

schema = schemathesis.openapi.from_dict(describe())
schema.app = WSGIHandler()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = int(os.environ.get("FUZZ", "3"))


@pytest.fixture
def kept_connection():
    """A server gives its connection back after each request; the one of a test holds what the test has stored."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def secret(browser_row):
    return Token.issue(browser=browser_row, name="Fuzzer", may_write=True)[1]


@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
def test_whatever_is_sent_the_answer_is_one_that_is_described(case, secret, project, kept_connection):
    # Addresses lead to a project; made-up ones would be 404 and nothing else.
    known = {"project_id": str(project.pk), "scenario": "base"}
    case.path_parameters = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
    case.call_and_validate(headers={"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}, checks=CHECKS)
