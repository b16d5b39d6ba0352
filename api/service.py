"""The API itself: its operations stand in `views`, and `urls` puts them together."""

from ninja import NinjaAPI

from api.problems import handle_problems

service = NinjaAPI(
    title="Plumbline",
    version="1",
    description="Projects, answers, versions, results and portfolio, with the rights of whoever made the token.",
    urls_namespace="v1",
    docs_url=None,
    openapi_url=None,
)
handle_problems(service)
