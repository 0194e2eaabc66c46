"""The provisioning service of Microsoft Entra ID: what it sends, in which shape, and how it reads the answers."""
