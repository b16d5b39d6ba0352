from django.urls import path

from teams import views

app_name = "teams"
urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/result/", views.team_result, name="team_result"),
]
