package io.fastflight.http.handler;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** Serves what people look at: the console at {@code /}, and the documentation of all paths. */
final class Pages {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String FIRST_PAGE = "index.html";

  /** How the console is told where the other paths are, seen from its page. */
  private static final String CONSOLE_PREFIX = "<meta name=\"fastflight-prefix\" content=\"%s\"";

  private final StaticFiles console;
  private final StaticFiles viewer =
      new StaticFiles("META-INF/resources/webjars/swagger-ui/" + viewerVersion() + "/");
  private final StaticFiles docs = new StaticFiles("io/fastflight/http/docs/");
  private final String prefix;

  Pages(String prefix) {
    this.prefix = prefix;
    String seenFromPage = prefix.isEmpty() ? "" : prefix.substring(1);
    this.console =
        new StaticFiles(
            "io/fastflight/console/",
            page ->
                page.replace(
                    CONSOLE_PREFIX.formatted("fastflight"),
                    CONSOLE_PREFIX.formatted(seenFromPage)));
  }

  /** Returns the version of the viewer that is on the class path, which its folder is named by. */
  private static String viewerVersion() {
    Properties facts = new Properties();
    try (InputStream in =
        Pages.class
            .getClassLoader()
            .getResourceAsStream("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      if (in != null) {
        facts.load(in);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return facts.getProperty("version", "none");
  }

  /** Returns the file of the console that a path leads to. */
  Optional<HttpAnswer> console(HttpCall call) {
    String path = call.path().substring(1);
    return console
        .answer(path.isEmpty() ? FIRST_PAGE : path, call)
        .or(() -> path.isEmpty() ? Optional.of(noConsole()) : Optional.empty());
  }

  private HttpAnswer noConsole() {
    String page =
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>FastFlight</title>
        <h1>FastFlight</h1>
        <p>This server was built without its console: the machine had no Node when it was made.</p>
        <ul>
        <li><a href="%1$s/docs">Try the services</a></li>
        <li><a href="%1$s/services">The services, as JSON</a></li>
        <li><a href="%1$s/openapi.json">All paths, as OpenAPI</a></li>
        </ul>
        </html>
        """;
    return HttpAnswer.text(HttpStatuses.OK, HTML, page.formatted(prefix));
  }

  /** Returns the page that shows {@code openapi.json}. */
  HttpAnswer docs() {
    String page =
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>FastFlight services</title>
        <link rel="stylesheet" href="%1$s/docs/swagger-ui.css">
        <div id="docs" data-document="%1$s/openapi.json"></div>
        <script src="%1$s/docs/swagger-ui-bundle.js"></script>
        <script src="%1$s/docs/start.js"></script>
        </html>
        """;
    return HttpAnswer.text(HttpStatuses.OK, HTML, page.formatted(prefix));
  }

  /** Returns a file that the page of {@link #docs} loads. */
  Optional<HttpAnswer> docsFile(String name, HttpCall call) {
    return docs.answer(name, call).or(() -> viewer.answer(name, call));
  }
}
