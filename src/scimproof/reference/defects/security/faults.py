"""Faults in authentication, and in the answers to unauthenticated requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, swap, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_UNAUTHORIZED = 401


@defect("any-token-accepted", caught_by={"security.wrong-token"}, source="RFC 6750 3.1")
def any_token_accepted(provider: Provider) -> None:
    """Every token is good."""
    swap(provider.auth, "accepts", bool)


@defect("unauth-not-401", caught_by={"security.wrong-token"}, source="PostHog/posthog#42205")
def unauth_not_401(provider: Provider) -> None:
    """Who has no token, or not the right one, is told 403, as if somebody else might."""
    swap(provider.auth, "refusal", lambda *, sent: ScimError(403, f"Forbidden{'' if sent else ' without a token'}"))


@defect("unauth-500", caught_by={"security.no-token"}, source="keycloak/keycloak#49973")
def unauth_500(provider: Provider) -> None:
    """The answer to a request without a token fails for want of one."""

    def refusal(original: Original, *, sent: bool) -> ScimError:
        refused: ScimError = original(sent=sent)
        return refused if sent else ScimError(500, "The service provider failed")

    wrap(provider.auth, "refusal", refusal)


@defect("reads-are-public", caught_by={"security.reads-need-token"}, source="RFC 7644 7.2")
def reads_are_public(provider: Provider) -> None:
    """Who sends no token may read."""
    swap(provider.auth, "public", lambda request: request.method in ("GET", "HEAD"))


@defect("empty-bearer-accepted", caught_by={"security.empty-token"}, source="ToolJet/ToolJet#16217")
def empty_bearer_accepted(provider: Provider) -> None:
    """The token sent is compared with a second secret that nobody configured: an empty one is right."""
    wrap(provider.auth, "accepts", lambda original, token: token == "" or original(token))


@defect("scheme-compared-exactly", caught_by={"security.scheme-any-case"}, source="RFC 9110 11.1")
def scheme_compared_exactly(provider: Provider) -> None:
    """The authentication scheme counts only when it is written Bearer."""
    swap(provider.auth, "scheme", lambda name: name == "Bearer")


@defect("wwwauth-scheme-wrong", caught_by={"security.challenge"}, source="Captain-P-Goldfish/SCIM-SDK#119")
def wwwauth_scheme_wrong(provider: Provider) -> None:
    """The challenge names the scheme as the service provider configuration does."""
    wrap(
        provider.auth,
        "refusal",
        lambda original, *, sent: ScimError(401, original(sent=sent).detail, WWW_Authenticate="oauthbearertoken"),
    )


@defect("wwwauth-missing", caught_by={"security.challenge"}, source="RFC 9110 11.6.1")
def wwwauth_missing(provider: Provider) -> None:
    """A 401 has no challenge."""
    wrap(provider.auth, "refusal", lambda original, *, sent: ScimError(401, original(sent=sent).detail))


@defect("unauth-html", caught_by={"security.refusal-is-scim-error"}, source="msaad00/agent-bom#3540")
def unauth_html(provider: Provider) -> None:
    """Who has no good token gets a web page to sign in with, under the right status."""

    def page(_request: Request, response: Response) -> Response | None:
        if response.status == _UNAUTHORIZED:
            response.content = b"<html><body>Sign in, please</body></html>"
            response.headers["Content-Type"] = "text/html"
        return None

    provider.http.after.append(page)


@defect("writes-unguarded", caught_by={"security.writes-need-token"}, source="keycloak/keycloak#47616")
def writes_unguarded(provider: Provider) -> None:
    """The token is checked where users are read, and forgotten where they are written."""

    def check(original: Original, request: Request) -> None:
        if request.method == "GET":
            original(request)

    wrap(provider.auth, "check", check)


@defect("password-returned", caught_by={"security.password-never-shown"}, source="RFC 7643 4.1.1")
def password_returned(provider: Provider) -> None:
    """A password is returned like any other attribute."""

    def project(original: Original, kind: object, resource: Resource, *rest: object) -> Resource:
        shown: Resource = original(kind, resource, *rest)
        return {**shown, "password": resource["password"]} if "password" in resource else shown

    wrap(provider.projector, "project", project)


@defect("token-lives-five-minutes", caught_by={"security.oauth-lifetime"}, source="RFC 6749 5.1", over="oauth")
def token_lives_five_minutes(provider: Provider) -> None:
    """Access tokens live for five minutes."""
    provider.oauth.lifetime = 300


@defect("token-lifetime-as-text", caught_by={"security.oauth-token"}, source="RFC 6749 5.1", over="oauth")
def token_lifetime_as_text(provider: Provider) -> None:
    """The token endpoint writes the lifetime as a string."""
    wrap(provider.oauth, "grant", lambda original: {**original(), "expires_in": "3600"})
