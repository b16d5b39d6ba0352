from django.urls import path

from teams.views import pages

app_name = "teams"
urlpatterns = [
    path("team/", pages.team, name="team"),
    path("team/result/", pages.team_result, name="team_result"),
    path("team/advice/", pages.advice, name="advice"),
    path("team/forecast/", pages.forecast, name="forecast"),
    path("team/mix/", pages.mix, name="mix"),
    path("team/mix/apply/", pages.apply_mix, name="apply_mix"),
]
