"""Partners: who may do what, with which keys, from when until when."""

from gateway.partners.known import Partners as Partners
from gateway.partners.partner import Key as Key
from gateway.partners.partner import Partner as Partner
from gateway.partners.partner import PartnerError as PartnerError
