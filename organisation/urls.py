"""Pages of the administrators; for everybody else they do not exist."""

from django.urls import path

from organisation.views import prices

app_name = "organisation"
urlpatterns = [
    path("prices/", prices.prices, name="prices"),
    path("prices/provider/", prices.provider_prices, name="provider_prices"),
    path("prices/compare/", prices.compare_prices, name="compare_prices"),
    path("prices/<int:upload_id>/", prices.price_upload, name="price_upload"),
    path("prices/<int:upload_id>/drop/", prices.drop_upload, name="drop_upload"),
]
