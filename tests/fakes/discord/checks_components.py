"""What is wrong with the components of a message or a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from tests.fakes.discord import components as c
from tests.fakes.discord import limits
from tests.fakes.discord.faults import FORM, Fault, text, too_long
from tests.fakes.discord.records import Json, many


def shown(components: list[Json], *, v2: bool) -> Iterator[Fault]:
    """The components of a message."""
    yield from _together(components)
    if not v2 and len(components) > limits.ROWS:
        yield Fault("/components", f"{len(components)} rows; Discord takes {limits.ROWS}", FORM)
    for path, component in _placed(components):
        if not v2 and component.get("type") in c.V2:
            yield Fault(path, "needs MessageFlags.IS_COMPONENTS_V2", FORM)
        if component.get("type") in c.FORM_ONLY:
            yield Fault(path, "is for forms only", FORM)
        yield from _one(path, component)
    for place, component in enumerate(components):
        if component.get("type") in c.SELECTS | {c.BUTTON, c.THUMBNAIL}:
            yield Fault(f"/components/{place}", "cannot stand alone", FORM)


def modal(form: Json) -> Iterator[Fault]:
    """A form."""
    yield from text("/title", form.get("title"), limits.MODAL_TITLE)
    yield from text("/custom_id", form.get("custom_id"), limits.CUSTOM_ID)
    components = many(form, "components")
    if not 1 <= len(components) <= limits.MODAL_COMPONENTS:
        yield Fault("/components", f"{len(components)} components; a form has 1 to {limits.MODAL_COMPONENTS}", FORM)
    yield from _together(components)
    for path, component in _placed(components):
        if component.get("type") in (c.V2 | {c.BUTTON}) - {c.TEXT}:
            yield Fault(path, "cannot be in a form", FORM)
        yield from _one(path, component)


def _placed(components: list[Json], path: str = "/components") -> Iterator[tuple[str, Json]]:
    for place, component in enumerate(components):
        here = f"{path}/{place}"
        yield here, component
        yield from _placed(many(component, "components"), f"{here}/components")
        for name in ("accessory", "component"):
            if isinstance(component.get(name), dict):
                yield f"{here}/{name}", component[name]


def _together(components: list[Json]) -> Iterator[Fault]:
    everything = list(c.walk(components))
    if len(everything) > limits.COMPONENTS:
        yield Fault("/components", f"{len(everything)} components; Discord takes {limits.COMPONENTS}", FORM)
    characters = sum(map(len, c.texts(components)))
    if characters > limits.TEXT_DISPLAYS:
        yield Fault("/components", f"{characters} characters; Discord takes {limits.TEXT_DISPLAYS}", FORM)
    ids = Counter(str(component["custom_id"]) for component in everything if component.get("custom_id"))
    for name in (name for name, times in ids.items() if times > 1):
        yield Fault("/components", f"custom_id {name!r} is there twice", FORM)
    numbers = Counter(component["id"] for component in everything if component.get("id"))
    for number in (number for number, times in numbers.items() if times > 1):
        yield Fault("/components", f"id {number} is there twice", FORM)


def _one(path: str, component: Json) -> Iterator[Fault]:
    kind = component.get("type")
    if kind not in c.KNOWN:
        yield Fault(f"{path}/type", f"{kind!r} is no component", FORM)
    elif kind in RULES:
        yield from RULES[kind](path, component)
    if kind in c.NAMED:
        yield from text(f"{path}/custom_id", component.get("custom_id"), limits.CUSTOM_ID)


def _row(path: str, row: Json) -> Iterator[Fault]:
    inside = [child.get("type") for child in many(row, "components")]
    buttons = all(kind == c.BUTTON for kind in inside)
    if not inside or len(inside) > (limits.ROW_BUTTONS if buttons else 1):
        yield Fault(path, f"a row has 1 to {limits.ROW_BUTTONS} buttons or 1 select, not {inside}", FORM)


def _button(path: str, button: Json) -> Iterator[Fault]:
    yield from too_long(f"{path}/label", button.get("label"), limits.LABEL)
    if not button.get("label") and not button.get("emoji"):
        yield Fault(f"{path}/label", "a button without words", FORM)
    elif not button.get("label"):
        yield Fault(f"{path}/label", "a button that says what it does by an emoji alone")
    if button.get("style") == c.LINK:
        yield from text(f"{path}/url", button.get("url"), limits.URL)
        if button.get("custom_id"):
            yield Fault(f"{path}/custom_id", "a link has none", FORM)
    else:
        yield from text(f"{path}/custom_id", button.get("custom_id"), limits.CUSTOM_ID)


def _select(path: str, select: Json) -> Iterator[Fault]:
    yield from too_long(f"{path}/placeholder", select.get("placeholder"), limits.PLACEHOLDER)
    if select["type"] not in {c.SELECT, c.CHECKBOXES}:
        return
    options = many(select, "options")
    if not 1 <= len(options) <= limits.OPTIONS:
        yield Fault(f"{path}/options", f"{len(options)} options; Discord takes 1 to {limits.OPTIONS}", FORM)
    least, most = int(select.get("min_values", 1)), int(select.get("max_values", 1))
    if not 0 <= least <= most <= max(len(options), 1):
        yield Fault(f"{path}/max_values", f"{least} to {most} of {len(options)} options", FORM)
    values = Counter(str(option.get("value")) for option in options)
    for value in (value for value, times in values.items() if times > 1):
        yield Fault(f"{path}/options", f"the value {value!r} is there twice", FORM)
    for place, option in enumerate(options):
        for name in ("label", "value"):
            yield from text(f"{path}/options/{place}/{name}", option.get(name), limits.OPTION)
        yield from too_long(f"{path}/options/{place}/description", option.get("description"), limits.OPTION)


def _input(path: str, field: Json) -> Iterator[Fault]:
    yield from too_long(f"{path}/label", field.get("label"), limits.MODAL_LABEL)
    yield from too_long(f"{path}/placeholder", field.get("placeholder"), limits.INPUT_PLACEHOLDER)
    yield from too_long(f"{path}/value", field.get("value"), int(field.get("max_length") or limits.INPUT))


def _picture(path: str, picture: Json) -> Iterator[Fault]:
    yield from too_long(f"{path}/description", picture.get("description"), limits.ALT_TEXT)
    if not picture.get("description"):
        yield Fault(path, "a picture without words for who does not see it")


def _section(path: str, section: Json) -> Iterator[Fault]:
    if not 1 <= len(many(section, "components")) <= limits.SECTION_TEXTS or not section.get("accessory"):
        yield Fault(path, f"a section has 1 to {limits.SECTION_TEXTS} texts and an accessory", FORM)


def _gallery(path: str, gallery: Json) -> Iterator[Fault]:
    items = many(gallery, "items")
    if not 1 <= len(items) <= limits.GALLERY:
        yield Fault(f"{path}/items", f"{len(items)} pictures; Discord takes 1 to {limits.GALLERY}", FORM)
    for place, item in enumerate(items):
        yield from _picture(f"{path}/items/{place}", item)


def _text(path: str, shown: Json) -> Iterator[Fault]:
    yield from text(f"{path}/content", shown.get("content"), limits.TEXT_DISPLAYS)


def _container(path: str, container: Json) -> Iterator[Fault]:
    if not container.get("components"):
        yield Fault(f"{path}/components", "is empty", FORM)


def _label(path: str, label: Json) -> Iterator[Fault]:
    yield from text(f"{path}/label", label.get("label"), limits.MODAL_LABEL)
    yield from too_long(f"{path}/description", label.get("description"), limits.MODAL_DESCRIPTION)


RULES: dict[int, Callable[[str, Json], Iterator[Fault]]] = {
    c.ROW: _row,
    c.BUTTON: _button,
    **dict.fromkeys((*c.SELECTS, c.CHECKBOXES), _select),
    c.INPUT: _input,
    c.SECTION: _section,
    c.TEXT: _text,
    c.THUMBNAIL: _picture,
    c.GALLERY: _gallery,
    c.CONTAINER: _container,
    c.LABEL: _label,
}
