<?php
// curl and Guzzle of PHP: php php_clients.php URL PDF
[, $url, $pdf] = $argv;
$request = curl_init("$url/php-curl");
curl_setopt($request, CURLOPT_RETURNTRANSFER, true);
curl_setopt($request, CURLOPT_POSTFIELDS, [
    'kind' => 'fiche_action',
    'title' => 'Été à l’école',
    'file' => new CURLFile($pdf, 'application/pdf', 'plan à signer.pdf'),
]);
curl_exec($request);

if ((@include 'GuzzleHttp/autoload.php') || (@include __DIR__ . '/vendor/autoload.php')) {
    (new GuzzleHttp\Client())->post("$url/php-guzzle", ['multipart' => [
        ['name' => 'kind', 'contents' => 'fiche_action'],
        ['name' => 'title', 'contents' => 'Été à l’école'],
        ['name' => 'file', 'contents' => fopen($pdf, 'r'), 'filename' => 'plan à signer.pdf'],
    ]]);
}
