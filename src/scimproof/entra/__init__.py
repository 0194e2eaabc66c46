"""The provisioning service of Microsoft Entra ID: what it sends, and how it reads the answers."""
