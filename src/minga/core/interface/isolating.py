"""Sentences of pages: a name put into one that reads from right to left keeps its direction to itself."""

from __future__ import annotations

from typing import Any, cast

from django.template.base import FilterExpression, Parser, Token, TokenType
from django.template.context import Context
from django.templatetags.i18n import BlockTranslateNode, do_block_translate
from django.utils.safestring import SafeString, mark_safe

from minga.core.listing import isolated


class _Isolating:
    """A value of a sentence, put between marks where it reads from right to left (core/listing.py)."""

    def __init__(self, value: FilterExpression) -> None:
        self.value = value

    def resolve(self, context: Context) -> Any:
        found = self.value.resolve(context)
        text = str(found)
        if (kept := isolated(text)) == text:
            return found  # as it was: numbers and days are written by the locale
        return mark_safe(kept) if isinstance(found, SafeString) else kept  # two marks are as safe


def blocktranslate(parser: Parser, token: Token) -> BlockTranslateNode:
    """Django's {% blocktranslate %}; templates load `ui` after `i18n`, so that this one is meant."""
    node: BlockTranslateNode = do_block_translate(parser, token)
    said = [*node.singular, *(node.plural or [])]
    names = {part.contents for part in said if part.token_type == TokenType.VAR} - {node.countervar}
    values = {name: parser.compile_filter(name) for name in names} | node.extra_context
    node.extra_context = {name: cast("FilterExpression", _Isolating(value)) for name, value in values.items()}
    return node
