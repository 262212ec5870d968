// mime/multipart of Go: go run go_client.go URL PDF
package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
)

func main() {
	pdf, _ := os.ReadFile(os.Args[2])
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, _ := form.CreateFormFile("file", "plan \"à signer\".pdf")
	file.Write(pdf)
	form.WriteField("kind", "fiche_action")
	form.WriteField("title", "Été à l’école")
	form.Close()
	http.Post(os.Args[1]+"/go", form.FormDataContentType(), &body)
}
