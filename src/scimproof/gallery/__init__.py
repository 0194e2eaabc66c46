"""Microsoft's 25 validation tests for a listing in the Entra gallery, predicted without a tenant.

The tests are a Logic App template (AzureAD/SCIMReferenceCode). Its conditions are computed here as it computes them,
also where they let a broken target through or fail a sound one: the suites judge, this predicts.
"""
