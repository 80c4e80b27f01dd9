package io.beta9.provisioning.network;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Distinguishes addresses of the public internet from those with a special purpose (the registries
 * of RFC 6890), which include private networks and the metadata services of clouds.
 */
final class PublicAddress {
  private static final List<AddressRange> SPECIAL_IPV4 =
      List.of(
          AddressRange.of("0.0.0.0", 8), // this host
          AddressRange.of("10.0.0.0", 8), // private
          AddressRange.of("100.64.0.0", 10), // shared by carriers; also addresses of pods
          AddressRange.of("127.0.0.0", 8), // loopback
          AddressRange.of("169.254.0.0", 16), // link-local, with the metadata services
          AddressRange.of("172.16.0.0", 12), // private
          AddressRange.of("192.0.0.0", 24), // protocol assignments
          AddressRange.of("192.0.2.0", 24), // documentation
          AddressRange.of("192.88.99.0", 24), // former relays from IPv6
          AddressRange.of("192.168.0.0", 16), // private
          AddressRange.of("198.18.0.0", 15), // benchmarks
          AddressRange.of("198.51.100.0", 24), // documentation
          AddressRange.of("203.0.113.0", 24), // documentation
          AddressRange.of("224.0.0.0", 4), // multicast
          AddressRange.of("240.0.0.0", 4)); // reserved, and broadcast

  /** The only range from which public IPv6 addresses are assigned. */
  private static final AddressRange GLOBAL_IPV6 = AddressRange.of("2000::", 3);

  private static final List<AddressRange> SPECIAL_IPV6 =
      List.of(
          AddressRange.of("2001::", 23), // protocol assignments, with Teredo
          AddressRange.of("2001:db8::", 32), // documentation
          AddressRange.of("2002::", 16), // 6to4: contains an IPv4 address
          AddressRange.of("3fff::", 20)); // documentation

  private PublicAddress() {}

  /** Returns whether the address is one of the public internet. */
  static boolean isPublic(InetAddress address) {
    return switch (address) {
      case Inet4Address ipv4 ->
          SPECIAL_IPV4.stream().noneMatch(network -> network.contains(ipv4.getAddress()));
      case Inet6Address ipv6 ->
          GLOBAL_IPV6.contains(ipv6.getAddress())
              && SPECIAL_IPV6.stream().noneMatch(network -> network.contains(ipv6.getAddress()));
      default -> false;
    };
  }

  /** The addresses whose first {@code bits} bits are those of {@code prefix}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record AddressRange(byte[] prefix, int bits) {
    static AddressRange of(String prefix, int bits) {
      return new AddressRange(InetAddress.ofLiteral(prefix).getAddress(), bits);
    }

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / 8;
      if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
        return false;
      }
      int rest = bits % 8;
      return rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >> (8 - rest) == 0;
    }
  }
}
