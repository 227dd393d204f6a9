"""Answers about what can be shown: evidence, résumé lines, a certificate. What has no evidence is not claimed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answers import offer, you
from bot.core.answers.credit import named
from bot.core.answers.undo import go_on
from bot.core.compose import compose
from bot.core.intents import Export, Proof, Undo
from bot.core.questions import MAX_ANSWER, MAX_HINT, Field, Form
from bot.core.reply import Attachment, Bold, Bullets, Button, Buttons, Line, Link, Note, Reply, Text
from pathways.journal import Proved, evidence
from pathways.learner import Level
from pathways.standing import Status

if TYPE_CHECKING:
    from bot.core.turn import Turn
    from pathways.model import Step

_ADDRESS = re.compile(r"https://[^\s<>|\"'`\\]+")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def proof(turn: Turn, ask: Proof) -> Reply:
    """Keep one line or a link for a step that is done, or for what is known."""
    item = ask.step if ask.step and named(turn, ask.step) else _latest(turn)
    found = named(turn, item) if item else None
    if item is None or found is None:
        words = "Evidence belongs to something finished, and nothing is yet. Finish a step first, however small."
        return compose(words, (Text((words,)), offer.useful()))
    road, name = found
    words = " ".join(_UNSEEN.sub(" ", ask.words).split())
    if not words:
        turn.show([turn.road_of(step).steps[step.id] for step in [turn.step(item)] if step])
        wanted = f"Say “proof” and one line or a link for {name}, such as “proof https://example.org/my-work”."
        return compose(wanted, (Text((wanted,)), Buttons((form(turn, item), go_on()))))
    if wrong := refusals(replace(ask, words=words)):
        return you.refused(wrong, form(turn, item))
    if turn.plan.standing.is_open(item) or (item not in road.steps and item not in turn.progress.credit):
        early = f"{name} is not done yet. Evidence can follow once it is."
        return compose(early, (Text((early,)), offer.useful()))
    turn.write(Proved(road.id, item, words))
    return compose(
        f"Kept as evidence for {name}",
        (
            Text(("Kept as evidence for ", Bold(name), ": ", *_words(words))),
            Note(("Only you see it, until you show it.",)),
            Buttons((Button("Résumé lines", Export("resume")), Button("Undo", Undo()), go_on())),
        ),
        turn.cite("steps"),
    )


def form(turn: Turn, item: str, label: str = "Add a link or note") -> Form:
    """One question: the evidence for a step or a skill."""
    found = named(turn, item)
    hint = phrases.shorten(f"for “{found[1] if found else item}”; only you see it until you show it", MAX_HINT)
    value = evidence(turn.notebook.entries).get(item, "")
    return Form(label, Proof(item), "Evidence", (Field("words", "words", "One line or a link", value, hint),))


def refusals(ask: Proof) -> dict[str, str]:
    """What cannot be kept as evidence, by the name of the slot."""
    words = " ".join(_UNSEEN.sub(" ", ask.words).split())
    if not words:
        return {"words": "One line or a link is wanted, such as “96 % on Titanic” or https://example.org/my-work."}
    if len(words) > MAX_ANSWER:
        return {"words": f"That is {len(words)} characters; one line of up to {MAX_ANSWER}, or a link, is kept."}
    return {}


def _words(words: str) -> Line:
    """The learner's words; a link where they are one."""
    return (Link(words.split("/")[2], words),) if _ADDRESS.fullmatch(words) else (words,)


def _latest(turn: Turn) -> str | None:
    """The finished step that was listed last, or else finished last."""
    shown = turn.notebook.shown
    listed = [step for step in (shown.steps if shown else ()) if turn.plan.standing.is_done(step)]
    done = listed if len(listed) == 1 else list(turn.progress.done)
    return next((step for step in reversed(done) if turn.step(step)), None)


def _done(turn: Turn) -> list[Step]:
    """What is finished or known; a part is told with its whole."""
    fate = turn.plan.standing.status
    over = {
        step.id: step
        for road in turn.roads
        for step in road.steps.values()
        if fate[step.id] in {Status.DONE, Status.KNOWN}
    }
    return [step for step in over.values() if step.part_of not in over]


def _proven(turn: Turn) -> list[tuple[str, str]]:
    """What can be claimed, as a line of a résumé, and its evidence. A part with evidence speaks for itself."""
    status = turn.plan.standing.status
    known = {each for each, credit in turn.progress.credit.items() if credit.level is not Level.NEW}
    lines: list[tuple[str, str]] = []
    for item, words in evidence(turn.notebook.entries).items():
        step, found = turn.step(item), named(turn, item)
        if not words:
            continue
        if step is not None and status[item] in {Status.DONE, Status.KNOWN}:
            lines.append((_line(turn, step), words))
        elif step is None and found is not None and item in known:
            lines.append((f"Knows {found[1]}", words))
    return lines


