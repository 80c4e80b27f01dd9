package io.beta9.provisioning.metaconfig;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.beta9.provisioning.metaconfig.catalog.BuildWorker;
import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
    @Nullable AccessConfig access,
    Map<String, String> tags) {

  /**
   * Meta-configs that earlier versions stored have no {@code access}: no administrator is added.
   */
  public MetaConfig {
    access = Objects.requireNonNullElse(access, AccessConfig.NONE);
  }

  /** Returns who may administer what is created, in addition to this service. */
  @Override
  public AccessConfig access() {
    return Objects.requireNonNull(access);
  }

  /** Returns this meta-config with the zones that it has or receives. */
  public MetaConfig withZones(List<String> zones) {
    return new MetaConfig(
        name, cloud, cluster, network.withZones(zones), data, beta9, access, tags);
  }

  /**
   * Who may administer what is created.
   *
   * @param eksAdmins the ARNs of the roles that are administrators of the Kubernetes cluster
   */
  public record AccessConfig(List<String> eksAdmins) {
    static final AccessConfig NONE = new AccessConfig(List.of());

    public AccessConfig {
      eksAdmins = List.copyOf(eksAdmins);
    }
  }

  /** Meta-configs that earlier versions stored have no {@code endpoint}: it is public. */
  public record ClusterConfig(
      Profile profile,
      String kubernetesVersion,
      Map<String, String> nodeLabels,
      @Nullable ClusterEndpoint endpoint) {
    public ClusterConfig {
      endpoint = Objects.requireNonNullElse(endpoint, ClusterEndpoint.UNRESTRICTED);
    }

    /** Returns who reaches the Kubernetes API. */
    @Override
    public ClusterEndpoint endpoint() {
      return Objects.requireNonNull(endpoint);
    }
  }

  /** Whether the Kubernetes API has an endpoint on the internet. */
  public enum EndpointAccess {
    PUBLIC,
    PRIVATE;

    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Map<String, EndpointAccess> byLabel() {
      return Map.of(PUBLIC.label(), PUBLIC, PRIVATE.label(), PRIVATE);
    }
  }

  /**
   * Who reaches the Kubernetes API.
   *
   * @param allowedCidrs public addresses, empty for all; or connected networks, at least one
   */
  public record ClusterEndpoint(EndpointAccess access, List<String> allowedCidrs) {
    static final ClusterEndpoint UNRESTRICTED =
        new ClusterEndpoint(EndpointAccess.PUBLIC, List.of());

    @JsonIgnore
    public boolean isPrivate() {
      return access == EndpointAccess.PRIVATE;
    }
  }

  /**
   * Contains zone names even if the customer specified only their number.
   *
   * @param zonesByDefault whether the customer specified no names, so that others can be used; not
   *     stored
   */
  public record NetworkConfig(
      String cidr,
      List<String> availabilityZones,
      boolean flowLogs,
      @JsonIgnore boolean zonesByDefault) {
    NetworkConfig withZones(List<String> zones) {
      return new NetworkConfig(cidr, zones, flowLogs, false);
    }
  }

  public record Data(
      PostgresConfig postgres,
      RedisConfig redis,
      ObjectStoreConfig objectStore,
      @Nullable StateConfig state) {
    /** Returns the name of the bucket for the access logs of the state bucket, or null. */
    public @Nullable String stateLogBucket() {
      return state == null ? null : state.accessLogBucket();
    }
  }

  /**
   * {@code size} is the label of a profile or an instance class like {@code db.m6g.large}. A
   * protected database is not destroyed without a snapshot.
   */
  public record PostgresConfig(
      String size, boolean multiAz, int backupRetentionDays, boolean logExport, boolean protect) {}

  /** {@code accessLogBucket} is null if the access to the state bucket is not logged. */
  public record StateConfig(@Nullable String accessLogBucket) {}

  /** {@code size} is the label of a profile or a node type like {@code cache.r7g.large}. */
  public record RedisConfig(String size, boolean ha) {}

  /** {@code lifecycleDays} is null if noncurrent object versions are never removed. */
  public record ObjectStoreConfig(
      String bucketPrefix, boolean versioning, @Nullable Integer lifecycleDays) {}

  /**
   * {@code certificate} is an ARN, or {@code managed} if this service requests it; null if Beta9 is
   * reachable only from inside the VPC, because nothing is exposed to the internet without TLS.
   * {@code logRetentionDays} is null for the default. {@code allowedCidrs} is empty if every
   * address may connect to the load balancer. {@code imageRegistry} mirrors the public registries
   * of the images; {@code runnerVersion} is the end of the tags of the images from which users'
   * images are built, null for that of the release. {@code limits} and {@code build} are null in
   * meta-configs that earlier versions stored: they follow from the machines.
   */
  public record Beta9Config(
      String domain,
      String version,
      Workers workers,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RequestLimits limits,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BuildWorker build,
      boolean enableMetrics,
      boolean enableLogging,
      @Nullable Integer logRetentionDays,
      @JsonAlias("certificate_arn") @Nullable String certificate,
      @Nullable List<String> allowedCidrs,
      @Nullable SmokeTest smoke,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String imageRegistry,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String runnerVersion) {
    public Beta9Config {
      smoke = Objects.requireNonNullElse(smoke, SmokeTest.BASIC);
      allowedCidrs = allowedCidrs == null ? List.of() : List.copyOf(allowedCidrs);
    }

    @Override
    public SmokeTest smoke() {
      return Objects.requireNonNull(smoke);
    }

    @Override
    public List<String> allowedCidrs() {
      return Objects.requireNonNull(allowedCidrs);
    }
  }

  /**
   * Minimum and maximum number of worker nodes. With {@code gpuEnabled} they limit the GPU nodes,
   * and the profile determines the number of CPU nodes; otherwise they limit the CPU nodes.
   */
  public record Workers(
      boolean gpuEnabled, @Nullable GpuType gpuType, int minWorkers, int maxWorkers) {}
}
