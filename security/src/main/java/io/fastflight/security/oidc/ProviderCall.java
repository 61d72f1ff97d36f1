package io.fastflight.security.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a provider for one JSON object: within seconds, within a size, following nowhere else. */
final class ProviderCall {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_BYTES = 256 * 1024;

  private final URI url;
  private final Map<String, String> headers = new LinkedHashMap<>();

  ProviderCall(URI url) {
    this.url = url;
  }

  /** An answer that is JSON. */
  record Answer(int status, Map<String, Object> json) {}

  ProviderCall header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Answer get() throws IOException {
    return answer(open());
  }

  Answer post(Map<String, String> form) throws IOException {
    HttpURLConnection call = open();
    call.setRequestMethod("POST");
    call.setDoOutput(true);
    call.setRequestProperty("content-type", "application/x-www-form-urlencoded");
    try {
      call.getOutputStream().write(encoded(form).getBytes(UTF_8));
    } catch (IOException unsent) {
      call.disconnect();
      throw unsent;
    }
    return answer(call);
  }

  /** Writes a form, or the query of a URL. */
  static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private HttpURLConnection open() throws IOException {
    HttpURLConnection call = (HttpURLConnection) url.toURL().openConnection();
    call.setConnectTimeout(TIMEOUT_MILLIS);
    call.setReadTimeout(TIMEOUT_MILLIS);
    call.setInstanceFollowRedirects(false);
    call.setUseCaches(false);
    call.setRequestProperty("accept", "application/json");
    call.setRequestProperty("connection", "close"); // it is asked again in minutes
    headers.forEach(call::setRequestProperty);
    return call;
  }

  private static Answer answer(HttpURLConnection call) throws IOException {
    try {
      int status = call.getResponseCode();
      try (@Nullable InputStream in =
          status < 400 ? call.getInputStream() : call.getErrorStream()) {
        byte[] body = in == null ? new byte[0] : in.readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
          throw new IOException("more than 256 KiB");
        }
        return new Answer(status, json(body));
      }
    } finally {
      call.disconnect();
    }
  }

  /** Not the words of the parser: they quote what came. */
  private static Map<String, Object> json(byte[] body) throws IOException {
    try {
      return JsonText.readObject(body);
    } catch (InvalidParamsException other) {
      throw new IOException("an answer that is no JSON object");
    }
  }
}
