"""Chinese as Django writes it; what is typed for a day is read in every order that starts with the year.

Figures are grouped by threes, as amounts are everywhere here and as the United Nations write them.
"""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
