#!/bin/sh
# gate.sh [MORE WORDS FOR scimproof run]: judges TENANT_URL with SCIM_TOKEN; the report of the last green run is the
# baseline of the next one, so that a finding that was fixed once is new when it breaks again.
# To begin with findings that are known, look at the first, red report and copy its report.json to KEEP by hand.
#
# TENANT_URL     as typed into Entra
# SCIM_TOKEN     the secret token
# REPORT_DIR     where the report goes            (default scimproof-report)
# KEEP           folder that outlives the job     (default .scimproof-kept); empty: no baseline
# SCIMPROOF      the command                      (default scimproof)
#
# Exit code: scimproof's own. 0 conformant or nothing new, 1 findings, 3 scimproof failed, 4 usage, 6 no endpoint.
set -u
SCIMPROOF_TENANT_URL=${TENANT_URL:?is not set}
SCIMPROOF_TOKEN=${SCIM_TOKEN:?is not set}
SCIMPROOF_REPORT_DIR=${REPORT_DIR:-scimproof-report}
export SCIMPROOF_TENANT_URL SCIMPROOF_TOKEN SCIMPROOF_REPORT_DIR
kept=${KEEP-.scimproof-kept}

if [ -n "$kept" ] && [ -f "$kept/report.json" ]; then
  SCIMPROOF_BASELINE=$kept/report.json
  export SCIMPROOF_BASELINE
fi

code=0
"${SCIMPROOF:-scimproof}" run "$@" || code=$?

# Never a red one: a gate that turns green when it is asked again is none.
if [ -n "$kept" ] && [ "$code" -eq 0 ]; then
  mkdir -p "$kept" && cp "$SCIMPROOF_REPORT_DIR/report.json" "$kept/report.json"
fi
exit "$code"
