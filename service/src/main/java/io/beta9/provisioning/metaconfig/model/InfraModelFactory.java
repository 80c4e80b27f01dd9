package io.beta9.provisioning.metaconfig.model;

import io.beta9.provisioning.metaconfig.LogRetention;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.catalog.Beta9Release;
import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.network.Cidr;
import io.beta9.provisioning.metaconfig.network.SubnetPlan;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Derives the infra model from a meta-config. A pure function of its arguments. */
public final class InfraModelFactory {
  private static final Pattern ENVIRONMENT_ID = Pattern.compile("env_[0-9a-f]{12}");

  private static final String POSTGRES_VERSION = "16";
  private static final String REDIS_VERSION = "7.1";

  /** Beta9's images are large, and workers unpack them on the node's root volume. */
  private static final int DISK_GB = 200;

  private InfraModelFactory() {}

  /**
   * Returns the infra model of the environment with the given id.
   *
   * @throws IllegalArgumentException if {@code environmentId} is not an environment id
   */
  public static InfraModel from(MetaConfig config, String environmentId) {
    return from(config, environmentId, null);
  }

  /**
   * Returns the infra model of the environment with the given id after an update. What exists does
   * not move: each zone keeps its subnets and its place, which decides on the zone of a single NAT
   * gateway, and the database's storage does not shrink, because RDS cannot reduce it.
   *
   * @param existing the model before; null for a new environment
   * @throws IllegalArgumentException if {@code environmentId} is not an environment id
   */
  public static InfraModel from(
      MetaConfig config, String environmentId, @Nullable InfraModel existing) {
    if (!ENVIRONMENT_ID.matcher(environmentId).matches()) {
      throw new IllegalArgumentException("'" + environmentId + "' is not an environment id");
    }
    String suffix = environmentId.substring("env_".length());
    Profile profile = config.cluster().profile();
    InfraModel model =
        new InfraModel(
            environmentId,
            config.name(),
            ResourceNaming.NAME_PREFIX + suffix,
            config.cloud().region(),
            config.cloud().accountId(),
            tags(config, environmentId),
            network(config.network(), profile, existing == null ? null : existing.network()),
            cluster(config.cluster(), config.access()),
            nodes(profile.system()),
            cpuNodes(config.beta9().workers(), profile.cpu()),
            gpuNodes(config.beta9().workers(), profile),
            postgres(
                config.data().postgres(),
                profile,
                existing == null ? 0 : existing.postgres().storageGb()),
            redis(config.data().redis()),
            new InfraModel.ObjectStore(
                config.data().objectStore().bucketPrefix() + "-" + suffix,
                config.data().objectStore().versioning(),
                config.data().objectStore().lifecycleDays()),
            Objects.requireNonNullElse(
                config.beta9().logRetentionDays(), LogRetention.DEFAULT_DAYS),
            config.data().stateLogBucket(),
            beta9(config.beta9(), profile),
            existing == null ? null : existing.permissionsBoundary());
    return model.withWorkloadSizes();
  }

  private static Map<String, String> tags(MetaConfig config, String environmentId) {
    Map<String, String> tags = new TreeMap<>(config.tags());
    tags.put(ResourceNaming.ENVIRONMENT_ID_TAG, environmentId);
    tags.put(ResourceNaming.ENVIRONMENT_NAME_TAG, config.name());
    tags.put(ResourceNaming.MANAGED_BY_TAG, ResourceNaming.MANAGED_BY);
    return Collections.unmodifiableMap(tags);
  }

