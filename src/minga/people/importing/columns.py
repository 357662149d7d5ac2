"""The columns of a list of volunteers, and the headings under which others know them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from minga.core.importing.kinds import Column
from minga.people.importing.names import among

COLUMNS: Sequence[Column] = (
    Column(
        "id",
        gettext_lazy("Identifier"),
        gettext_lazy("What identifies the person in your list. Without one, the email does."),
        aliases=("volunteer_id", "person_id", "编号", "志愿者编号", "学号", "工号"),
    ),
    Column(
        "email",
        gettext_lazy("Email"),
        is_required=True,
        aliases=(
            "e-mail",
            "mail",
            "email_address",
            "e-mail_address",
            "contact_email",
            "电子邮箱",
            "邮箱",
            "邮箱地址",
            "电子邮件",
            "电子邮件地址",
            "电邮",
            "联系邮箱",
        ),
    ),
    Column(
        "name",
        gettext_lazy("Name"),
        gettext_lazy("The whole name; the given name where the family name has a column of its own."),
        is_required=True,
        among=among("name"),
        aliases=(
            "full_name",
            "volunteer_name",
            "name_in_passport",
            "passport_name",
            "姓名拼音",
            "拼音",
            "拼音姓名",
            "英文姓名",
            "英文名",
            "护照姓名",
            "姓名",
            "名字",
            "志愿者姓名",
        ),
    ),
    Column("middle_name", gettext_lazy("Middle name or patronymic"), among=among("middle_name")),
    Column("family_name", gettext_lazy("Family name"), among=among("family_name")),
    Column("second_family_name", gettext_lazy("Second family name"), among=among("second_family_name")),
    Column(
        "local_name",
        gettext_lazy("Name in their own script"),
        aliases=("chinese_name", "name_in_chinese", "中文姓名", "姓名"),
    ),
    Column(
        "birth_date",
        gettext_lazy("Date of birth"),
        is_day=True,
        is_required=True,
        aliases=(
            "date_of_birth",
            "born",
            "birthday",
            "dob",
            "birthdate",
            "出生日期",
            "出生年月日",
            "生日",
            "出生年月",
            "出生时间",
        ),
    ),
    Column("nationality", gettext_lazy("Nationality"), aliases=("citizenship", "国籍")),
    Column(
        "residence",
        gettext_lazy("Country where they live"),
        aliases=("country", "country_of_residence", "居住国", "居住国家", "国家"),
    ),
    Column(
        "residence_city",
        gettext_lazy("City where they live"),
        aliases=("city", "居住城市", "所在城市", "城市", "现居城市", "现居住地", "所在地"),
    ),
    Column(
        "phone",
        gettext_lazy("Phone"),
        aliases=(
            "telephone",
            "mobile",
            "mobile_phone",
            "phone_number",
            "mobile_number",
            "tel",
            "手机",
            "手机号",
            "手机号码",
            "电话",
            "电话号码",
            "联系电话",
            "联系方式",
        ),
    ),
    Column(
        "languages",
        gettext_lazy("Languages"),
        gettext_lazy("Such as “zh C2; en B2” or “English C1”: each with its level of the European framework."),
        has_lines=True,
        aliases=("language_skills", "语言", "语言能力", "外语水平"),
    ),
    Column(
        "skills",
        gettext_lazy("Skills"),
        gettext_lazy("Names of the skills list, with semicolons between."),
        has_lines=True,
        aliases=("competences", "技能", "技能特长", "专业技能"),
    ),
    Column(
        "available_from",
        gettext_lazy("Available from"),
        is_day=True,
        aliases=("availability", "start_date", "可服务开始日期", "可开始日期", "可开始服务时间", "可服务时间"),
    ),
    Column(
        "hours_a_week",
        gettext_lazy("Hours a week"),
        aliases=("hours_per_week", "weekly_hours", "每周小时", "每周小时数", "每周可服务小时", "每周可服务时长"),
    ),
    Column(
        "language",
        gettext_lazy("Language of pages and emails"),
        gettext_lazy("Such as en or zh-hans. Where it is not said, the signs of the name tell."),
        aliases=("page_language",),
    ),
)
