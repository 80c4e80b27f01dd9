package io.beta9.provisioning.metaconfig.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Division of a VPC's CIDR block into subnets. The first quarter contains the public subnets, each
 * one sixteenth of the block (load balancers and NAT gateways use few addresses); each of the other
 * quarters is the private subnet of one zone (every pod uses an address there). The fourth
 * sixteenth is unused, and so is the last quarter with two zones.
 *
 * <p>The smallest block is /22 for the small profile, /20 for medium and /18 for large: a private
 * subnet then has 251, 1,019 or 4,091 addresses and a public one at least 59, of which a load
 * balancer requires eight.
 */
public record SubnetPlan(Map<String, String> publicSubnets, Map<String, String> privateSubnets) {
  public static final int MIN_ZONES = 2;
  public static final int MAX_ZONES = 3;

  /**
   * Returns the subnets of the given zones.
   *
   * @throws IllegalArgumentException unless there are two or three zones
   */
  public static SubnetPlan of(Cidr vpc, List<String> zones) {
    if (zones.size() < MIN_ZONES || zones.size() > MAX_ZONES) {
      throw new IllegalArgumentException("expected two or three zones, got " + zones.size());
    }
    return new SubnetPlan(Map.of(), Map.of()).extendedTo(vpc, zones);
  }

  /**
   * Returns the plan with subnets for the given zones. Existing zones keep their blocks; a new one
   * receives the first slot that no zone of this plan has, whether or not it is still listed.
   *
   * @throws IllegalArgumentException if no slot is free
   */
  public SubnetPlan extendedTo(Cidr vpc, List<String> zones) {
    Map<String, String> publicBlocks = new LinkedHashMap<>();
    Map<String, String> privateBlocks = new LinkedHashMap<>();
    List<Integer> free = new ArrayList<>();
    for (int slot = 0; slot < MAX_ZONES; slot++) {
      if (!publicSubnets.containsValue(publicBlock(vpc, slot))
          && !privateSubnets.containsValue(privateBlock(vpc, slot))) {
        free.add(slot);
      }
    }
    for (String zone : zones) {
      String publicBlock = publicSubnets.get(zone);
      String privateBlock = privateSubnets.get(zone);
      if (publicBlock == null || privateBlock == null) {
        if (free.isEmpty()) {
          throw new IllegalArgumentException("no block is free for zone " + zone);
        }
        int slot = free.removeFirst();
        publicBlock = publicBlock(vpc, slot);
        privateBlock = privateBlock(vpc, slot);
      }
      publicBlocks.put(zone, publicBlock);
      privateBlocks.put(zone, privateBlock);
    }
    return new SubnetPlan(
        Collections.unmodifiableMap(publicBlocks), Collections.unmodifiableMap(privateBlocks));
  }

  private static String publicBlock(Cidr vpc, int slot) {
    return vpc.subBlock(4, slot).toString();
  }

  private static String privateBlock(Cidr vpc, int slot) {
    return vpc.subBlock(2, slot + 1).toString();
  }
}
