"""Pages of the administrators; for everybody else they do not exist. Below /me/ everybody finds their own data."""

from django.urls import path

from organisation.views import branding, experience, logs, own, people, prices, questions, rates, templates, thresholds

app_name = "organisation"
urlpatterns = [
    path("", prices.first_page, name="first_page"),
    path("branding/", branding.branding, name="branding"),
    path("rates/", rates.rates, name="rates"),
    path("rates/<int:card_id>/drop/", rates.drop, name="drop_rates"),
    path("thresholds/", thresholds.thresholds, name="thresholds"),
    path("questions/", questions.questions, name="questions"),
    path("questions/sample.toml", questions.sample_questions, name="sample_questions"),
    path("questions/<int:pack_id>/own-questions.toml", questions.own_questions, name="own_questions"),
    path("questions/<slug:section_id>/<slug:part_id>/", questions.part, name="part_questions"),
    path("experience/", experience.experience, name="experience"),
    path("experience/effects/", experience.effects, name="experience_effects"),
    path("experience/withdraw/", experience.withdraw, name="withdraw_experience"),
    path("templates/", templates.templates, name="templates"),
    path("templates/<int:template_id>/withdraw/", templates.withdraw, name="withdraw_template"),
    path("me/", own.own_data, name="own_data"),
    path("me/data.zip", own.export_own, name="export_own"),
    path("me/erase/", own.leave, name="leave"),
    path("people/", people.people, name="people"),
    path("people/<int:user_id>/role/", people.role, name="role"),
    path("people/<int:user_id>/data.zip", people.export_person, name="export_person"),
    path("people/<int:user_id>/erase/", people.erase, name="erase_person"),
    path("log/", logs.log, name="log"),
    path("log.csv", logs.log_csv, name="log_csv"),
    path("prices/", prices.prices, name="prices"),
    path("prices/provider/", prices.provider_prices, name="provider_prices"),
    path("prices/compare/", prices.compare_prices, name="compare_prices"),
    path("prices/<int:upload_id>/", prices.price_upload, name="price_upload"),
    path("prices/<int:upload_id>/drop/", prices.drop_upload, name="drop_upload"),
]
