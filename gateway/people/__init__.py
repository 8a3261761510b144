"""Whom declarations concern: companies, by what the boxes call them, and the mandates that they give."""

from gateway.people.attachments import Attachments as Attachments
from gateway.people.companies import Companies as Companies
from gateway.people.companies import Company as Company
from gateway.people.companies import Identifier as Identifier
from gateway.people.mandates import Mandate as Mandate
from gateway.people.mandates import Mandates as Mandates
from gateway.people.mandates import Wanted as Wanted
from gateway.people.refused import PeopleError as PeopleError
