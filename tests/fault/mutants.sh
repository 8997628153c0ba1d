#!/bin/bash
# timeout: 300
# Proof that the faults can fail: a service that settles in Redis before its commit loses a submission when it is killed in between.
build=$(realpath -m "${BUILD:-build}")
export EVALX=$build/mutant/evalx EVALX_WEAKEN_QUEUE=commit EVALX_FAULT="records a result" EVALX_FAULT_PATIENCE=45
if [[ ! -x $EVALX ]]; then
    echo "not ok the mutant build is there - $EVALX is missing: make VARIANT=mutant"
    exit 0
fi
result=$("$(dirname "$0")/service_faults.sh")
if [[ $result == "not ok serve-queue killed"*"I1"* ]]; then
    echo "ok a service that settles before its commit is noticed"
else
    echo "not ok a service that settles before its commit is noticed - ${result:-no answer}"
fi
