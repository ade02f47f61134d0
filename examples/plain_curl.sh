#!/bin/sh
# One span of your own with a call of a model below it, by nothing but curl and the shell.
set -eu

: "${TO11_API_KEY:?set it to your to11 key}" "${OPENAI_API_KEY:?set it to the key of the provider}"
api=${TO11_API_URL:-http://127.0.0.1:4500}
gateway=${TO11_GATEWAY_URL:-http://127.0.0.1:4000/v1}
collector=${OTEL_EXPORTER_OTLP_ENDPOINT:-http://127.0.0.1:4318}
model=${MODEL:-gpt-4o-mini}
session=curl-session

# What is answered; an error's answer goes to standard error and ends the script.
call() {
    answer=$(curl --silent --show-error --fail-with-body --max-time 60 "$@") || {
        printf '%s\n' "$answer" >&2
        return 1
    }
    printf '%s\n' "$answer"
}
# The value of a name: a text, or a number.
text_of() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
number_of() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }
new_id() { od -An -N "$1" -t x1 /dev/urandom | tr -d ' \n'; }
now() { date +%s%N; }

# 1. The key is exchanged for a collector token, which lives 15 minutes.
exchanged=$(call "$api/v1/ingest-token/exchange" \
    -H "Content-Type: application/json" -d "{\"credential\": \"$TO11_API_KEY\"}")
token=$(printf '%s\n' "$exchanged" | text_of token)
project=$(printf '%s\n' "$exchanged" | text_of projectId)

# 2. The span begins. `traceparent` puts the gateway's spans below it.
trace_id=$(new_id 16)
span_id=$(new_id 8)
started=$(now)
call "$gateway/chat/completions" \
    -H "x-to11-authorization: Bearer $TO11_API_KEY" \
    -H "x-to11-session-id: $session" \
    -H "traceparent: 00-$trace_id-$span_id-01" \
    -H "Authorization: Bearer $OPENAI_API_KEY" \
    -H "Content-Type: application/json" \
    -d "{\"model\": \"$model\", \"messages\": [{\"role\": \"user\", \"content\": \"Say this is a test\"}]}"

# 3. The span is over, and is sent as OTLP/JSON. Kind 1 is internal.
taken=$(call "$collector/v1/traces" \
    -H "Authorization: Bearer $token" -H "Content-Type: application/json" --data-binary @- <<END
{"resourceSpans": [{
  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "plain-curl"}}]},
  "scopeSpans": [{"scope": {"name": "plain-curl"}, "spans": [{
    "traceId": "$trace_id", "spanId": "$span_id", "name": "ask-with-curl", "kind": 1,
    "startTimeUnixNano": "$started", "endTimeUnixNano": "$(now)",
    "attributes": [{"key": "session.id", "value": {"stringValue": "$session"}}]
  }]}]
}]}
END
)
case $taken in *rejectedSpans*) printf 'not taken: %s\n' "$taken" >&2 && exit 1 ;; esac

# 4. The trace is read back, once it holds our span and the gateway's three. Each object is put on a line of its own.
outline() {
    curl --silent --fail --max-time 10 -H "Authorization: Bearer $TO11_API_KEY" \
        "$api/v1/projects/$project/traces/$trace_id/outline" | tr '{' '\n'
}
tries=0
until found=$(outline) && [ "$(printf '%s\n' "$found" | number_of spanCount)" = 4 ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { printf 'trace %s is not complete\n' "$trace_id" >&2 && exit 1; }
    sleep 0.1
done
summary=$(printf '%s\n' "$found" | sed -n '/"spanCount"/p')
printf 'trace %s  %s tokens in, %s out\n' "$trace_id" \
    "$(printf '%s\n' "$summary" | number_of inputTokens)" "$(printf '%s\n' "$summary" | number_of outputTokens)"
printf '%s\n' "$found" | sed -n 's/^"spanId".*"name":"\([^"]*\)".*"serviceName":"\([^"]*\)".*/\1  \2/p'
