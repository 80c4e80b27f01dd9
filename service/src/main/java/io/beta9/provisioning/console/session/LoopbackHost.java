package io.beta9.provisioning.console.session;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises requests that a browser of this machine sends to this machine by a loopback name. A
 * page of another site whose name resolves to 127.0.0.1 sends its own name as the host.
 */
public final class LoopbackHost {
  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private LoopbackHost() {}

  public static boolean isLocal(HttpServletRequest request) {
    return isLoopbackAddress(request.getRemoteAddr()) && isLoopbackName(request.getHeader("Host"));
  }

  private static boolean isLoopbackAddress(String address) {
    try {
      return InetAddress.ofLiteral(address).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static boolean isLoopbackName(@Nullable String host) {
    if (host == null) {
      return false;
    }
    int port = host.lastIndexOf(':');
    boolean hasPort = port > host.lastIndexOf(']');
    return NAMES.contains(hasPort ? host.substring(0, port) : host);
  }
}
