from scimproof.reference import defects, variants
from scimproof.reference.app import create_app
from scimproof.reference.registry import DEFECTS, VARIANTS
from scimproof.reference.serving import Served, serving

__all__ = ["DEFECTS", "VARIANTS", "Served", "create_app", "defects", "serving", "variants"]
