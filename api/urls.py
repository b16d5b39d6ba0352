from django.urls import include, path, re_path

from api.service import service
from api.views import access
from api.views.reading import reading

service.add_router("", reading)

app_name = "api"
# Without ninja's page at the root, which only says where its documentation would be.
operations = [pattern for pattern in service.urls[0] if getattr(pattern, "name", "") != "api-root"]
urlpatterns = [
    path("access/", access.access, name="access"),
    path("access/<int:token_id>/revoke/", access.revoke, name="revoke_token"),
    path("api/", access.guide, name="guide"),
    path("api/v1/openapi.json", access.description, name="description"),
    path("api/v1/", include((operations, "v1"))),
    re_path(r"^api/v1/.*$", access.nowhere, name="nowhere"),
]
