"""A certificate to draw, sign and seal, of somebody fictitious."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from minga.core.documents.papers import CertificateFacts, CertificatePaper, Goal

MADE = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
BOTH = {"en": "Air-quality data officer", "zh-hans": "空气质量数据专员", "ar": "موظف بيانات جودة الهواء"}


def facts(**changed: Any) -> CertificateFacts:
    fields: dict[str, Any] = {
        "number": "2026-CN-000123",
        "name": "李晓雨",
        "name_other_script": "Li Xiaoyu",
        "role": BOTH,
        "service_content": {"en": "Set up twelve stations.", "zh-hans": "建立十二个监测站。"},
        "host_entity": {"en": "A host", "zh-hans": "接收单位"},
        "duty_station": {"en": "Kunming, China", "zh-hans": "中国昆明"},
        "starts": date(2025, 3, 1),
        "ends": date(2026, 2, 28),
        "hours": Decimal("1680.0"),
        "goals": (11, 13),
        "issuer": {"en": "A programme", "zh-hans": "某项目"},
        "responsible_name": "Grace Wanjiku",
        "responsible_title": {"en": "Programme officer", "zh-hans": "项目官员"},
        "issued_on": date(2026, 3, 5),
        "verification_url": "https://minga.example.org/verify/2026-CN-000123",
        "revocation_url": "https://minga.example.org/.well-known/minga-revoked.json",
    }
    return CertificateFacts(**{**fields, **changed})


def certificate(language: str = "zh-hans", second: str = "en", **changed: Any) -> CertificatePaper:
    goals = (Goal(11, {"en": "Sustainable cities"}, "#FD9D24"), Goal(13, {"en": "Climate action"}, "#3F7E44"))
    return CertificatePaper(
        language=language,
        second_language=second,
        author=facts().issuer,
        made_at=MADE,
        facts=facts(**changed),
        goals=goals,
    )
