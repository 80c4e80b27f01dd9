package io.beta9.provisioning.cli.profile;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.format.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * An OpenID provider. Its endpoints come from its discovery document; all of them are requested
 * with HTTPS, or on this machine, and no redirect is followed.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">Discovery</a>
 */
final class OidcProvider implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_BYTES = 256 * 1024;

  private final URI issuer;
  private final HttpClient http;

  private OidcProvider(URI issuer, Optional<SSLContext> tls) {
    this.issuer = issuer;
    HttpClient.Builder client =
        HttpClient.newBuilder().connectTimeout(TIMEOUT).followRedirects(HttpClient.Redirect.NEVER);
    tls.ifPresent(client::sslContext);
    this.http = client.build();
  }

  /** A response of the provider. */
  record Reply(int status, JsonObject body) {
    String text(String name) {
      JsonElement value = body.get(name);
      return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }

    long number(String name, long fallback) {
      JsonElement value = body.get(name);
      return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()
          ? value.getAsLong()
          : fallback;
    }
  }

  /**
   * @param tls what connections trust; empty for the authorities of the JDK
   */
  static OidcProvider of(String issuer, Optional<SSLContext> tls) {
    return new OidcProvider(secure(issuer, "the issuer"), tls);
  }

  /** Returns the endpoints of the provider. */
  Reply discover() {
    String path = issuer.toString().replaceFirst("/$", "") + "/.well-known/openid-configuration";
    Reply reply = send(HttpRequest.newBuilder(URI.create(path)).GET());
    if (reply.status() != 200 || !reply.text("issuer").equals(issuer.toString())) {
      throw new CommandException(
          ExitCode.FAILED,
          "the issuer " + issuer + " has no discovery document of its own at " + path);
    }
    return reply;
  }

  /** Sends a form to an endpoint of the discovery document. */
  Reply post(Reply discovered, String endpoint, Map<String, String> form) {
    String url = discovered.text(endpoint);
    if (url.isEmpty()) {
      throw new CommandException(
          ExitCode.FAILED, "the issuer " + issuer + " supports no " + endpoint);
    }
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(secure(url, endpoint))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<InputStream> response =
          http.send(
              request.timeout(TIMEOUT).header("Accept", "application/json").build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        JsonElement json = Json.parse(body.readNBytes(MAX_BYTES)).orElseGet(JsonObject::new);
        return new Reply(
            response.statusCode(), json.isJsonObject() ? json.getAsJsonObject() : new JsonObject());
      }
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "the issuer " + issuer + " is not reachable (" + PrintableText.of(e.toString()) + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "interrupted");
    }
  }

  /** Returns the URL if credentials may be sent to it. */
  private static URI secure(String url, String what) {
    try {
      URI uri = URI.create(url);
      String host = uri.getHost();
      if (host != null
          && ("https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && isLocal(host)))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Reported below.
    }
    throw new CommandException(
        ExitCode.WRONG_USE,
        what + " '" + PrintableText.of(url) + "' is not an https URL",
        List.of("Tokens are sent to it."));
  }

  private static boolean isLocal(String host) {
    try {
      return (host.equals("localhost") || host.matches("127\\.[0-9.]+|\\[::1\\]"))
          && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
