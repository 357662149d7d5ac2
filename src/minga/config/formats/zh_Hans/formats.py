"""Chinese as Django writes it; what is typed for a day is read in every order that starts with the year."""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
