package io.beta9.provisioning.cli.versions;

import com.google.gson.JsonElement;
import io.beta9.provisioning.cli.client.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the digests of public images from their registries, as the OCI distribution specification
 * describes ("Pulling manifests"); of an image for several platforms, the digest of its index.
 *
 * <p>A registry that demands a token names the server that issues one ("Token authentication" of
 * the distribution project); no credentials are sent to either.
 */
final class ContainerRegistries implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** The specification asks registries to accept at least manifests of this size. */
  private static final int LARGEST_MANIFEST_BYTES = 4 * 1024 * 1024;

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern CHALLENGE_PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final String MANIFESTS =
      String.join(
          ",",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json");

  private final @Nullable URI mirror;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /**
   * @param mirror base URL that replaces the host of every registry; null to query the registries
   */
  ContainerRegistries(@Nullable URI mirror) {
    this.mirror = mirror;
  }

  /**
   * Returns the digest to which a tag points now.
   *
   * @param image host and repository, for example {@code registry.k8s.io/pause}
   * @throws UnknownDigestException if the registry does not name one
   */
  String digest(String image, String tag) throws UnknownDigestException {
    int slash = image.indexOf('/');
    URI registry = mirror == null ? URI.create("https://" + image.substring(0, slash)) : mirror;
    String repository = image.substring(slash + 1);
    URI manifest = registry.resolve("/v2/" + repository + "/manifests/" + tag);
    HttpResponse<InputStream> response = get(manifest, MANIFESTS, null);
    if (response.statusCode() == 401) {
      response = get(manifest, MANIFESTS, token(registry, repository, response));
    }
    byte[] body = body(manifest, response);
    if (response.statusCode() != 200) {
      throw new UnknownDigestException(manifest.getHost() + " answered " + response.statusCode());
    }
    String calculated = sha256(body);
    Optional<String> named = response.headers().firstValue("Docker-Content-Digest");
    if (named.isPresent() && !named.get().equals(calculated)) {
      throw new UnknownDigestException(
          manifest.getHost() + " names a digest that is not the one of its manifest");
    }
    return calculated;
  }

  /** Whether the text is a digest in the form in which images are pinned. */
  static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  private String token(URI registry, String repository, HttpResponse<InputStream> refused)
      throws UnknownDigestException {
    body(registry, refused);
    String challenge = refused.headers().firstValue("WWW-Authenticate").orElse("");
    Optional<String> realm = parameter(challenge, "realm");
    if (!challenge.regionMatches(true, 0, "Bearer ", 0, 7) || realm.isEmpty()) {
      throw new UnknownDigestException(registry.getHost() + " demands a sign-in");
    }
    URI issuer = issuer(registry, realm.get());
    StringBuilder query = new StringBuilder("scope=");
    query.append(
        encoded(parameter(challenge, "scope").orElse("repository:" + repository + ":pull")));
    parameter(challenge, "service")
        .ifPresent(service -> query.append("&service=").append(encoded(service)));
    URI request = issuer.resolve(issuer.getRawPath() + "?" + query);
    HttpResponse<InputStream> response = get(request, "application/json", null);
    byte[] body = body(request, response);
    if (response.statusCode() != 200) {
      throw new UnknownDigestException(request.getHost() + " answered " + response.statusCode());
    }
    return Json.parse(body)
        .filter(JsonElement::isJsonObject)
        .map(JsonElement::getAsJsonObject)
        .map(answer -> answer.has("token") ? answer.get("token") : answer.get("access_token"))
        .filter(JsonElement::isJsonPrimitive)
        .map(JsonElement::getAsString)
        .orElseThrow(() -> new UnknownDigestException(request.getHost() + " issued no token"));
  }

  /** The address comes from the registry: it may not lead to another scheme than the registry's. */
  private static URI issuer(URI registry, String realm) throws UnknownDigestException {
    try {
      URI issuer = new URI(realm);
      if (registry.getScheme().equals(issuer.getScheme())
          && issuer.getHost() != null
          && issuer.getRawPath() != null) {
        return issuer;
      }
    } catch (URISyntaxException e) {
      // Reported below.
    }
    throw new UnknownDigestException(
        registry.getHost() + " names an address for tokens that cannot be used");
  }

  private static Optional<String> parameter(String challenge, String name) {
    Matcher matcher = CHALLENGE_PARAMETER.matcher(challenge);
    while (matcher.find()) {
      if (matcher.group(1).equalsIgnoreCase(name)) {
        return Optional.of(matcher.group(2));
      }
    }
    return Optional.empty();
  }

  private HttpResponse<InputStream> get(URI address, String accept, @Nullable String token)
      throws UnknownDigestException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("Accept", accept).timeout(TIMEOUT);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UnknownDigestException(address.getHost() + " is not reachable");
    } catch (IllegalArgumentException e) {
      throw new UnknownDigestException(address.getHost() + " issued a token that cannot be sent");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownDigestException("interrupted");
    }
  }

  private static byte[] body(URI address, HttpResponse<InputStream> response)
      throws UnknownDigestException {
    try (InputStream in = response.body()) {
      byte[] body = in.readNBytes(LARGEST_MANIFEST_BYTES + 1);
      if (body.length > LARGEST_MANIFEST_BYTES) {
        throw new UnknownDigestException(address.getHost() + " answered with more than 4 MiB");
      }
      return body;
    } catch (IOException e) {
      throw new UnknownDigestException(address.getHost() + " broke its answer off");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String sha256(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
