from django.urls import path

from estimates import views

app_name = "estimates"
urlpatterns = [
    path("compute/", views.compute, name="compute"),
    path("compute/result/", views.compute_result, name="compute_result"),
]
