package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A valid meta-config with every default filled in, so that a default changed in a later version
 * does not affect existing environments. Created only by {@link MetaConfigReader}; callers need not
 * validate it again.
 */
public record MetaConfig(
    String name,
    CloudLocation cloud,
    ClusterConfig cluster,
    NetworkConfig network,
    Data data,
    Beta9Config beta9,
    Map<String, String> tags) {

  public record ClusterConfig(
      Profile profile, String kubernetesVersion, Map<String, String> nodeLabels) {}

  /** Contains zone names even if the customer specified only their number. */
  public record NetworkConfig(String cidr, List<String> availabilityZones) {}

  public record Data(PostgresConfig postgres, RedisConfig redis, ObjectStoreConfig objectStore) {}

  /** {@code size} is the label of a profile or an instance class like {@code db.m6g.large}. */
  public record PostgresConfig(String size, boolean multiAz, int backupRetentionDays) {}

  /** {@code size} is the label of a profile or a node type like {@code cache.r7g.large}. */
  public record RedisConfig(String size, boolean ha) {}

  /** {@code lifecycleDays} is null if noncurrent object versions are never removed. */
  public record ObjectStoreConfig(
      String bucketPrefix, boolean versioning, @Nullable Integer lifecycleDays) {}

  /**
   * {@code certificateArn} is null if Beta9 is reachable only from inside the VPC, because nothing
   * is exposed to the internet without TLS. {@code logRetentionDays} is null for the default.
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
   * Minimum and maximum number of worker nodes. With {@code gpuEnabled} they limit the GPU nodes,
   * and the profile determines the number of CPU nodes; otherwise they limit the CPU nodes.
   */
  public record Workers(
      boolean gpuEnabled, @Nullable GpuType gpuType, int minWorkers, int maxWorkers) {}
}
