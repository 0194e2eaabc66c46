"""The User schema (RFC 7643 4.1), whole."""

from __future__ import annotations

from scimproof.reference.definitions.build import CORE, attribute, schema, several

USER = schema(
    f"{CORE}User",
    "User",
    "A person with an account",
    attribute("externalId", "The identifier that the client gave.", caseExact=True),
    attribute("userName", "The name to sign in with.", required=True, uniqueness="server"),
    attribute(
        "name",
        "The parts of the person's name.",
        "complex",
        subs=[
            attribute("formatted", "The full name, ready to show."),
            attribute("familyName", "The family name."),
            attribute("givenName", "The given name."),
            attribute("middleName", "The middle names."),
            attribute("honorificPrefix", "The title before the name."),
            attribute("honorificSuffix", "The suffix after the name."),
        ],
    ),
    attribute("displayName", "The name to show to others."),
    attribute("nickName", "The casual name."),
    attribute("profileUrl", "Where the profile page is.", "reference", refers=["external"], caseExact=True),
    attribute("title", "The job title."),
    attribute("userType", "How the person relates to the organization."),
    attribute("preferredLanguage", "The language the person prefers."),
    attribute("locale", "How dates, numbers and currency are written."),
    attribute("timezone", "The time zone, by its name in the tz database."),
    attribute("active", "Whether the account may be used.", "boolean"),
    attribute("password", "The clear-text password to set.", caseExact=True, mutability="writeOnly", returned="never"),
    several("emails", "E-mail addresses.", "work", "home", "other", role="address"),
    several("phoneNumbers", "Phone numbers.", "work", "home", "mobile", "fax", "pager", "other", role="number"),
    several("ims", "Instant messaging addresses.", "aim", "gtalk", "icq", "xmpp", "skype", "qq", "yahoo"),
    several(
        "photos",
        "Pictures of the person.",
        "photo",
        "thumbnail",
        value=attribute("value", "Where the picture is.", "reference", refers=["external"], caseExact=True),
    ),
    attribute(
        "addresses",
        "Physical addresses.",
        "complex",
        multiValued=True,
        subs=[
            attribute("formatted", "The full address, ready to print."),
            attribute("streetAddress", "Street, house number, post box."),
            attribute("locality", "City."),
            attribute("region", "State or region."),
            attribute("postalCode", "Postal code."),
            attribute("country", "Country."),
            attribute("type", "What it is used for.", values=["work", "home", "other"]),
            attribute("primary", "Whether it is the preferred one; at most one is.", "boolean"),
        ],
    ),
    attribute(
        "groups",
        "The groups that the person is a member of; changed through the groups.",
        "complex",
        multiValued=True,
        mutability="readOnly",
        subs=[
            attribute("value", "The id of the group.", caseExact=True, mutability="readOnly"),
            attribute(
                "$ref", "Where the group is.", "reference", refers=["Group"], caseExact=True, mutability="readOnly"
            ),
            attribute("display", "The name of the group.", mutability="readOnly"),
            attribute("type", "How the membership came about.", values=["direct", "indirect"], mutability="readOnly"),
        ],
    ),
    several("entitlements", "Things the person is entitled to."),
    several("roles", "The person's roles."),
    several(
        "x509Certificates",
        "Certificates issued to the person.",
        value=attribute("value", "The certificate, DER in base64.", "binary", caseExact=True),
    ),
)
