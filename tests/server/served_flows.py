"""The flows that hosts of tests serve."""

from __future__ import annotations

from tests.server.raw_plivo import flow_of

DESK = flow_of("""
flow: desk
start: menu
fallback: bye
states:
  menu:
    ask: For sales, press 1. To leave, press 2.
    choices:
      sales: {press: 1}
      bye: {press: 2}
  sales:
    transfer: ["+1 555 010 0001", "+15550100002"]
    ring: 20s
    caller_id: "+15550100000"
    go: {ended: thanks, busy: busy, otherwise: bye}
  busy: {say: They are busy., go: menu}
  thanks: {say: Thank you for calling., go: bye}
  bye: {say: Goodbye., go: hangup}
""")
STRAIGHT = flow_of("""
flow: straight
start: person
fallback: bye
states:
  person: {transfer: "+15550100001", go: {otherwise: bye}}
  bye: {say: Goodbye., go: hangup}
""")

RESCUED = flow_of("""
flow: rescued
start: hello
fallback: person
states:
  hello: {say: Hello., go: person}
  person: {say: One moment., transfer: "+15550100001", go: {otherwise: hangup}}
""")
BRIEFED = flow_of("""
flow: briefed
language: en-IN
start: person
fallback: bye
states:
  person:
    transfer: "+15550100001"
    brief: "Caller from {{ call.from | spell }}."
    go: {ended: hangup, otherwise: bye}
  bye: {say: Goodbye., go: hangup}
""")
