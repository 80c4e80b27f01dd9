package io.beta9.provisioning.metaconfig.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a VPC's block is divided: its first quarter holds the public subnets, each a sixteenth of the
 * whole (load balancers and NAT need few addresses), and each of the other quarters is one zone's
 * private subnet (every pod takes an address there). The fourth sixteenth stays free, and so does
 * the last quarter with two zones.
 *
 * <p>The smallest block is /22 for the small profile, /20 for medium and /18 for large: a private
 * subnet then has 251, 1,019 or 4,091 addresses and a public one 59 or more, of which a load
 * balancer wants eight.
 */
public record SubnetPlan(Map<String, String> publicSubnets, Map<String, String> privateSubnets) {
  public static final int FEWEST_ZONES = 2;
  public static final int MOST_ZONES = 3;

  public static SubnetPlan of(Cidr vpc, List<String> zones) {
    if (zones.size() < FEWEST_ZONES || zones.size() > MOST_ZONES) {
      throw new IllegalArgumentException("a plan is for two or three zones");
    }
    Map<String, String> publicSubnets = new LinkedHashMap<>();
    Map<String, String> privateSubnets = new LinkedHashMap<>();
    for (int i = 0; i < zones.size(); i++) {
      publicSubnets.put(zones.get(i), vpc.part(4, i).toString());
      privateSubnets.put(zones.get(i), vpc.part(2, i + 1).toString());
    }
    return new SubnetPlan(
        Collections.unmodifiableMap(publicSubnets), Collections.unmodifiableMap(privateSubnets));
  }
}
