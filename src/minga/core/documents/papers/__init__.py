"""The documents of the rooms, each as one typed dataclass; `make_pdf(paper)` renders it."""

from minga.core.documents.papers.certificate import CertificateFacts, CertificatePaper, Goal, issue_certificate
from minga.core.documents.papers.contract import ContractPaper, Party, Signature
from minga.core.documents.papers.cost import CostPaper, Line, RateUsed, SeatLines, Share
from minga.core.documents.papers.description import DescriptionPaper
from minga.core.documents.papers.paid import Entry, Grid, PaidPaper
from minga.core.documents.papers.report import Heading, Paragraph, ReportPaper, Table
from minga.core.documents.papers.wording import Fact, Paper, Section, Texts, make_pdf

__all__ = [
    "CertificateFacts",
    "CertificatePaper",
    "ContractPaper",
    "CostPaper",
    "DescriptionPaper",
    "Entry",
    "Fact",
    "Goal",
    "Grid",
    "Heading",
    "Line",
    "PaidPaper",
    "Paper",
    "Paragraph",
    "Party",
    "RateUsed",
    "ReportPaper",
    "SeatLines",
    "Section",
    "Share",
    "Signature",
    "Table",
    "Texts",
    "issue_certificate",
    "make_pdf",
]
