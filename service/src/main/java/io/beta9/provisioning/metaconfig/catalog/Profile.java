package io.beta9.provisioning.metaconfig.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import io.beta9.provisioning.metaconfig.network.SubnetPlan;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A predefined set of sizes for all resources of an environment. */
public enum Profile {
  SMALL(
      new NodeGroupSize("m6i.large", 2, 3),
      new NodeGroupSize("m6i.2xlarge", 1, 3),
      new GpuDefaults(1, GpuType.T4),
      new DataStores("db.t4g.medium", 50, "cache.t4g.medium", false),
      new NetworkLayout(2, false, 22),
      1),
  MEDIUM(
      new NodeGroupSize("m6i.xlarge", 3, 4),
      new NodeGroupSize("m6i.4xlarge", 2, 8),
      new GpuDefaults(4, GpuType.L4),
      new DataStores("db.m6g.large", 100, "cache.m7g.large", true),
      new NetworkLayout(3, true, 20),
      2),
  LARGE(
      new NodeGroupSize("m6i.2xlarge", 3, 5),
      new NodeGroupSize("m6i.8xlarge", 3, 20),
      new GpuDefaults(8, GpuType.L40S),
      new DataStores("db.r6g.xlarge", 200, "cache.r7g.xlarge", true),
      new NetworkLayout(3, true, 18),
      3);

  /** Instance type of a node group with its minimum and maximum number of nodes. */
  public record NodeGroupSize(String instanceType, int min, int max) {}

  /**
   * Default maximum number of GPU nodes (the minimum is 0), and the GPU type that is used if the
   * meta-config does not set one.
   */
  public record GpuDefaults(int max, GpuType type) {}

  /** Sizes of PostgreSQL and Redis; {@code redundant} adds a standby in a second zone. */
  public record DataStores(
      String postgresClass, int postgresStorageGb, String redisNodeType, boolean redundant) {}

  /**
   * Zones and NAT gateways. {@code maxPrefixLength} limits how small the VPC's CIDR block may be:
   * every pod uses an address of a private subnet, so larger profiles require larger blocks; see
   * {@link SubnetPlan}.
   */
  public record NetworkLayout(int zones, boolean natGatewayPerZone, int maxPrefixLength) {}

  private final NodeGroupSize system;
  private final NodeGroupSize cpu;
  private final GpuDefaults gpu;
  private final DataStores dataStores;
  private final NetworkLayout networkLayout;
  private final int gatewayReplicas;

  Profile(
      NodeGroupSize system,
      NodeGroupSize cpu,
      GpuDefaults gpu,
      DataStores store,
      NetworkLayout layout,
      int gatewayReplicas) {
    this.system = system;
    this.cpu = cpu;
    this.gpu = gpu;
    this.dataStores = store;
    this.networkLayout = layout;
    this.gatewayReplicas = gatewayReplicas;
  }

  /** Returns the name used in the meta-config. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns all profiles by label, from the smallest to the largest. */
  public static Map<String, Profile> byLabel() {
    Map<String, Profile> profiles = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(profile -> profiles.put(profile.label(), profile));
    return Collections.unmodifiableMap(profiles);
  }

  public NodeGroupSize system() {
    return system;
  }

  public NodeGroupSize cpu() {
    return cpu;
  }

  public GpuDefaults gpu() {
    return gpu;
  }

  public DataStores dataStores() {
    return dataStores;
  }

  public NetworkLayout networkLayout() {
    return networkLayout;
  }

  public int gatewayReplicas() {
    return gatewayReplicas;
  }
}
