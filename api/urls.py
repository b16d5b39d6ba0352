from django.urls import URLPattern, include, path, re_path
from django.urls.resolvers import RoutePattern

from api.problems import finished
from api.service import service
from api.views import access, reading, writing
from api.views.routes import router

OPERATIONS = (reading, writing)  # imported for what they register
service.add_router("", router)

app_name = "api"
# Without ninja's page at the root, which only says where its documentation would be.
operations = [
    path(str(pattern.pattern), finished(pattern.callback), name=pattern.name)
    for pattern in service.urls[0]
    if isinstance(pattern, URLPattern) and isinstance(pattern.pattern, RoutePattern) and pattern.name != "api-root"
]
urlpatterns = [
    path("access/", access.access, name="access"),
    path("access/<int:token_id>/revoke/", access.revoke, name="revoke_token"),
    path("access/hooks/", access.hooks, name="hooks"),
    path("access/hooks/<int:hook_id>/try/", access.try_hook, name="try_hook"),
    path("access/hooks/<int:hook_id>/remove/", access.remove_hook, name="remove_hook"),
    path("api/", access.guide, name="guide"),
    path("api/v1/openapi.json", access.description, name="description"),
    path("api/v1/", include((operations, "v1"))),
    re_path(r"^api/v1/.*$", access.nowhere, name="nowhere"),
]
