"""Who may do what: one table, asked of a thing by `may` and of a list by `visible`. Nothing else compares roles."""

from gateway.access.asked import Thing as Thing
from gateway.access.asked import bureaux_read as bureaux_read
from gateway.access.asked import lacks as lacks
from gateway.access.asked import may as may
from gateway.access.asked import owned_by as owned_by
from gateway.access.asked import read_by_word as read_by_word
from gateway.access.asked import reads_any as reads_any
from gateway.access.asked import sent as sent
from gateway.access.asked import visible as visible
from gateway.access.rights import ROLES as ROLES
from gateway.access.rights import Action as Action
from gateway.access.rights import Kind as Kind
from gateway.access.rights import Principal as Principal
from gateway.access.rights import Role as Role
from gateway.access.rights import has_no_bureau as has_no_bureau
from gateway.access.rights import held as held
from gateway.access.rights import reads_nothing as reads_nothing
from gateway.access.rights import role_for as role_for
from gateway.access.standing import READ_BY as READ_BY
from gateway.access.standing import SENDER as SENDER
from gateway.access.standing import company_of as company_of
from gateway.access.standing import his_standing as his_standing
from gateway.access.standing import named_then as named_then
from gateway.access.standing import of_companies as of_companies
