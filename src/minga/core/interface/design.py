from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def design(request: HttpRequest) -> HttpResponse:
    """Every piece of the interface, live, with the template code that draws it."""
    return render(request, "interface/design.html")
