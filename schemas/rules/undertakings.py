"""Who undertakes and who guarantees: box 9 against the signatures of boxes 39 and 40."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.needs import needs_of
from schemas.rules import Circumstances, Fault, Group, rule


@rule("B09-1", each="OtherPerson")
def guarantee_has_its_reference(person: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """A guarantee, a deposit or a waiver has a number, unless the guarantor signs here or a mention says it all."""
    if person.guarantee_type_code is None or circumstances.dum.guarantor_signature is not None:
        return
    if person.guarantee_reference is None and person.mention is None:
        yield person.fault("guarantee_reference", type=person.guarantee_type_code)


@rule("B39-1")
def who_signs_the_undertaking_is_named(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 39 is signed by the undertaking party of box 9."""
    if dum.principal_signature is not None and dum.other_person is None and not _is_asked("9", circumstances):
        yield dum.fault("principal_signature", whole=True)


@rule("B39-2")
def who_undertakes_signs(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The undertaking party of box 9 signs in box 39; a mention alone, such as the C.E.D. visa, undertakes nothing."""
    person = dum.other_person
    if person is None or dum.principal_signature is not None or _is_asked("39", circumstances):
        return
    if person.mention is None or person.guarantee_type_code is not None:
        yield dum.fault("principal_signature", whole=True, name=person.name)


@rule("B40-1")
def who_guarantees_has_a_guarantee(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 40 is signed for a guarantee that box 9 names. An empty box 9 is told once, by its own rules."""
    person = dum.other_person
    if dum.guarantor_signature is None:
        return
    if person is None:
        if dum.principal_signature is None and not _is_asked("9", circumstances):
            yield dum.fault("guarantor_signature", whole=True)
    elif (person.guarantee_type_code, person.guarantee_reference, person.mention) == (None, None, None):
        yield dum.fault("guarantor_signature", whole=True)


def _is_asked(box: str, circumstances: Circumstances) -> bool:
    """True where the régime's table requires a box, and so tells that it is missing."""
    needs = needs_of(circumstances.law, circumstances.dum.regime)
    return needs is not None and needs.asked(box) == "required"
