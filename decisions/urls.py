from django.urls import path

from decisions.views import actions, decision, experience, options, plans, questions, readiness, taking, value, verdict

app_name = "decisions"
urlpatterns = [
    path("verdict/", verdict.project_verdict, name="project_verdict"),
    path("readiness/", readiness.readiness, name="readiness"),
    path("readiness/result/", readiness.readiness_result, name="readiness_result"),
    path("readiness/meaning/<str:item_id>/", readiness.meaning, name="meaning"),
    path("readiness/accept/", readiness.accept, name="accept_ratings"),
    path("readiness/take-back/", readiness.take_back, name="take_back_ratings"),
    path("data/", plans.data, name="data"),
    path("approach/", plans.approach, name="approach"),
    path("training/", plans.training, name="training"),
    path("evaluation/", plans.evaluation, name="evaluation"),
    path("data/take-corpus/", plans.take_corpus, name="take_corpus"),
    path("training/run-sheet.yaml", plans.run_sheet, name="run_sheet"),
    path("plans/<slug:plan>/", plans.plan_result, name="plan_result"),
    path("value/", value.value, name="value"),
    path("value/result/", value.value_result, name="value_result"),
    path("value/coverage/", value.value_coverage, name="value_coverage"),
    path("value/more/", value.value_more, name="value_more"),
    path("value/take-coverage/", taking.take_coverage, name="take_coverage"),
    path("value/take-usual/", taking.take_usual, name="take_usual"),
    path("options/", options.options, name="options"),
    path("options/result/", options.options_result, name="options_result"),
    path("decision/", decision.decision, name="decision"),
    path("decision/experience/", experience.experience, name="experience"),
    path("decision/questions/", questions.questions, name="questions"),
    path("decision/thresholds/", decision.take_thresholds, name="take_thresholds"),
    path("decision/<int:decision_id>/", decision.recorded, name="recorded"),
    path("decision/<int:decision_id>/delete/", decision.delete, name="delete_decision"),
    path("actions/", actions.actions, name="actions"),
    path("actions.csv", actions.actions_csv, name="actions_csv"),
    path("actions.ics", actions.actions_ics, name="actions_ics"),
    path("actions/<str:key>/", actions.mark, name="mark_action"),
    path("whole-budget/", value.whole_budget, name="whole_budget"),
]
