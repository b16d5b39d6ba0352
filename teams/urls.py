from django.urls import path

from teams.views import cards, downloads, pages, plan

app_name = "teams"
urlpatterns = [
    path("team/", pages.team, name="team"),
    path("team/budget/", pages.budget, name="budget"),
    path("team/hiring/", pages.hiring, name="hiring"),
    path("team/answer/", pages.team_answer, name="team_answer"),
    path("team/grid/", plan.team_grid, name="team_grid"),
    path("team/start/", plan.start_plan, name="start_plan"),
    path("team/result/", pages.team_result, name="team_result"),
    path("team/advice/", pages.advice, name="advice"),
    path("team/forecast/", pages.forecast, name="forecast"),
    path("team/team.xlsx", downloads.team_xlsx, name="team_xlsx"),
    path("team/months.csv", downloads.team_csv, name="team_csv"),
    path("team/rate-card/", cards.rate_card, name="rate_card"),
    path("team/rate-card/keep/", cards.keep_card, name="keep_card"),
    path("team/mix/", pages.mix, name="mix"),
    path("team/mix/apply/", pages.apply_mix, name="apply_mix"),
]
