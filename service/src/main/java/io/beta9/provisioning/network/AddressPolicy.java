package io.beta9.provisioning.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/**
 * Decides which addresses may be connected to when a tenant names the host, and resolves names to
 * them. A caller connects to the returned address and does not resolve the name again: the second
 * answer of a name server can differ from the first.
 */
@FunctionalInterface
public interface AddressPolicy {
  /** Permits addresses of the public internet only, see {@link PublicAddress}. */
  AddressPolicy PUBLIC = PublicAddress::isPublic;

  /** Permits loopback addresses as well: for a demo or a test on one machine. */
  AddressPolicy PUBLIC_OR_LOOPBACK =
      address -> PublicAddress.isPublic(address) || address.isLoopbackAddress();

  boolean permits(InetAddress address);

  /**
   * Resolves a host.
   *
   * @return an address that this policy permits
   * @throws UnknownHostException if the host has no address, or none that is permitted
   */
  default InetAddress resolve(String host) throws UnknownHostException {
    return Stream.of(InetAddress.getAllByName(host))
        .filter(this::permits)
        .findFirst()
        .orElseThrow(() -> new UnknownHostException(host + " has no public address"));
  }
}
