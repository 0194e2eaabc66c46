"""The wire: the plain SCIM client and what it records, redacts and refuses."""
