#!/bin/sh
# Makes the PDF fixtures of this folder with WeasyPrint 57.2 and qpdf 11.3 of Debian 12.
set -eu
cd "$(dirname "$0")"
weasyprint -q convention.html convention.pdf
weasyprint -q --pdf-variant pdf/ua-1 convention.html convention-ua.pdf
qpdf --object-streams=generate --deterministic-id convention.pdf object-streams.pdf
qpdf --linearize --deterministic-id convention.pdf linearized.pdf
qpdf --rotate=+90:1 --rotate=+270:2 --deterministic-id convention.pdf rotated.pdf
qpdf --static-id --static-aes-iv --encrypt "" owner 256 -- convention.pdf encrypted-empty.pdf
qpdf --static-id --static-aes-iv --encrypt user owner 256 -- convention.pdf encrypted.pdf
