"""The tables of the volunteer's cycle, one file for each piece of furniture."""

from minga.assignments.models.application import Application, ApplicationStep, Favourite, Nomination, SavedSearch
from minga.assignments.models.assessment import Assessment, AssessmentMark, Criterion
from minga.assignments.models.category import (
    Category,
    ClearanceKind,
    ClearanceRequirement,
    EligibilityRule,
    LeaveEntitlement,
    Track,
)
from minga.assignments.models.certificate import Certificate
from minga.assignments.models.clearance import Clearance, ClearanceTerm
from minga.assignments.models.cost import ActualCost, CostEstimate, CostLine, LineKind, Rate
from minga.assignments.models.deciding import ManyDecision, ManyDecisionPart
from minga.assignments.models.dependants import DependantsChange
from minga.assignments.models.description import (
    Description,
    DescriptionStep,
    DescriptionText,
    Funding,
    FundingShare,
    LanguageRequirement,
    Seat,
    Series,
    SkillRequirement,
)
from minga.assignments.models.offer import Offer
from minga.assignments.models.opportunity import OpportunityClock, OpportunityRow
from minga.assignments.models.service import (
    Assignment,
    Contract,
    Extension,
    HoursRecord,
    Leave,
    PerformanceAssessment,
    Suspension,
)

__all__ = [
    "ActualCost",
    "Application",
    "ApplicationStep",
    "Assessment",
    "AssessmentMark",
    "Assignment",
    "Category",
    "Certificate",
    "Clearance",
    "ClearanceKind",
    "ClearanceRequirement",
    "ClearanceTerm",
    "Contract",
    "CostEstimate",
    "CostLine",
    "Criterion",
    "DependantsChange",
    "Description",
    "DescriptionStep",
    "DescriptionText",
    "EligibilityRule",
    "Extension",
    "Favourite",
    "Funding",
    "FundingShare",
    "HoursRecord",
    "LanguageRequirement",
    "Leave",
    "LeaveEntitlement",
    "LineKind",
    "ManyDecision",
    "ManyDecisionPart",
    "Nomination",
    "Offer",
    "OpportunityClock",
    "OpportunityRow",
    "PerformanceAssessment",
    "Rate",
    "SavedSearch",
    "Seat",
    "Series",
    "SkillRequirement",
    "Suspension",
    "Track",
]
