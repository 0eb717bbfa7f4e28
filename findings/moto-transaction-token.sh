#!/bin/sh
# Software: moto 5.2.5 with boto3 1.43.11 (PyPI)
#
# A good engineer would guess: moto checks the limits and expressions of TransactWriteItems in detail. So it also
# carries out a ClientRequestToken once, as AWS documents: the same call with the same token, within ten minutes,
# changes nothing more.
#
# Behaviour: moto ignores the token. The same transaction with the same token is applied twice, and another
# transaction under a used token is accepted, where AWS answers IdempotentParameterMismatchException.
#
# Why it matters: The token makes it safe to send a transaction again whose answer was lost. A test of exactly that
# fails with moto for correct code, and passes for code that makes a new token for each attempt.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "moto[dynamodb]==${VERSION:-5.2.5}" boto3==1.43.11 || exit 2
cat > finding.py <<'PYTHON'
import boto3, moto
with moto.mock_aws():
    table = boto3.client("dynamodb", region_name="eu-central-1", aws_access_key_id="none", aws_secret_access_key="none")
    table.create_table(TableName="t", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
                       AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}])
    def add(amount):
        table.transact_write_items(ClientRequestToken="one-token", TransactItems=[{"Update": {
            "TableName": "t", "Key": {"p": {"S": "users"}}, "UpdateExpression": "ADD logins :n",
            "ExpressionAttributeValues": {":n": {"N": amount}}}}])
    def logins():
        return table.get_item(TableName="t", Key={"p": {"S": "users"}})["Item"]["logins"]["N"]
    add("1")
    add("1")
    print("the same transaction twice, one token:", logins())
    try:
        add("5")
        print("another transaction, the same token:", logins())
    except Exception as error:
        print("another transaction, the same token:", error)
PYTHON
seen=$(venv/bin/python finding.py) || exit 2
expected='the same transaction twice, one token: 2
another transaction, the same token: 7'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
