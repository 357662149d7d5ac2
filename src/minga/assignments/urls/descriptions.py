"""Describing assignments, what they cost, and the rates and categories behind both."""

from django.urls import URLPattern, URLResolver, path

from minga.assignments.views import categories, costs, costs_paid, descriptions, descriptions_edit, rates, tables
from minga.places.views import cities_as_typed

urlpatterns: list[URLPattern | URLResolver] = [
    path("descriptions", descriptions.description_list, name="descriptions"),
    path("descriptions/table", tables.export_descriptions, name="descriptions_export"),
    path("descriptions/new", descriptions_edit.new, name="description_new"),
    path("descriptions/cities", cities_as_typed, name="description_cities"),
    path("descriptions/<str:ref>", descriptions.description, name="description"),
    path("descriptions/<str:ref>/edit", descriptions_edit.edit, name="description_edit"),
    path("descriptions/<str:ref>/edit/<str:section>", descriptions_edit.edit, name="description_section"),
    path("descriptions/<str:ref>/duplicate", descriptions_edit.duplicate, name="description_duplicate"),
    path("descriptions/<str:ref>/paper", descriptions.paper, name="description_paper"),
    path("descriptions/<str:ref>/do/<str:verb>", descriptions.do, name="description_do"),
    path("descriptions/<str:ref>/cost", costs.cost, name="cost"),
    path("descriptions/<str:ref>/cost/do/<str:verb>", costs.do, name="cost_do"),
    path("descriptions/<str:ref>/cost/paper", costs.paper, name="cost_paper"),
    path("descriptions/<str:ref>/cost/table", costs.table, name="cost_table"),
    path("costs", costs.cost_list, name="costs"),
    path("costs/table", tables.export_costs, name="costs_export"),
    path("costs/paid", costs_paid.paid_list, name="costs_paid"),
    path("costs/paid/table", tables.export_paid, name="costs_paid_export"),
    path("costs/paid/<str:ref>", costs_paid.paid, name="cost_paid"),
    path("costs/paid/<str:ref>/paper", costs_paid.paper, name="cost_paid_paper"),
    path("costs/paid/<str:ref>/table", costs_paid.table, name="cost_paid_table"),
    path("rates", rates.rate_list, name="rates"),
    path("rates/new", rates.rate, name="rate_new"),
    path("rates/<str:ref>", rates.rate, name="rate"),
    path("categories", categories.category_list, name="categories"),
    path("categories/new", categories.edit, name="category_new"),
    path("categories/<str:ref>", categories.category, name="category"),
    path("categories/<str:ref>/edit", categories.edit, name="category_edit"),
    path("categories/<str:ref>/rules/new", categories.rule, name="rule_new"),
    path("categories/<str:ref>/rules/<str:rule_ref>", categories.rule, name="rule"),
    path("categories/<str:ref>/leave/new", categories.entitlement, name="entitlement_new"),
    path("categories/<str:ref>/leave/<str:entitlement_ref>", categories.entitlement, name="entitlement"),
    path("categories/<str:ref>/clearances/new", categories.requirement, name="requirement_new"),
    path("categories/<str:ref>/clearances/<str:requirement_ref>", categories.requirement, name="requirement"),
]
