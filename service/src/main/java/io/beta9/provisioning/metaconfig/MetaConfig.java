package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a customer asked for, checked and with every default filled in: a default that changes in a
 * later version changes nothing for an environment that exists. Made by {@link MetaConfigReader}
 * only, so whoever holds one need not check it again.
 */
public record MetaConfig(
    String name,
    CloudTarget cloud,
    ClusterConfig cluster,
    NetworkConfig network,
    Data data,
    Beta9Config beta9,
    Map<String, String> tags) {

  public record ClusterConfig(
      Profile profile, String kubernetesVersion, Map<String, String> nodeLabels) {}

  /** Zones by name, also where the customer gave only how many. */
  public record NetworkConfig(String cidr, List<String> availabilityZones) {}

  public record Data(PostgresConfig postgres, RedisConfig redis, ObjectStoreConfig objectStore) {}

  /** {@code size} is a profile's word or an instance class like {@code db.m6g.large}. */
  public record PostgresConfig(String size, boolean multiAz, int backupRetentionDays) {}

  /** {@code size} is a profile's word or a node type like {@code cache.r7g.large}. */
  public record RedisConfig(String size, boolean ha) {}

  /** {@code lifecycleDays} null: objects are kept until somebody deletes them. */
  public record ObjectStoreConfig(
      String bucketPrefix, boolean versioning, @Nullable Integer lifecycleDays) {}

  /**
   * {@code certificateArn} null: Beta9 answers inside the VPC only, because nothing is put on the
   * internet without TLS. {@code logRetentionDays} null: the standard.
   */
  public record Beta9Config(
      String domain,
      String version,
      Workers workers,
      boolean enableMetrics,
      boolean enableLogging,
      @Nullable Integer logRetentionDays,
      @Nullable String certificateArn) {}

  /**
   * How many machines may work at once. With {@code gpuEnabled} the two numbers bound the GPU
   * machines and the CPU machines follow the profile; without, they bound the CPU machines.
   */
  public record Workers(
      boolean gpuEnabled, @Nullable GpuType gpuType, int minWorkers, int maxWorkers) {}
}
