package io.beta9.provisioning.metaconfig.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the workers of this installation connect from, and what they reach.
 *
 * @param sources the addresses from which they connect: public ones of their NAT gateways, private
 *     ones in connected networks
 * @param reachable the private networks to which they have a route
 */
public record WorkerNetworks(List<Cidr> sources, List<Cidr> reachable) {
  public static final WorkerNetworks UNKNOWN = new WorkerNetworks(List.of(), List.of());

  public WorkerNetworks {
    sources = List.copyOf(sources);
    reachable = List.copyOf(reachable);
  }

  /**
   * Parses CIDR blocks that are separated by commas; blocks of IPv6, which no endpoint here has,
   * are ignored.
   */
  public static WorkerNetworks of(String sources, String reachable) {
    return new WorkerNetworks(blocks(sources), blocks(reachable));
  }

  private static List<Cidr> blocks(String text) {
    return Arrays.stream(text.split(","))
        .map(Cidr::parseAligned)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns the public addresses from which workers connect. */
  public List<Cidr> publicSources() {
    return sources.stream().filter(block -> !block.isPrivate()).toList();
  }

  /** Returns the private addresses from which workers connect. */
  public List<Cidr> privateSources() {
    return sources.stream().filter(Cidr::isPrivate).toList();
  }

  /** Returns whether workers have a route to the block. */
  public boolean reaches(Cidr block) {
    return reachable.stream().anyMatch(network -> network.contains(block));
  }

  /**
   * Returns whether workers reach the private endpoint of an existing environment without an
   * opening to the internet: they have a route to its network, and it admits all their private
   * addresses.
   *
   * @param vpc the network of the environment
   * @param admitted the connected networks that the endpoint admits
   */
  public boolean reachPrivately(String vpc, List<String> admitted) {
    List<Cidr> blocks = admitted.stream().map(Cidr::parse).flatMap(Optional::stream).toList();
    return Cidr.parse(vpc).filter(this::reaches).isPresent()
        && !privateSources().isEmpty()
        && missing(privateSources(), blocks).isEmpty();
  }

  /** Returns the blocks of {@code sources} that no block of {@code allowed} contains, as text. */
  public static String missing(List<Cidr> sources, List<Cidr> allowed) {
    return sources.stream()
        .filter(source -> allowed.stream().noneMatch(block -> block.contains(source)))
        .map(Cidr::toString)
        .collect(Collectors.joining(", "));
  }
}
