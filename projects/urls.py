"""URLs of projects. What stands below a project's own path is included by `config.urls` with its prefix."""

from django.urls import path

from projects.views import (
    answers,
    bins,
    brand,
    checks,
    documents,
    histories,
    people,
    projects,
    questionnaires,
    questions,
    returning,
    scenarios,
    updates,
)

app_name = "projects"

outside = [
    path("start/", projects.create, name="create"),
    path("sample/", projects.open_sample, name="open_sample"),
    path("templates/<int:template_id>/", projects.open_template, name="open_template"),
    path("import/", documents.import_document, name="import_document"),
    path("schema/project.json", documents.document_schema, name="schema"),
    path("theme/", projects.theme, name="theme"),
    path("language/", projects.language, name="language"),
    path("way-back/", returning.way_back, name="way_back"),
    path("way-back/code/", returning.enter_code, name="enter_code"),
    path("way-back/only-here/", returning.shut_out, name="shut_out"),
    path("b/<str:token>/", returning.come_back_by_link, name="come_back"),
    path("brand/style.css", brand.style, name="brand_style"),
    path("brand/logo.png", brand.logo, name="brand_logo"),
    path("bin/", bins.bin_page, name="bin"),
    path("p/<uuid:project_id>/restore/", bins.restore, name="restore"),
    path("p/<uuid:project_id>/erase/", bins.delete_for_good, name="delete_for_good"),
]
inside = [
    path("answers/<str:field_id>/", answers.answer, name="answer"),
    path("answers/<str:field_id>/accept/", answers.accept, name="accept"),
    path("answers/<str:field_id>/check/", checks.check, name="check"),
    path("parts/<slug:section_id>/<slug:part_id>/", questions.part_questions, name="part"),
    path("updates/", updates.updates, name="updates"),
    path("history/", histories.history, name="history"),
    path("history/undo/", histories.step, {"way": "undo"}, name="undo_next"),
    path("history/redo/", histories.step, {"way": "redo"}, name="redo_next"),
    path("history/<int:sequence>/undo/", answers.take_back, name="take_back"),
    path("history/<int:sequence>/undo-scenario/", histories.take_back_scenario, name="take_back_scenario"),
    path("answers/<str:field_id>/base/", answers.take_base_again, name="take_base"),
    path("scenarios/new/", scenarios.new, name="new_scenario"),
    path("scenarios/<slug:slug>/name/", scenarios.rename, name="rename_scenario"),
    path("scenarios/<slug:slug>/delete/", scenarios.delete, name="delete_scenario"),
    path("scenarios/<slug:slug>/ours/", scenarios.choose, name="choose_scenario"),
    path("scenarios/<slug:slug>/restore/", scenarios.restore, name="restore_scenario"),
    path("find-out/", answers.find_out, name="find_out"),
    path("share/", people.share, name="share"),
    path("share/<int:link_id>/revoke/", people.revoke, name="revoke"),
    path("share/<int:link_id>/replace/", people.replace_link, name="replace_link"),
    path("people/<int:member_id>/", people.change_member, name="change_member"),
    path("people/<int:member_id>/remove/", people.remove_member, name="remove_member"),
    path("people/<int:member_id>/owner/", people.hand_over_project, name="hand_over"),
    path("settings/", projects.project_settings, name="project_settings"),
    path("name/", projects.rename, name="rename"),
    path("place/", projects.place, name="place"),
    path("duplicate/", projects.duplicate, name="duplicate"),
    path("delete/", projects.delete, name="delete"),
    path("document.json", documents.export, name="export"),
    path("questionnaire.xlsx", questionnaires.questionnaire, name="questionnaire"),
    path("fill-in/", questionnaires.fill_in, name="fill_in"),
]
urlpatterns = [
    *outside,
    *(
        path(
            f"p/<uuid:project_id>/<slug:scenario>/{pattern.pattern}",
            pattern.callback,
            pattern.default_args,
            name=pattern.name,
        )
        for pattern in inside
    ),
]
