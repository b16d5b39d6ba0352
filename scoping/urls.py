from django.urls import path

from scoping import views

app_name = "scoping"
project = "p/<uuid:project_id>/<slug:scenario>/"
urlpatterns = [
    path("words/", views.glossary, name="glossary"),
    path("words/<str:term_id>/", views.term, name="term"),
    path(project + "problem/summary/", views.summary, name="summary"),
    path(project + "problem/<slug:part>/", views.part, name="part"),
]