def resume(turn: Turn) -> Reply:
    """Lines for a résumé, each with its evidence; what has none is named, not claimed."""
    done, proven, given = _done(turn), _proven(turn), evidence(turn.notebook.entries)
    without = [step for step in done if step.id not in given]
    apart = [step for step in done if given.get(step.id) == ""]
    if not done and not proven:
        words = "Nothing is finished yet, so there is nothing to claim. The first finished step changes that."
        return compose(words, (Text((words,)), offer.useful()))
    unsaid = {
        "Finished, without evidence and so not claimed": without,
        "Finished, with evidence that is read only on the account it was given on": apart,
    }
    bare = [Note((f"{words}: {phrases.row(_names(steps))}.",)) for words, steps in unsaid.items() if steps]
    if not proven:
        words = f"Nothing has evidence {'that can be read here' if apart else 'yet'}."
        words += " Add a line or a link to a finished step, and it becomes a résumé line."
        return compose(words, (Text((Bold(words),)), *bare, Buttons((*_ask(turn, [*without, *apart]), go_on()))))
    each = "each with its evidence" if len(proven) > 1 else "with its evidence"
    head = f"What you can claim: {phrases.count(len(proven), 'line')}, {each}"
    parts = (
        Text((Bold(head),)),
        Bullets(tuple((Bold(line), " · ", *_words(words)) for line, words in proven)),
        *bare,
        Buttons((Button("As a certificate", Export("certificate")), *_ask(turn, without), go_on())),
    )
    return compose(head, parts, turn.cite("steps", "skills"))


def _names(steps: list[Step]) -> list[str]:
    return [step.name for step in steps[:8]]


def _ask(turn: Turn, without: list[Step]) -> tuple[Form, ...]:
    return tuple(form(turn, step.id, phrases.shorten(f"Proof: {step.name}", 60)) for step in without[:2])


PAST = {
    "Ask": "Asked", "Attack": "Attacked", "Build": "Built", "Compare": "Compared", "Complete": "Completed",
    "Create": "Created", "Deploy": "Deployed", "Describe": "Described", "Design": "Designed", "Do": "Did",
    "Draw": "Drew", "Earn": "Earned", "Enroll": "Enrolled", "Find": "Found", "Finish": "Finished", "Get": "Got",
    "Give": "Gave", "Hold": "Held", "Implement": "Implemented", "Join": "Joined", "Keep": "Kept", "Lead": "Led",
    "List": "Listed", "Map": "Mapped", "Practice": "Practised", "Prepare": "Prepared", "Publish": "Published",
    "Put": "Put", "Read": "Read", "Release": "Released", "Rewrite": "Rewrote", "Schedule": "Scheduled",
    "Score": "Scored", "Serve": "Served", "Set": "Set", "Show": "Showed", "Start": "Started", "Study": "Studied",
    "Take": "Took", "Track": "Tracked", "Turn": "Turned", "Update": "Updated", "Work": "Worked", "Write": "Wrote",
}  # fmt: skip
"""How a title begins, and how a résumé does."""


def _line(turn: Turn, step: Step) -> str:
    """A step as a line of a résumé: what was done, and what it taught."""
    names = {skill.id: skill.name for road in turn.roads for skill in road.skills}
    verb, _, rest = step.title.partition(" ")
    taught = [names[skill] for skill in step.teaches if skill in names]
    return f"{PAST.get(verb, verb)} {rest}{f' ({phrases.row(taught)})' if taught else ''}"


def certificate(turn: Turn) -> Reply:
    """A page to keep: a summary, and each claim with its evidence. It certifies what can be looked up, nothing more."""
    proven = _proven(turn)
    if not proven:
        return resume(turn)
    tally = turn.standing.tally
    page = (
        f"# {turn.pathway.title}",
        f"As of {turn.today.isoformat()}: {phrases.steps(tally)} finished, {phrases.hours_of_all(tally)}.",
        f"{phrases.count(len(proven), 'claim')} can be looked up; what has no evidence is left out.",
        "\n".join(f"- {line}. Evidence: {words}" for line, words in proven),
        "Written down by Pathway Coach from the learner's own word and evidence; it is not an examination.",
    )
    about = "A summary in which every claim names its evidence."
    file = Attachment(("\n\n".join(page) + "\n").encode(), f"{turn.pathway.id}-certificate.md", "text/markdown", about)
    return compose(f"A certificate with {phrases.count(len(proven), 'claim')}", (file, Buttons((go_on(),))))
