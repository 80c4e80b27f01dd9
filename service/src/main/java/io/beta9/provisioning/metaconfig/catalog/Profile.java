package io.beta9.provisioning.metaconfig.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import io.beta9.provisioning.metaconfig.network.SubnetPlan;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One word that stands for the sizes of everything. */
public enum Profile {
  SMALL(
      new Machines("m6i.large", 2, 3),
      new Machines("m6i.2xlarge", 1, 3),
      new Gpu(1, GpuType.T4),
      new Store("db.t4g.medium", 50, "cache.t4g.medium", false),
      new Layout(2, false, 22),
      1),
  MEDIUM(
      new Machines("m6i.xlarge", 3, 4),
      new Machines("m6i.4xlarge", 2, 8),
      new Gpu(4, GpuType.L4),
      new Store("db.m6g.large", 100, "cache.m7g.large", true),
      new Layout(3, true, 20),
      2),
  LARGE(
      new Machines("m6i.2xlarge", 3, 5),
      new Machines("m6i.8xlarge", 3, 20),
      new Gpu(8, GpuType.L40S),
      new Store("db.r6g.xlarge", 200, "cache.r7g.xlarge", true),
      new Layout(3, true, 18),
      3);

  /** A node group's machines: how many always, how many at most. */
  public record Machines(String instanceType, int min, int max) {}

  /** GPU machines start at none; {@code type} is what is taken when the customer names none. */
  public record Gpu(int max, GpuType type) {}

  /** The stores; {@code redundant}: a standby in a second zone. */
  public record Store(
      String postgresClass, int postgresStorageGb, String redisNodeType, boolean redundant) {}

  /**
   * {@code longestPrefix} bounds how small the VPC may be. Every pod takes an address of a private
   * subnet, so the bound grows with the number of machines; see {@link SubnetPlan}.
   */
  public record Layout(int zones, boolean natGatewayPerZone, int longestPrefix) {}

  private final Machines system;
  private final Machines cpu;
  private final Gpu gpu;
  private final Store store;
  private final Layout layout;
  private final int gatewayReplicas;

  Profile(Machines system, Machines cpu, Gpu gpu, Store store, Layout layout, int gatewayReplicas) {
    this.system = system;
    this.cpu = cpu;
    this.gpu = gpu;
    this.store = store;
    this.layout = layout;
    this.gatewayReplicas = gatewayReplicas;
  }

  /** The word in a meta-config. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Map<String, Profile> byWord() {
    Map<String, Profile> words = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(profile -> words.put(profile.word(), profile));
    return Collections.unmodifiableMap(words);
  }

  public Machines system() {
    return system;
  }

  public Machines cpu() {
    return cpu;
  }

  public Gpu gpu() {
    return gpu;
  }

  public Store store() {
    return store;
  }

  public Layout layout() {
    return layout;
  }

  public int gatewayReplicas() {
    return gatewayReplicas;
  }
}
