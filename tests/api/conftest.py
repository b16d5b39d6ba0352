import pytest
from django.test import Client

from api.models import Token


class Program:
    """A program with a token: asks, and reads JSON."""

    def __init__(self, secret):
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def ask(self, path, method="get", body=None, **more):
        if body is not None:
            more |= {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1/{path}", **more)

    def read(self, path):
        reply = self.ask(path)
        assert reply.status_code == 200, reply.content
        return reply.json()


def program_of(browser, **fields):
    return Program(Token.issue(browser=browser, name="Monthly report", **fields)[1])


@pytest.fixture
def reader(browser_row):
    return program_of(browser_row)


@pytest.fixture
def writer(browser_row):
    return program_of(browser_row, may_write=True)
