import pytest

from tests.provider import running_provider


@pytest.fixture
def provider(settings):
    """People also sign in at a provider that runs meanwhile."""
    with running_provider() as app:
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
        yield
