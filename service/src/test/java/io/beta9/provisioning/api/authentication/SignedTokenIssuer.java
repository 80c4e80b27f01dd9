package io.beta9.provisioning.api.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An OpenID Connect issuer on a local port: discovery, keys that rotate, signed tokens. */
public final class SignedTokenIssuer implements AutoCloseable {
  public static final String AUDIENCE = "provisioning";

  private final HttpServer server;
  private final List<RSAKey> published = new ArrayList<>();
  private final AtomicInteger keyRequests = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<String, Granted> granted = new ConcurrentHashMap<>();
  private RSAKey current;
  private volatile boolean failing;
  private volatile @Nullable String keysAddress;
  private final Map<String, String> redirects = new ConcurrentHashMap<>();

  public SignedTokenIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    current = newKey("first");
    published.add(current);
    server.createContext(
        "/.well-known/openid-configuration",
        exchange ->
            answer(
                exchange,
                """
                {"issuer": "%1$s", "jwks_uri": "%2$s",
                 "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token"}
                """
                    .formatted(url(), keysAddress == null ? url() + "/keys" : keysAddress)));
    server.createContext("/token", exchange -> answer(exchange, exchangeCode(exchange)));
    server.createContext(
        "/keys",
        exchange -> {
          keyRequests.incrementAndGet();
          answer(
              exchange,
              new JWKSet(published.stream().map(key -> (com.nimbusds.jose.jwk.JWK) key).toList())
                  .toString());
        });
    server.start();
  }

  /** Names another address of the keys in the discovery document. */
  void publishKeysAt(String address) {
    keysAddress = address;
  }

  /** A user has agreed: the parameters of the request, and the claims of the token. */
  private record Granted(Map<String, String> request, JWTClaimsSet.Builder claims) {}

  /**
   * Signs a user in, as the page of the issuer would.
   *
   * @param request the address that the browser was sent to
   * @return the query with which the issuer sends the browser back
   */
  public String signIn(URI request, JWTClaimsSet.Builder claims) {
    Map<String, String> parameters = parameters(request.getRawQuery());
    assertThat(request.toString()).startsWith(url() + "/authorize?");
    assertThat(parameters)
        .containsEntry("response_type", "code")
        .containsEntry("code_challenge_method", "S256");
    String code = "code-" + granted.size();
    granted.put(code, new Granted(parameters, claims));
    return "code=" + code + "&state=" + parameters.get("state");
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String each : query.split("&", -1)) {
      String[] parts = each.split("=", 2);
      parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  /** Accepts a code once, from who has the verifier of its challenge. */
  private String exchangeCode(HttpExchange exchange) throws IOException {
    Map<String, String> sent =
        parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Granted grant = granted.remove(sent.get("code"));
    if (grant == null
        || !challenge(sent.getOrDefault("code_verifier", ""))
            .equals(grant.request().get("code_challenge"))
        || !grant.request().get("redirect_uri").equals(sent.get("redirect_uri"))) {
      return "{\"error\": \"invalid_grant\"}";
    }
    JWTClaimsSet claims = grant.claims().build();
    JWTClaimsSet.Builder complete = new JWTClaimsSet.Builder(claims);
    if (claims.getClaim("nonce") == null) {
      complete.claim("nonce", grant.request().get("nonce"));
    }
    return "{\"token_type\": \"Bearer\", \"id_token\": \"" + token(complete) + "\"}";
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static RSAKey newKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Answers requests for this path with a redirect to an address. */
  public void redirect(String path, String address) {
    redirects.put(path, address);
  }

  private void answer(HttpExchange exchange, String body) throws IOException {
    requests.incrementAndGet();
    String target = redirects.get(exchange.getRequestURI().getPath());
    if (target != null) {
      exchange.getResponseHeaders().add("Location", target);
      exchange.sendResponseHeaders(302, -1);
      exchange.close();
      return;
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(failing ? 500 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns the number of all requests. */
  public int requests() {
    return requests.get();
  }

  int keyRequests() {
    return keyRequests.get();
  }

  public void fail() {
    failing = true;
  }

  /** Signs with another key from now on, which is published beside the others. */
  void rotate(String id) {
    current = newKey(id);
    published.add(current);
  }

  /** Claims of a valid token: an administrator of the tenant acme. */
  public JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(url())
        .audience(List.of("account", AUDIENCE))
        .subject("1f0c")
        .claim("preferred_username", "ann")
        .claim("provisioning_tenant", "acme")
        .claim("realm_access", Map.of("roles", List.of("offline_access", "provisioning-admin")))
        .issueTime(Date.from(Instant.now()))
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  String token(JWTClaimsSet.Builder claims) {
    return token(claims, current, JWSAlgorithm.RS256);
  }

  static String token(JWTClaimsSet.Builder claims, RSAKey key, JWSAlgorithm algorithm) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(algorithm)
                  .keyID(key.getKeyID())
                  .type(JOSEObjectType.JWT)
                  .build(),
              claims.build());
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  RSAKey currentKey() {
    return current;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
