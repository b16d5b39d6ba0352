import pytest
from django.contrib.auth.models import User


@pytest.fixture
def administrator(client, db):
    """A visitor who is signed in as an administrator."""
    client.force_login(User.objects.create_user("ada", is_staff=True))
    return client
