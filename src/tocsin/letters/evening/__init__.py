"""A letter-writing evening: many people, each with own words, on one case; stacks of paper ready for the printer.

    people = load_people(Path("people.csv").read_bytes(), TextsBeside(Path(".")))
    evening = Evening(case, people, day=date.today(), per=Per.ENVELOPE)
    printed = print_evening(evening, Path("out"), told=lambda done, total: None)

Without a folder: `plan_evening` says which files there will be, `print_part` makes one of them.
Of the people nothing is written down but what stands in their letters; lists name the line of the list they stand in.
"""

from typing import TYPE_CHECKING

from tocsin.on_demand import on_demand

if TYPE_CHECKING:
    from tocsin.letters.evening.folder import Told, print_evening
    from tocsin.letters.evening.people import Participant, load_people, people_with_the_same_words
    from tocsin.letters.evening.planning import Evening, Part, Per, Plan, PlannedLetter, plan_evening
    from tocsin.letters.evening.printing import LeftOut, PrintedPart, print_part
    from tocsin.letters.evening.record import EveningRecord
    from tocsin.letters.evening.texts import TextsBeside

__all__ = [
    "Evening",
    "EveningRecord",
    "LeftOut",
    "Part",
    "Participant",
    "Per",
    "Plan",
    "PlannedLetter",
    "PrintedPart",
    "TextsBeside",
    "Told",
    "load_people",
    "people_with_the_same_words",
    "plan_evening",
    "print_evening",
    "print_part",
]

__getattr__ = on_demand(
    __name__,
    {
        "folder": ("Told", "print_evening"),
        "texts": ("TextsBeside",),
        "people": ("Participant", "load_people", "people_with_the_same_words"),
        "planning": ("Evening", "Part", "Per", "Plan", "PlannedLetter", "plan_evening"),
        "printing": ("LeftOut", "PrintedPart", "print_part"),
        "record": ("EveningRecord",),
    },
)
