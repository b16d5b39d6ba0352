"""Where operations register: one router, so that one address can have several methods."""

from ninja import Router

from api.auth import AnyToken

router = Router(auth=AnyToken())
