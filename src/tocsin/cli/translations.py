"""Translations of an action: texts out as PO, in again, and the second reader."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.console import (
    acting,
    as_json,
    as_option,
    handled,
    json_option,
    keep,
    now,
    put_out,
    show_table,
    take_in,
    tell,
)


@click.group()
def translate() -> None:
    """Translations: export, import, approve, list."""


@translate.command("export")
@click.argument("reference", metavar="CASE")
@click.option("--language", required=True, metavar="BCP47", help="Language to translate into.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; standard output otherwise.")
@as_option
@handled
def export(reference: str, language: str, out: Path | None, email: str) -> None:
    """The texts of a case as PO, with what is translated already; a text that changed is marked fuzzy."""
    from tocsin.actions.access import access_texts_for
    from tocsin.actions.models import Translation
    from tocsin.actions.translating.memory import hash_of, memory_of, source_of
    from tocsin.actions.translating.po import export_po
    from tocsin.actions.translating.segments import segments_of
    from tocsin.actions.translating.tags import language_tag

    tag = language_tag(language)
    case = access_texts_for(acting(email), reference)
    source = source_of(case, now())
    segments = segments_of(source)
    memory = memory_of(Translation.objects.filter(case=case, language=tag).first())
    text = export_po(source, segments, memory, tag, now())
    tell(
        f"To approve exactly this: tocsin translate approve {case.pk} --language {tag} "
        f"--hash {hash_of(segments, memory)}"
    )
    if out is None:
        put_out(text)
    else:
        keep(out, text.encode())


@translate.command("import")
@click.argument("reference", metavar="CASE")
@click.argument("file")
@click.option("--language", required=True, metavar="BCP47", help="Language that the file is in.")
@as_option
@handled
def import_(reference: str, file: str, language: str, email: str) -> None:
    """Take translated texts in from a PO file. Prints how many are new or changed."""
    from tocsin.actions.translating.memory import take_in as take_words_in
    from tocsin.actions.translating.po import MAX_BYTES, read_po

    words = read_po(take_in(file, MAX_BYTES), language)
    changed, missing = take_words_in(acting(email), reference, language, words, now())
    tell(f"{missing} texts are not translated yet." if missing else "It is whole; a second person has to read it.")
    put_out(str(changed))


@translate.command("approve")
@click.argument("reference", metavar="CASE")
@click.option("--language", required=True, metavar="BCP47", help="Language of the translation.")
@click.option("--hash", "text_hash", help="Hash of the translation that you read, as “export” and “list” say it.")
@as_option
@handled
def approve(reference: str, language: str, text_hash: str | None, email: str) -> None:
    """Approve a translation as its second reader. Beside a public edition it goes live at once."""
    from tocsin.actions.access import access_texts_for
    from tocsin.actions.translating.memory import approve_translation, state_of
    from tocsin.actions.translating.tags import language_tag

    tag, reader = language_tag(language), acting(email)
    rendition = approve_translation(reader, reference, tag, now(), text_hash)
    own = state_of(access_texts_for(reader, reference), tag, now())["unread"]
    if own:
        tell(f"What others translated is approved; {own} texts are your own and wait for another reader.")
    elif rendition is None:
        tell("It is approved, and goes live with its edition.")
    else:
        tell(f"It is approved and public, beside edition {rendition.n}.")
    put_out(tag)


@translate.command("list")
@click.argument("reference", metavar="CASE")
@json_option
@as_option
@handled
def list_translations(reference: str, json_only: bool, email: str) -> None:
    """How far the translations of a case are."""
    from tocsin.actions.access import access_case_for
    from tocsin.actions.models import Translation
    from tocsin.actions.translating.memory import state_of

    case = access_case_for(acting(email), reference)
    languages = Translation.objects.filter(case=case).order_by("language").values_list("language", flat=True)
    lines = [state_of(case, language, now()) for language in languages]
    if json_only:
        put_out(as_json(lines))
    else:
        heads = ("language", "texts", "missing", "unread", "text_hash")
        show_table(heads, [[line[head] for head in heads] for line in lines])
