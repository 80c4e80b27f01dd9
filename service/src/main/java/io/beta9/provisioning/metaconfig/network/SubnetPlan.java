package io.beta9.provisioning.metaconfig.network;

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
    Map<String, String> publicSubnets = new LinkedHashMap<>();
    Map<String, String> privateSubnets = new LinkedHashMap<>();
    for (int i = 0; i < zones.size(); i++) {
      publicSubnets.put(zones.get(i), vpc.subBlock(4, i).toString());
      privateSubnets.put(zones.get(i), vpc.subBlock(2, i + 1).toString());
    }
    return new SubnetPlan(
        Collections.unmodifiableMap(publicSubnets), Collections.unmodifiableMap(privateSubnets));
  }
}
