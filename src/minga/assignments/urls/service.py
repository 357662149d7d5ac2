"""Service and certificates: preparing, serving, ending, and what a stranger may check."""

from django.urls import URLPattern, URLResolver, path

from minga.assignments.views import (
    certificates,
    clearances,
    contracts,
    dependants_costs,
    extension_costs,
    hours,
    service,
    service_tasks,
    tables,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("assignments", service.assignment_list, name="assignments"),
    path("assignments/table", tables.export_services, name="assignments_export"),
    path("assignments/<str:ref>", service.assignment, name="assignment"),
    path("assignments/<str:ref>/do/<str:verb>", service.do, name="assignment_do"),
    path("assignments/<str:ref>/contract", contracts.paper, name="contract_paper"),
    path("assignments/<str:ref>/contract/sign", contracts.sign, name="contract_sign"),
    path("assignments/<str:ref>/hours", hours.hours, name="hours"),
    path("assignments/<str:ref>/<str:name>", service_tasks.task, name="assignment_task"),
    path("service", service.mine, name="my_service"),
    path("hours/<str:ref>/do/<str:verb>", hours.do, name="hours_do"),
    path("leave/<str:ref>/do/<str:verb>", service.decide_leave, name="leave_do"),
    path("extensions/<str:ref>/do/<str:verb>", service.decide_extension, name="extension_do"),
    path("extensions/<str:ref>/cost", extension_costs.cost, name="extension_cost"),
    path("extensions/<str:ref>/cost/do/<str:verb>", extension_costs.do, name="extension_cost_do"),
    path("extensions/<str:ref>/cost/paper", extension_costs.paper, name="extension_cost_paper"),
    path("extensions/<str:ref>/cost/table", extension_costs.table, name="extension_cost_table"),
    path("dependants/<str:ref>/cost", dependants_costs.cost, name="dependants_cost"),
    path("dependants/<str:ref>/cost/do/<str:verb>", dependants_costs.do, name="dependants_cost_do"),
    path("dependants/<str:ref>/cost/paper", dependants_costs.paper, name="dependants_cost_paper"),
    path("dependants/<str:ref>/cost/table", dependants_costs.table, name="dependants_cost_table"),
    path("clearances/<str:ref>", clearances.clearance, name="clearance"),
    path("clearances/<str:ref>/do/<str:verb>", clearances.do, name="clearance_do"),
    path("certificates", certificates.mine, name="certificates"),
    path("certificates/issued", certificates.issued, name="certificates_issued"),
    path("certificates/issued/table", tables.export_certificates, name="certificates_export"),
    path("certificates/<str:ref>/paper", certificates.paper, name="certificate_paper"),
    path("certificates/<str:ref>/revoke", certificates.revoke, name="certificate_revoke"),
    path("c", certificates.look_up, name="certificate_look_up"),
    path("c/<str:ref>", certificates.check, name="certificate_check"),
]
