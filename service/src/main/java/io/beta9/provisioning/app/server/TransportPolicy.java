package io.beta9.provisioning.app.server;

import io.beta9.provisioning.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Decides whether a process may listen with its settings. */
public final class TransportPolicy {
  private TransportPolicy() {}

  /** Returns why the process must not listen, and what to do; empty if it may. */
  public static Optional<String> refusal(Settings settings) {
    boolean hasCertificate = settings.tls().certFile() != null;
    boolean hasKey = settings.tls().keyFile() != null;
    if (hasCertificate != hasKey) {
      return Optional.of(
          "%s: must be set as well, because %s is set"
              .formatted(
                  hasKey ? "TLS_CERT_FILE" : "TLS_KEY_FILE",
                  hasKey ? "TLS_KEY_FILE" : "TLS_CERT_FILE"));
    }
    String address = settings.listen().address();
    Optional<Boolean> loopback = isLoopback(address);
    if (loopback.isEmpty()) {
      return Optional.of(
          "LISTEN_ADDRESS: invalid value '" + address + "': must be an address of this machine");
    }
    if (!loopback.get() && !hasCertificate && !settings.http().allowPlainHttp()) {
      return Optional.of(
          "LISTEN_ADDRESS: the process would serve plain HTTP at "
              + address
              + ", where API keys can be read on the network. Set TLS_CERT_FILE and TLS_KEY_FILE,"
              + " or ALLOW_PLAIN_HTTP=true if a proxy in front of it terminates TLS");
    }
    return Optional.empty();
  }

  /** Returns whether only this machine can connect to an address; empty if it is unknown. */
  public static Optional<Boolean> isLoopback(String address) {
    try {
      return Optional.of(InetAddress.getByName(address).isLoopbackAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
