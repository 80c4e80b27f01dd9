package io.beta9.provisioning.api.authentication;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeySecret;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.settings.http.OidcSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Signs users in at the issuer of access tokens: authorization code with PKCE. The ID token is
 * verified as an access token is, for the audience of this client, and has to contain the nonce of
 * the request.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html">OpenID Connect Core</a>
 */
public final class OidcSignIn {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 256 * 1024;

  private final OidcSettings settings;
  private final Client client;
  private final Predicate<TenantId> exists;
  private final AccessTokenVerifier verifier;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final IssuerDocuments documents = new IssuerDocuments(TIMEOUT);
  private volatile @Nullable Endpoints endpoints;

  /**
   * This service as a client of the issuer.
   *
   * @param secretFile null for a public client
   * @param redirect where the issuer sends the browser back to
   */
  public record Client(String id, @Nullable Path secretFile, URI redirect) {}

  /**
   * What connects a request to its answer; only the browser that sent the request has it.
   *
   * @param verifier the code verifier of PKCE
   */
  public record Request(String state, String nonce, String verifier) {}

  private record Endpoints(URI authorization, URI token) {}

  /**
   * @param exists whether there is a tenant
   */
  public OidcSignIn(OidcSettings settings, Client client, Predicate<TenantId> exists, Clock clock) {
    this.settings = settings;
    this.client = client;
    this.exists = exists;
    this.verifier =
        new AccessTokenVerifier(
            new OidcSettings(
                settings.issuer(),
                client.id(),
                settings.jwksUrl(),
                settings.algorithms(),
                settings.clockSkew(),
                settings.tenantClaim(),
                settings.rolesClaim(),
                settings.rolePrefix()),
            clock);
  }

  /**
   * Returns the address at the issuer that the browser is sent to.
   *
   * @throws AuthenticationServiceException if the issuer is unavailable
   */
  public URI authorization(Request request) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", client.id());
    parameters.put("redirect_uri", client.redirect().toString());
    parameters.put("scope", "openid profile email");
    parameters.put("state", request.state());
    parameters.put("nonce", request.nonce());
    parameters.put("code_challenge", challenge(request.verifier()));
    parameters.put("code_challenge_method", "S256");
    URI address = endpoints().authorization();
    return URI.create(address + (address.getRawQuery() == null ? "?" : "&") + encoded(parameters));
  }

  /**
   * Returns the user for whom the issuer has issued the code.
   *
   * @throws RejectedCredentialsException if the issuer does not accept the code, or if its token is
   *     invalid or names no tenant or role
   * @throws AuthenticationServiceException if the issuer is unavailable
   */
  public Caller exchange(String code, Request request) {
    Jwt token = verifier.verify(idToken(code, request));
    if (!MessageDigest.isEqual(
        request.nonce().getBytes(StandardCharsets.UTF_8),
        String.valueOf(token.getClaimAsString("nonce")).getBytes(StandardCharsets.UTF_8))) {
      throw new RejectedCredentialsException(AuthenticationFailure.INVALID_TOKEN);
    }
    List<String> audience = token.getAudience();
    if ((audience == null || audience.size() > 1)
        && !client.id().equals(token.getClaimAsString("azp"))) {
      throw new RejectedCredentialsException(AuthenticationFailure.FOREIGN_TOKEN);
    }
    Caller caller = new TokenClaims(settings).caller(token.getClaims());
    if (!exists.test(caller.tenant())) {
      throw new RejectedCredentialsException(AuthenticationFailure.NO_TENANT);
    }
    return caller;
  }

  private String idToken(String code, Request request) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code);
    parameters.put("redirect_uri", client.redirect().toString());
    parameters.put("code_verifier", request.verifier());
    HttpRequest.Builder post =
        HttpRequest.newBuilder(endpoints().token())
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json");
    try {
      if (client.secretFile() == null) {
        parameters.put("client_id", client.id());
      } else {
        String secret = Files.readString(client.secretFile()).strip();
        post.header(
            "Authorization",
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        (encode(client.id()) + ":" + encode(secret))
                            .getBytes(StandardCharsets.UTF_8)));
      }
      HttpResponse<InputStream> answer =
          http.send(
              post.POST(HttpRequest.BodyPublishers.ofString(encoded(parameters))).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() >= 500) {
          throw new AuthenticationServiceException(
              "the issuer answered the code with " + answer.statusCode());
        }
        String text = new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        String token =
            answer.statusCode() == 200
                ? JSONObjectUtils.getString(JSONObjectUtils.parse(text), "id_token")
                : null;
        if (token == null) {
          throw new RejectedCredentialsException(AuthenticationFailure.INVALID_TOKEN);
        }
        return token;
      }
    } catch (IOException e) {
      throw new AuthenticationServiceException("the issuer could not be asked for a token", e);
    } catch (ParseException e) {
      throw new RejectedCredentialsException(AuthenticationFailure.INVALID_TOKEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuthenticationServiceException("interrupted", e);
    }
  }

  private Endpoints endpoints() {
    Endpoints known = endpoints;
    if (known == null) {
      known = discover();
      endpoints = known;
    }
    return known;
  }

  private Endpoints discover() {
    String issuer = String.valueOf(settings.issuer());
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    try {
      Map<String, Object> document =
          JSONObjectUtils.parse(
              documents
                  .retrieveResource(URI.create(base + "/.well-known/openid-configuration").toURL())
                  .getContent());
      String authorization = JSONObjectUtils.getString(document, "authorization_endpoint");
      String token = JSONObjectUtils.getString(document, "token_endpoint");
      if (!issuer.equals(document.get("issuer")) || authorization == null || token == null) {
        throw new IOException("the discovery document is of another issuer, or incomplete");
      }
      return new Endpoints(
          secure(URI.create(authorization), issuer), secure(URI.create(token), issuer));
    } catch (IOException | ParseException | IllegalArgumentException e) {
      throw new AuthenticationServiceException("the issuer's endpoints could not be read", e);
    }
  }

  /** The issuer is on this machine if its address is not one with https. */
  private static URI secure(URI endpoint, String issuer) throws IOException {
    if (!"https".equals(endpoint.getScheme()) && issuer.startsWith("https:")) {
      throw new IOException("an endpoint of the issuer is not an address with https");
    }
    return endpoint;
  }

  private static String challenge(String verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(new KeySecret(verifier).sha256());
  }

  private static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
