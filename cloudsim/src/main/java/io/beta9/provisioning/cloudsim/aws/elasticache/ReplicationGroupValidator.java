package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkAccess;
import io.beta9.provisioning.cloudsim.aws.elasticache.CacheState.ParameterGroupEntry;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.model.SecurityGroupMembership;

/** Validates requests for replication groups. */
final class ReplicationGroupValidator {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!&#$^<>-]{16,128}");

  private final NetworkAccess networks;
  private final CacheParameterGroups parameterGroups;

  ReplicationGroupValidator(NetworkAccess networks, CacheParameterGroups parameterGroups) {
    this.networks = networks;
    this.parameterGroups = parameterGroups;
  }

  /** Throws an error if the token is malformed or encryption in transit is disabled. */
  static void checkAuthToken(@Nullable String token, boolean encrypted) {
    if (token == null) {
      return;
    }
    if (!encrypted) {
      throw CacheErrors.invalidCombination(
          "The AuthToken parameter is only supported when encryption-in-transit is enabled.");
    }
    if (!TOKEN.matcher(token).matches()) {
      throw CacheErrors.invalidValue(
          "Invalid AuthToken provided. It must be 16 to 128 characters long, letters, digits and"
              + " !, &, #, $, ^, <, >, - only.");
    }
  }

  static void checkFailover(boolean failover, boolean multiZone, int nodes) {
    if (failover && nodes < 2) {
      throw CacheErrors.invalidCombination(
          "Automatic failover requires at least one replica: NumCacheClusters must be 2 or more.");
    }
    if (multiZone && !failover) {
      throw CacheErrors.invalidCombination("Multi-AZ requires automatic failover to be enabled.");
    }
  }

  /** Returns the parameter group, after checking that its family matches the engine. */
  ParameterGroupEntry parameterGroup(
      @Nullable String requested, CacheEngines.Release release, Call call) {
    ParameterGroupEntry entry =
        parameterGroups.find(requested == null ? "default." + release.family() : requested, call);
    if (!entry.group.cacheParameterGroupFamily().equals(release.family())) {
      throw CacheErrors.invalidCombination(
          "Expected a parameter group of family "
              + release.family()
              + " but found one of family "
              + entry.group.cacheParameterGroupFamily());
    }
    return entry;
  }

  /** Returns the requested security groups, or the VPC's default group. */
  List<SecurityGroupMembership> securityGroups(List<String> requested, String vpc, Call call) {
    List<String> ids =
        requested.isEmpty()
            ? networks
                .securityGroupNamed(call.account(), call.region(), vpc, "default")
                .map(group -> List.of(group.groupId()))
                .orElse(List.of())
            : requested;
    for (String id : ids) {
      boolean inVpc =
          networks
              .securityGroup(call.account(), call.region(), id)
              .filter(group -> vpc.equals(group.vpcId()))
              .isPresent();
      if (!inVpc) {
        throw CacheErrors.invalidValue("Some security groups are invalid: " + id);
      }
    }
    return ids.stream()
        .map(id -> SecurityGroupMembership.builder().securityGroupId(id).status("active").build())
        .toList();
  }
}
