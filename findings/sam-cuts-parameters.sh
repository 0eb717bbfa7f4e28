#!/bin/sh
# Software: aws-sam-cli 1.170.0 (PyPI)
#
# A good engineer would guess: sam deploy --parameter-overrides 'Schedule=rate(10 minutes)' sets the parameter to
# everything between the shell's quotes. The line "TableKey= LogDays=30" (the form of samconfig.toml) sets TableKey to
# an empty text.
#
# Behaviour: sam splits each argument again, by rules of its own. A value ends at its first blank: Schedule becomes
# "rate(10", and the rest is dropped. A parameter with an empty value is dropped as a whole. Neither is reported. Only
# double quotes inside of the argument keep such values: Schedule="rate(10 minutes)", TableKey="".
#
# Why it matters: Schedules, lists of web origins and descriptions contain blanks, and an empty value is how an option
# of a stack is switched off again. CloudFormation keeps the former value of a parameter that is not named, so the
# deployment succeeds and the option stays on.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "aws-sam-cli==${VERSION:-1.170.0}" || exit 2
cat > finding.py <<'PYTHON'
import json
from samcli.cli.types import CfnParameterOverridesType  # what reads --parameter-overrides
for given in ["Schedule=rate(10 minutes)"], ["TableKey= LogDays=30"], ['Schedule="rate(10 minutes)"'], ['TableKey="" LogDays=30']:
    print(*given, "->", json.dumps(CfnParameterOverridesType().convert(tuple(given), None, None)))
PYTHON
seen=$(SAM_CLI_TELEMETRY=0 venv/bin/python finding.py) || exit 2
expected='Schedule=rate(10 minutes) -> {"Schedule": "rate(10"}
TableKey= LogDays=30 -> {"LogDays": "30"}
Schedule="rate(10 minutes)" -> {"Schedule": "rate(10 minutes)"}
TableKey="" LogDays=30 -> {"TableKey": "", "LogDays": "30"}'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
