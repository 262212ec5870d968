#!/bin/sh
# curl: curl_client.sh URL PDF
curl -s -F kind=fiche_action -F 'title=Été à l’école' -F "file=@$2;filename=plan \"à\" signer.pdf;type=application/pdf" "$1/curl"
curl -s -F 'kind=fiche_action;type=text/plain; charset=utf-8' -F 'title=Été à l’école' -F "file=@$2;headers=\"X-Of: mine\"" "$1/curl-typed"
curl -s --form-escape -F kind=fiche_action -F 'title=Été à l’école' -F "file=@$2;filename=a\"b.pdf" "$1/curl-form-escape"
