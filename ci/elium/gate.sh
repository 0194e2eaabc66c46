#!/bin/sh
# gate.sh: holds a release of Elium to what Entra ID's provisioning needs of it, before it is rolled out.
#
# Starts the release, waits until it answers, judges it under the profile elium, keeps the report, stops the release.
#
# START          one command that runs the release in the foreground: docker run --rm -p 8080:8080 elium:$RELEASE
# TENANT_URL     https://.../scim/v2, as My Profile > Settings > Advanced > Security shows it, with /scim/v2 behind it
# SCIM_TOKEN     the secret token shown there
# RELEASE        names the report's folder        (default unnamed)
# REPORTS        where reports are kept           (default scimproof-reports)
# WAIVERS        known findings, each with an end (default: none)
# WAIT           seconds until it must answer     (default 300)
# SCIMPROOF      the command                      (default scimproof)
#
# Exit code: 0 roll out; 1 findings; 3 scimproof failed; 4 usage; 6 the release did not start or does not answer.
set -u
: "${START:?is not set}" "${TENANT_URL:?is not set}" "${SCIM_TOKEN:?is not set}"
SCIMPROOF_TENANT_URL=$TENANT_URL
SCIMPROOF_TOKEN=$SCIM_TOKEN
SCIMPROOF_PROFILE=elium
SCIMPROOF_WAIVERS=${WAIVERS:-}
SCIMPROOF_REPORT_DIR=${REPORTS:-scimproof-reports}/${RELEASE:-unnamed}
export SCIMPROOF_TENANT_URL SCIMPROOF_TOKEN SCIMPROOF_PROFILE SCIMPROOF_WAIVERS SCIMPROOF_REPORT_DIR
mkdir -p "$SCIMPROOF_REPORT_DIR" || exit 4

if curl --silent --output /dev/null --max-time 5 "$TENANT_URL/ServiceProviderConfig"; then
  echo "gate: something answers at $TENANT_URL already: the release would not be what is judged" >&2
  exit 4
fi

# The release must not see the gate's secret, and ends with the gate, whatever ends the gate.
env -u SCIM_TOKEN -u SCIMPROOF_TOKEN sh -c "exec $START" > "$SCIMPROOF_REPORT_DIR/release.log" 2>&1 &
release=$!
trap 'kill "$release" 2>/dev/null; wait "$release" 2>/dev/null' EXIT
trap 'exit 2' INT TERM HUP

# Any answer will do, 401 as well: whether it is the right one is for scimproof to say.
waited=0
until curl --silent --output /dev/null --max-time 5 "$TENANT_URL/ServiceProviderConfig"; do
  if ! kill -0 "$release" 2>/dev/null; then
    echo "gate: the release ended before it answered; its log:" >&2
    tail -n 20 "$SCIMPROOF_REPORT_DIR/release.log" >&2
    exit 6
  fi
  if [ "$waited" -ge "${WAIT:-300}" ]; then
    echo "gate: no answer from $TENANT_URL within ${WAIT:-300} s" >&2
    exit 6
  fi
  sleep 1
  waited=$((waited + 1))
done

"${SCIMPROOF:-scimproof}" run "$@"
