"""How asking a server ended, an error or a status → why nothing could be read, in plain words."""

import socket
from http import HTTPStatus

import aiohttp

from bot.web.guard import Forbidden


def in_plain_words(error: Exception) -> str:
    """Say why a server could not be asked, so that a moderator knows what to make of it."""
    match error:
        case aiohttp.ClientConnectorDNSError(os_error=socket.gaierror(errno=socket.EAI_AGAIN)):
            return f"the name {error.host} could not be looked up just now"
        case aiohttp.ClientConnectorDNSError():
            return f"the name {error.host} does not exist"
        case aiohttp.ClientConnectorCertificateError():
            return "the site's certificate is not valid"
        case aiohttp.ClientSSLError():
            return "no secure connection to the site could be made"
        case aiohttp.ClientConnectorError(os_error=Forbidden() as refusal):
            return str(refusal)
        case aiohttp.ClientConnectorError():
            return "the server could not be reached"
        case aiohttp.ClientResponseError():
            return "what the server answered is not proper HTTP"
        case ValueError():
            return "the address is not written as web addresses are"
        case _:
            return "the connection broke off before the answer was complete"


def in_the_standards_words(status: int) -> str:
    """Write a status as "404 Not Found": in the standard's words, not in the server's own."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
