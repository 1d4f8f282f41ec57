package io.giftledger.local;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * The API's description, and a page that shows it and tries it, with a token of a viewer at hand.
 * All that the page loads comes from here: it works without a network. Neither is deployed.
 */
final class Reference {

  /** Where the page is. */
  static final String PAGE_PATH = "/docs";

  /** Where the description is. */
  static final String DOCUMENT_PATH = "/openapi.yaml";

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>Giftledger's API</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="/docs/swagger-ui.css">
      </head>
      <body>
      <div id="api"></div>
      <script src="/docs/swagger-ui-bundle.js"></script>
      <script>
      const page = SwaggerUIBundle({
        url: "/openapi.yaml",
        dom_id: "#api",
        deepLinking: true,
        defaultModelsExpandDepth: 0,
        onComplete: async () => {
          const token = await (await fetch("/issuer/token?sub=alice")).text();
          page.preauthorizeApiKey("token", token.trim());
        },
      });
      </script>
      </body>
      </html>
      """;

  private static final String WEBJAR = "org.webjars/swagger-ui";

  /** What the page loads, by its name in the WebJar. */
  private static final Map<String, String> CONTENT_TYPES =
      Map.of("swagger-ui.css", "text/css", "swagger-ui-bundle.js", "text/javascript");

  private final Path document;

  /**
   * @param template the template.yaml whose API it describes
   */
  Reference(Path template) {
    this.document = template.resolveSibling("infrastructure/openapi.yaml");
  }

  /** The description; read anew each time, so that a page that is loaded again shows a change. */
  HttpResponse document() {
    try {
      return Files.exists(document)
          ? HttpResponse.of(200, "application/yaml", Files.readString(document))
          : HttpResponse.message(404, "Not Found");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The page, or something that it loads.
   *
   * @param path begins with {@link #PAGE_PATH}
   */
  HttpResponse page(String path) {
    String name = path.substring(PAGE_PATH.length()).replaceFirst("^/", "");
    if (name.isEmpty()) return HttpResponse.of(200, "text/html;charset=utf-8", PAGE);
    String contentType = CONTENT_TYPES.get(name);
    if (contentType == null) return HttpResponse.message(404, "Not Found");
    var headers = new Headers();
    headers.set("Content-Type", contentType + ";charset=utf-8");
    return new HttpResponse(
        200, headers, read("META-INF/resources/webjars/swagger-ui/" + version() + "/" + name));
  }

  private static String version() {
    try (InputStream stream = open("META-INF/maven/" + WEBJAR + "/pom.properties")) {
      var properties = new Properties();
      properties.load(stream);
      return Objects.requireNonNull(properties.getProperty("version"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(String resource) {
    try (InputStream stream = open(resource)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream stream = Reference.class.getResourceAsStream("/" + resource);
    if (stream == null) throw new IllegalStateException("not on the class path: " + resource);
    return stream;
  }
}
