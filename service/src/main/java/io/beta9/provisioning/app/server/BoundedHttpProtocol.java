package io.beta9.provisioning.app.server;

import io.beta9.provisioning.app.server.ConnectionTracker.ConnectionLimits;
import io.beta9.provisioning.settings.ListenSettings;
import io.beta9.provisioning.settings.http.AddressRanges;
import java.time.Duration;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 with bounded connections. Spring creates it by its name, therefore it is public and is
 * configured afterwards.
 */
public final class BoundedHttpProtocol extends Http11NioProtocol {
  /**
   * The time for which a connection without a request is kept open. Longer than that of the usual
   * proxies and load balancers (60 s), which would otherwise send a request to a connection that is
   * being closed.
   */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(75);

  /**
   * The share of the connections that is left for new ones: at the maximum itself, Tomcat accepts
   * no connection until another one ends.
   */
  private static final int RESERVE_DIVISOR = 20;

  /** The pace at which a client has to read a response. */
  private static final int MINIMUM_BYTES_PER_SECOND = 32 * 1024;

  public BoundedHttpProtocol() {
    super(new TrackedEndpoint());
  }

  /** Sets the limits before the protocol is started. */
  void bound(ListenSettings settings, AddressRanges trustedProxies) {
    int maximum = settings.maxConnections();
    ((TrackedEndpoint) getEndpoint())
        .limit(
            new ConnectionTracker<>(
                new ConnectionLimits(
                    maximum - Math.max(1, maximum / RESERVE_DIVISOR),
                    settings.maxConnectionsPerAddress(),
                    settings.headerDeadline(),
                    trustedProxies::contains),
                System::nanoTime),
            () ->
                new ReadingPace(
                    new ReadingPace.Limit(settings.slowReaderTolerance(), MINIMUM_BYTES_PER_SECOND),
                    System::nanoTime));
    setMaxConnections(maximum);
    setConnectionTimeout(Math.toIntExact(settings.headerDeadline().toMillis()));
    setKeepAliveTimeout(Math.toIntExact(KEEP_ALIVE.toMillis()));
    setDisableUploadTimeout(false);
    setConnectionUploadTimeout(Math.toIntExact(settings.bodyDeadline().toMillis()));
    // RequestBodyValve reads what a request has left of its body.
    setMaxSwallowSize(0);
  }
}
