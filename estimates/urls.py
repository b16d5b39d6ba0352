from django.urls import path

from estimates.views import choosing, fits, hosted, pages, prices, runs, ways

app_name = "estimates"
urlpatterns = [
    path("compute/", pages.compute, name="compute"),
    path("compute/result/", pages.compute_result, name="compute_result"),
    path("compute/figures/", pages.figures, name="figures"),
    path("compute/examples/", pages.examples, name="examples"),
    path("compute/take/", choosing.take, name="take"),
    path("compute/ways/", ways.ways, name="ways"),
    path("compute/fits/", fits.fits, name="fits"),
    path("compute/models/", choosing.models, name="models"),
    path("compute/offers/", prices.offers, name="offers"),
    path("compute/hosted-prices/", hosted.hosted_prices, name="hosted_prices"),
    path("compute/price-day/", prices.price_day, name="price_day"),
    path("compute/runs/", runs.runs, name="runs"),
]
