#!/usr/bin/env bash
# The client stories on the SDKs of before darabonba: tea_openapi 0.3 (Tea), in a virtual environment of their own.
#
#   tools/old_generations.sh [folder of the virtual environment]     PYTHON=python3.10 tools/old_generations.sh
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${1:-.venv-old}

"${PYTHON:-python3}" -m venv --clear "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check \
    . pytest hypothesis requests time-machine freezegun \
    'alibabacloud_tea_openapi==0.3.16' \
    'alibabacloud_vpcpeer20220101==1.0.8' \
    'alibabacloud_vpc20160428<7'

core=$("$venv/bin/pip" freeze --disable-pip-version-check | grep -iE '^alibabacloud[_-]tea[_-]openapi==')
[ "${core##*==}" = 0.3.16 ] || { echo "pip resolved $core, not the old generation"; exit 1; }

"$venv/bin/python" -m pytest tests/alibaba/clients tests/alibaba/test_gateway.py tests/alibaba/test_wire.py \
    tests/server/test_alibaba_sdks.py
