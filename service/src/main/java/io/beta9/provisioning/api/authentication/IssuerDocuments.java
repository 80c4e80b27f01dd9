package io.beta9.provisioning.api.authentication;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;

/**
 * Reads documents of an issuer from the configured addresses, or from those that its discovery
 * document names. Redirects are not followed: the server that they name could sign users in, and it
 * may be an internal address.
 */
final class IssuerDocuments extends DefaultResourceRetriever {
  private static final int MAX_BYTES = 256 * 1024;

  IssuerDocuments(Duration timeout) {
    super((int) timeout.toMillis(), (int) timeout.toMillis(), MAX_BYTES);
  }

  @Override
  protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
    HttpURLConnection connection = super.openHTTPConnection(url);
    connection.setInstanceFollowRedirects(false);
    return connection;
  }
}
