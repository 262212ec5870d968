import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hc.client5.http.entity.mime.HttpMultipartMode;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

/** java.net.http with Apache HttpComponents 5 in its three modes, Spring's RestTemplate and WebClient. */
public class JavaClients {
    static final String TITLE = "Été à l’école";
    static final String NAME = "plan à signer.pdf";

    static void apache(String url, HttpMultipartMode mode, ContentType text, byte[] pdf) throws Exception {
        var builder = MultipartEntityBuilder.create().setMode(mode);
        builder.addTextBody("kind", "fiche_action");
        // Its own default is ISO 8859-1, which has no typographic apostrophe.
        if (text == null) {
            builder.addTextBody("title", "Été à l'école");
        } else {
            builder.addTextBody("title", TITLE, text);
        }
        builder.addBinaryBody("file", pdf, ContentType.create("application/pdf"), NAME);
        var entity = builder.build();
        var body = new ByteArrayOutputStream();
        entity.writeTo(body);
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().send(
            HttpRequest.newBuilder(URI.create(url)).header("Content-Type", entity.getContentType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())).build(),
            HttpResponse.BodyHandlers.discarding());
    }

    public static void main(String[] arguments) throws Exception {
        String url = arguments[0];
        Path file = Path.of(arguments[1]);
        byte[] pdf = Files.readAllBytes(file);
        apache(url + "/java-apache-strict", HttpMultipartMode.STRICT, null, pdf);
        apache(url + "/java-apache-legacy", HttpMultipartMode.LEGACY, null, pdf);
        apache(url + "/java-apache-extended", HttpMultipartMode.EXTENDED,
            ContentType.create("text/plain", StandardCharsets.UTF_8), pdf);

        var parts = new LinkedMultiValueMap<String, Object>();
        parts.add("kind", "fiche_action");
        parts.add("title", TITLE);
        parts.add("file", new FileSystemResource(file));
        var headers = new HttpHeaders();
        headers.setContentType(MediaType.MULTIPART_FORM_DATA);
        new RestTemplate().postForEntity(url + "/spring-rest-template", new HttpEntity<>(parts, headers), Void.class);

        var builder = new MultipartBodyBuilder();
        builder.part("kind", "fiche_action");
        builder.part("title", TITLE);
        builder.part("file", new ByteArrayResource(pdf)).filename(NAME).contentType(MediaType.APPLICATION_PDF);
        WebClient.builder().clientConnector(new JdkClientHttpConnector()).build()
            .post().uri(url + "/spring-web-client")
            .body(BodyInserters.fromMultipartData(builder.build())).retrieve().toBodilessEntity().block();
    }
}
