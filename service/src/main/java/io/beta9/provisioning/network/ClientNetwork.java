package io.beta9.provisioning.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * The network to which limits per address apply: an IPv4 address, or the /64 network of an IPv6
 * address, because a single host can usually use all addresses of such a network.
 *
 * @param text for logs and as a key
 */
public record ClientNetwork(String text) {
  private static final int PREFIX_BYTES = 8;

  public static ClientNetwork of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return new ClientNetwork(address.getHostAddress());
    }
    byte[] prefix = Arrays.copyOf(Arrays.copyOf(address.getAddress(), PREFIX_BYTES), 16);
    try {
      return new ClientNetwork(InetAddress.getByAddress(prefix).getHostAddress() + "/64");
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address of 16 bytes is valid", e);
    }
  }

  /**
   * Returns the network of an address in text form, as a servlet container reports it. A text that
   * is not an address is a network of its own.
   */
  public static ClientNetwork of(String address) {
    try {
      return of(InetAddress.ofLiteral(address));
    } catch (IllegalArgumentException e) {
      return new ClientNetwork(address);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
