package io.beta9.provisioning.cloudsim.aws.route53;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The zones of AWS in which the names of load balancers are. */
final class LoadBalancerZones {
  private static final Set<String> IDS = Set.of("Z26RNL4JYFTOTI", "Z35SXDOTRQ7X7K");

  private LoadBalancerZones() {}

  static boolean isZone(@Nullable String id) {
    return id != null && IDS.contains(id);
  }
}
