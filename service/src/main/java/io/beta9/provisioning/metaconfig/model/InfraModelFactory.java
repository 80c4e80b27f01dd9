package io.beta9.provisioning.metaconfig.model;

import io.beta9.provisioning.metaconfig.LogRetention;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.catalog.Beta9Release;
import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.network.Cidr;
import io.beta9.provisioning.metaconfig.network.SubnetPlan;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The step from what a customer asked for to what is made. Pure: the same in, the same out. */
public final class InfraModelFactory {
  /** Bears the environment's id on everything that is made. */
  public static final String ENVIRONMENT_ID_TAG = "beta9:environment-id";

  public static final String ENVIRONMENT_NAME_TAG = "beta9:environment-name";
  public static final String MANAGED_BY_TAG = "beta9:managed-by";
  public static final String MANAGED_BY = "beta9-provisioning";

  private static final String POSTGRES_VERSION = "16";
  private static final String REDIS_VERSION = "7.1";

  /** Beta9's images are large, and a worker unpacks them on its machine's root volume. */
  private static final int DISK_GB = 200;

  private static final Pattern ID = Pattern.compile("env_[0-9a-f]{12}");

  private InfraModelFactory() {}

  /**
   * Everything that follows from a meta-config for the environment of this id.
   *
   * @throws IllegalArgumentException if the id is none
   */
  public static InfraModel from(MetaConfig config, String environmentId) {
    if (!ID.matcher(environmentId).matches()) {
      throw new IllegalArgumentException("'" + environmentId + "' is not an environment id");
    }
    String suffix = environmentId.substring("env_".length());
    Profile profile = config.cluster().profile();
    return new InfraModel(
        environmentId,
        config.name(),
        "beta9-" + suffix,
        config.cloud().region(),
        config.cloud().accountId(),
        tags(config, environmentId),
        network(config.network(), profile),
        new InfraModel.Cluster(config.cluster().kubernetesVersion(), config.cluster().nodeLabels()),
        nodes(profile.system()),
        cpuNodes(config.beta9().workers(), profile.cpu()),
        gpuNodes(config.beta9().workers(), profile),
        postgres(config.data().postgres(), profile),
        redis(config.data().redis()),
        new InfraModel.ObjectStore(
            config.data().objectStore().bucketPrefix() + "-" + suffix,
            config.data().objectStore().versioning(),
            config.data().objectStore().lifecycleDays()),
        Objects.requireNonNullElse(config.beta9().logRetentionDays(), LogRetention.STANDARD_DAYS),
        beta9(config.beta9(), profile));
  }

  private static Map<String, String> tags(MetaConfig config, String environmentId) {
    Map<String, String> tags = new TreeMap<>(config.tags());
    tags.put(ENVIRONMENT_ID_TAG, environmentId);
    tags.put(ENVIRONMENT_NAME_TAG, config.name());
    tags.put(MANAGED_BY_TAG, MANAGED_BY);
    return Collections.unmodifiableMap(tags);
  }

  private static InfraModel.Network network(MetaConfig.NetworkConfig network, Profile profile) {
    Cidr vpc = Cidr.parse(network.cidr()).orElseThrow();
    SubnetPlan plan = SubnetPlan.of(vpc, network.availabilityZones());
    return new InfraModel.Network(
        network.cidr(),
        network.availabilityZones(),
        plan.publicSubnets(),
        plan.privateSubnets(),
        profile.layout().natGatewayPerZone());
  }

  private static InfraModel.NodeGroup nodes(Profile.Machines machines) {
    return new InfraModel.NodeGroup(
        machines.instanceType(), machines.min(), machines.max(), machines.min(), DISK_GB, null);
  }

  private static InfraModel.NodeGroup cpuNodes(
      MetaConfig.Workers workers, Profile.Machines machines) {
    if (workers.gpuEnabled()) {
      return nodes(machines);
    }
    int max = workers.maxWorkers();
    int min = Math.min(max, Math.max(machines.min(), workers.minWorkers()));
    return new InfraModel.NodeGroup(machines.instanceType(), min, max, min, DISK_GB, null);
  }

  private static InfraModel.@Nullable NodeGroup gpuNodes(
      MetaConfig.Workers workers, Profile profile) {
    GpuType type = workers.gpuType();
    return type == null
        ? null
        : new InfraModel.NodeGroup(
            type.instanceType(profile),
            workers.minWorkers(),
            workers.maxWorkers(),
            workers.minWorkers(),
            DISK_GB,
            type.label());
  }

  private static InfraModel.Postgres postgres(MetaConfig.PostgresConfig postgres, Profile profile) {
    Profile sized = Profile.byWord().get(postgres.size());
    return new InfraModel.Postgres(
        POSTGRES_VERSION,
        sized == null ? postgres.size() : sized.store().postgresClass(),
        (sized == null ? profile : sized).store().postgresStorageGb(),
        postgres.multiAz(),
        postgres.backupRetentionDays());
  }

  private static InfraModel.Redis redis(MetaConfig.RedisConfig redis) {
    Profile sized = Profile.byWord().get(redis.size());
    return new InfraModel.Redis(
        REDIS_VERSION,
        sized == null ? redis.size() : sized.store().redisNodeType(),
        redis.ha() ? 1 : 0);
  }

  private static InfraModel.Beta9 beta9(MetaConfig.Beta9Config beta9, Profile profile) {
    Beta9Release release =
        Beta9Release.byVersion().getOrDefault(beta9.version(), Beta9Release.DEFAULT);
    GpuType gpu = beta9.workers().gpuType();
    return new InfraModel.Beta9(
        beta9.domain(),
        release.gateway(),
        release.worker(),
        profile.gatewayReplicas(),
        beta9.workers().minWorkers(),
        beta9.workers().maxWorkers(),
        gpu == null ? null : gpu.label(),
        beta9.enableMetrics(),
        beta9.enableLogging(),
        beta9.certificateArn());
  }
}
