from django.urls import path

from minga.core.notices import views

app_name = "notices"
urlpatterns = [
    path("inbox", views.inbox, name="inbox"),
    path("inbox/read-all", views.read_all, name="read_all"),
    path("inbox/wishes", views.wishes, name="wishes"),
    path("inbox/less/<str:token>", views.less, name="less"),
    path("inbox/<str:ref>", views.open_notice, name="open"),
]
