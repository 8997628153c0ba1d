#!/bin/bash
read n
cat