  private static InfraModel.Network network(
      MetaConfig.NetworkConfig network, Profile profile, InfraModel.@Nullable Network existing) {
    Cidr vpc = Cidr.parse(network.cidr()).orElseThrow();
    List<String> zones = network.availabilityZones();
    SubnetPlan plan;
    // Another block has no subnets in common; the change is rejected.
    if (existing == null || !existing.cidr().equals(network.cidr())) {
      plan = SubnetPlan.of(vpc, zones);
    } else {
      zones =
          network.zonesByDefault()
              ? kept(existing.availabilityZones(), zones)
              : ordered(existing.availabilityZones(), zones);
      SubnetPlan known = new SubnetPlan(existing.publicSubnets(), existing.privateSubnets());
      plan =
          zones.containsAll(existing.availabilityZones())
              ? known.extendedTo(vpc, zones)
              : SubnetPlan.of(vpc, zones);
    }
    return new InfraModel.Network(
        network.cidr(),
        zones,
        plan.publicSubnets(),
        plan.privateSubnets(),
        profile.networkLayout().natGatewayPerZone(),
        network.flowLogs(),
        existing != null && existing.availabilityZones().equals(zones)
            ? existing.zonesByDefault()
            : network.zonesByDefault());
  }

  /** The order of the administrators is irrelevant: reordering them changes nothing. */
  private static InfraModel.Cluster cluster(
      MetaConfig.ClusterConfig cluster, MetaConfig.AccessConfig access) {
    MetaConfig.ClusterEndpoint endpoint = cluster.endpoint();
    return new InfraModel.Cluster(
        cluster.kubernetesVersion(),
        cluster.nodeLabels(),
        endpoint.allowedCidrs().isEmpty()
            ? InfraModel.Endpoint.UNRESTRICTED
            : new InfraModel.Endpoint(endpoint.access().label(), endpoint.allowedCidrs()),
        access.eksAdmins().stream().sorted().toList());
  }

  /** Returns the zones with the existing ones first, in their order. */
  private static List<String> ordered(List<String> existing, List<String> zones) {
    return Stream.concat(
            existing.stream().filter(zones::contains),
            zones.stream().filter(zone -> !existing.contains(zone)))
        .toList();
  }

  /** Returns the existing zones, and others up to the number of the default ones. */
  private static List<String> kept(List<String> existing, List<String> zones) {
    return Stream.concat(
            existing.stream(),
            zones.stream()
                .filter(zone -> !existing.contains(zone))
                .limit(Math.max(0, zones.size() - existing.size())))
        .toList();
  }

  private static InfraModel.NodeGroup nodes(Profile.NodeGroupSize size) {
    return new InfraModel.NodeGroup(
        size.instanceType(), size.min(), size.max(), size.min(), DISK_GB, null);
  }

  private static InfraModel.NodeGroup cpuNodes(
      MetaConfig.Workers workers, Profile.NodeGroupSize size) {
    if (workers.gpuEnabled()) {
      return nodes(size);
    }
    int max = workers.maxWorkers();
    int min = Math.min(max, Math.max(size.min(), workers.minWorkers()));
    return new InfraModel.NodeGroup(size.instanceType(), min, max, min, DISK_GB, null);
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

  private static InfraModel.Postgres postgres(
      MetaConfig.PostgresConfig postgres, Profile profile, int existingStorageGb) {
    Profile sizeProfile = Profile.byLabel().get(postgres.size());
    return new InfraModel.Postgres(
        POSTGRES_VERSION,
        sizeProfile == null ? postgres.size() : sizeProfile.dataStores().postgresClass(),
        Math.max(
            existingStorageGb,
            (sizeProfile == null ? profile : sizeProfile).dataStores().postgresStorageGb()),
        postgres.multiAz(),
        postgres.backupRetentionDays(),
        postgres.logExport(),
        postgres.protect());
  }

  private static InfraModel.Redis redis(MetaConfig.RedisConfig redis) {
    Profile sizeProfile = Profile.byLabel().get(redis.size());
    return new InfraModel.Redis(
        REDIS_VERSION,
        sizeProfile == null ? redis.size() : sizeProfile.dataStores().redisNodeType(),
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
        beta9.limits(),
        beta9.build(),
        beta9.enableMetrics(),
        beta9.enableLogging(),
        beta9.certificate(),
        beta9.allowedCidrs(),
        beta9.smoke(),
        beta9.imageRegistry(),
        beta9.runnerVersion());
  }
}
