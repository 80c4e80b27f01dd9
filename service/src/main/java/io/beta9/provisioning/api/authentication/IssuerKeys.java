package io.beta9.provisioning.api.authentication;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.beta9.provisioning.settings.http.OidcSettings;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the public keys of an issuer: from the configured address, or from the one that its
 * discovery document names. Requests and answers are bounded in time and size.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect
 *     Discovery</a>
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final String issuer;
  private final IssuerDocuments http = new IssuerDocuments(TIMEOUT);

  private volatile @Nullable URL keys;
  private volatile boolean available = true;

  IssuerKeys(OidcSettings settings) {
    this.issuer = String.valueOf(settings.issuer());
    URI configured = settings.jwksUrl();
    try {
      this.keys = configured == null ? null : configured.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("OIDC_JWKS_URL is not a URL", e);
    }
  }

  /** Returns whether the latest request for the keys was answered. */
  boolean isAvailable() {
    return available;
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator refresh, long currentTimeMillis, SecurityContext context)
      throws JWKSetRetrievalException {
    try {
      JWKSet set = JWKSet.parse(http.retrieveResource(address()).getContent());
      available = true;
      return set;
    } catch (IOException | ParseException e) {
      available = false;
      throw new JWKSetRetrievalException("The keys of the issuer could not be read", e);
    }
  }

  private URL address() throws IOException, ParseException {
    URL known = keys;
    if (known != null) {
      return known;
    }
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    Map<String, Object> document =
        JSONObjectUtils.parse(
            http.retrieveResource(URI.create(base + "/.well-known/openid-configuration").toURL())
                .getContent());
    if (!issuer.equals(document.get("issuer"))) {
      throw new IOException("the discovery document is of another issuer");
    }
    String address = JSONObjectUtils.getString(document, "jwks_uri");
    if (address == null) {
      throw new IOException("the discovery document names no keys");
    }
    URL found = keysAddress(address);
    keys = found;
    return found;
  }

  /** An issuer with https names no address where others could replace the keys on their way. */
  private URL keysAddress(String address) throws IOException {
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException e) {
      throw new IOException("the discovery document names keys at an invalid address", e);
    }
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    if (uri.getHost() == null
        || !secure && (issuer.startsWith("https:") || !"http".equalsIgnoreCase(uri.getScheme()))) {
      throw new IOException("the discovery document names keys at an address without https");
    }
    return uri.toURL();
  }

  @Override
  public void close() {}
}
