package io.beta9.provisioning.metaconfig.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.beta9.provisioning.metaconfig.catalog.Beta9Release;
import io.beta9.provisioning.metaconfig.catalog.BuildWorker;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.catalog.WorkerNodes;
import io.beta9.provisioning.metaconfig.network.Cidr;
import io.beta9.provisioning.metaconfig.network.SubnetPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All values derived from a meta-config: the input of Terraform and Helm. Written as snake_case
 * JSON it is the module's {@code terraform.tfvars.json} (see {@link InfraModelJson#toTfvars}), and
 * what the API returns as {@code infra_model}.
 *
 * @param permissionsBoundary the ARN of the policy that every role and user has as its permissions
 *     boundary; null, and omitted from the JSON, if none is required
 */
public record InfraModel(
    String environmentId,
    String environmentName,
    String resourcePrefix,
    String region,
    String accountId,
    Map<String, String> tags,
    Network network,
    Cluster cluster,
    NodeGroup systemNodes,
    NodeGroup cpuNodes,
    @Nullable NodeGroup gpuNodes,
    Postgres postgres,
    Redis redis,
    ObjectStore objectStore,
    int logRetentionDays,
    @Nullable String stateLogBucket,
    Beta9 beta9,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String permissionsBoundary) {

  /** Returns this model with another permissions boundary; null for none. */
  public InfraModel withPermissionsBoundary(@Nullable String arn) {
    return with(network, beta9, arn);
  }

  /** Returns this model with the ARN of the certificate that was requested for it. */
  public InfraModel withCertificate(String arn) {
    return with(beta9.withCertificate(arn));
  }

  /** Returns this model with this version of the images from which users' images are built. */
  public InfraModel withRunner(String version) {
    return with(beta9.withRunner(version));
  }

  /**
   * Returns this model with limits and build workers, which models that earlier versions stored do
   * not have: they follow from the nodes.
   *
   * @throws IllegalArgumentException if the size of an instance type is not known
   */
  public InfraModel withWorkloadSizes() {
    return beta9.limits() != null && beta9.build() != null
        ? this
        : with(beta9.withSizes(requestLimits(), buildWorker()));
  }

  /** Returns the nodes on which Beta9's workers run. */
  public WorkerNodes workerNodes() {
    return new WorkerNodes(
        new WorkerNodes.NodePool(cpuNodes.instanceType(), cpuNodes.maxSize()),
        gpuNodes == null
            ? null
            : new WorkerNodes.NodePool(gpuNodes.instanceType(), gpuNodes.maxSize()));
  }

  /** Returns the most that users of Beta9 may request. */
  public RequestLimits requestLimits() {
    return beta9.limits() == null ? workerNodes().defaultLimits() : beta9.limits();
  }

  /** Returns the size of the workers that build images. */
  public BuildWorker buildWorker() {
    return beta9.build() == null ? workerNodes().defaultBuildWorker() : beta9.build();
  }

  private InfraModel with(Beta9 other) {
    return with(network, other, permissionsBoundary);
  }

  private InfraModel with(Network otherNetwork, Beta9 otherBeta9, @Nullable String boundary) {
    return new InfraModel(
        environmentId,
        environmentName,
        resourcePrefix,
        region,
        accountId,
        tags,
        otherNetwork,
        cluster,
        systemNodes,
        cpuNodes,
        gpuNodes,
        postgres,
        redis,
        objectStore,
        logRetentionDays,
        stateLogBucket,
        otherBeta9,
        boundary);
  }

  /** Returns the name of the IAM user whose key Beta9 uses for the bucket. */
  public String storageUserName() {
    return resourcePrefix + "-storage";
  }

  /** Returns this model with subnets in other zones, as many as it has. */
  public InfraModel withZones(List<String> zones) {
    return withZones(zones, SubnetPlan.of(Cidr.parse(network.cidr()).orElseThrow(), zones));
  }

  /** As {@link #withZones}, but zones that the model has keep their subnets. */
  public InfraModel withExchangedZones(List<String> zones) {
    Map<String, String> publicSubnets = new LinkedHashMap<>(network.publicSubnets());
    Map<String, String> privateSubnets = new LinkedHashMap<>(network.privateSubnets());
    publicSubnets.keySet().retainAll(zones);
    privateSubnets.keySet().retainAll(zones);
    SubnetPlan kept = new SubnetPlan(publicSubnets, privateSubnets);
    return withZones(zones, kept.extendedTo(Cidr.parse(network.cidr()).orElseThrow(), zones));
  }

  private InfraModel withZones(List<String> zones, SubnetPlan plan) {
    return with(
        new Network(
            network.cidr(),
            zones,
            plan.publicSubnets(),
            plan.privateSubnets(),
            network.natGatewayPerZone(),
            network.flowLogs(),
            network.zonesByDefault()),
        beta9,
        permissionsBoundary);
  }

  /**
   * Subnets by zone; public and private blocks never overlap and lie within {@link #cidr}.
   *
   * @param zonesByDefault whether the customer specified no zones: others are used if the account
   *     cannot use these, as long as nothing has been created
   */
  public record Network(
      String cidr,
      List<String> availabilityZones,
      Map<String, String> publicSubnets,
      Map<String, String> privateSubnets,
      boolean natGatewayPerZone,
      boolean flowLogs,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean zonesByDefault) {}

  /**
   * Models that earlier versions stored have no {@code endpoint}, which is public, and no {@code
   * admins}.
   */
  public record Cluster(
      String kubernetesVersion,
      Map<String, String> nodeLabels,
      @Nullable Endpoint endpoint,
      @Nullable List<String> admins) {
    public Cluster {
      endpoint = Objects.requireNonNullElse(endpoint, Endpoint.UNRESTRICTED);
      admins = admins == null ? List.of() : List.copyOf(admins);
    }

    /** Returns the ARNs of the roles that are administrators, in addition to its creator. */
    @Override
    public List<String> admins() {
      return Objects.requireNonNull(admins);
    }

    @Override
    public Endpoint endpoint() {
      return Objects.requireNonNull(endpoint);
    }
  }

  /**
   * Who reaches the Kubernetes API.
   *
   * @param access {@code public} or {@code private}
   * @param allowedCidrs at least one block
   */
  public record Endpoint(String access, List<String> allowedCidrs) {
    public static final Endpoint UNRESTRICTED = new Endpoint("public", List.of("0.0.0.0/0"));

    /** Returns whether only connected networks reach it. */
    @JsonIgnore
    public boolean isPrivate() {
      return access.equals("private");
    }
  }

  /**
   * A managed node group of one instance type. {@code gpuType} is null, and omitted from the JSON,
   * except for the GPU group.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record NodeGroup(
      String instanceType,
      int minSize,
      int maxSize,
      int desiredSize,
      int diskGb,
      @Nullable String gpuType) {}

  public record Postgres(
      String engineVersion,
      String instanceClass,
      int storageGb,
      boolean multiAz,
      int backupRetentionDays,
      boolean logExport,
      boolean protect) {}

  /** {@code replicas} is the number of replicas in addition to the primary: 0 or 1. */
  public record Redis(String engineVersion, String nodeType, int replicas) {}

  /** {@code lifecycleDays} is null if noncurrent object versions are never removed. */
  public record ObjectStore(
      String bucketName, boolean versioning, @Nullable Integer lifecycleDays) {}

  /**
   * Values for Helm; not passed to Terraform.
   *
   * @param limits null in models that earlier versions stored; see {@link #requestLimits}
   * @param build null in models that earlier versions stored; see {@link #buildWorker}
   * @param imageRegistry mirrors the public registries of the images; null if there is none
   * @param runnerVersion the end of the tags of the images from which users' images are built; null
   *     for that of the release, see {@link #runner}
   * @param certificateArn the certificate of the load balancer; {@link #MANAGED_CERTIFICATE} if
   *     this service requests it; null for none
   */
  public record Beta9(
      String domain,
      String gatewayVersion,
      String workerVersion,
      int gatewayReplicas,
      int minWorkers,
      int maxWorkers,
      @Nullable String gpuType,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RequestLimits limits,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BuildWorker build,
      boolean enableMetrics,
      boolean enableLogging,
      @Nullable String certificateArn,
      @Nullable List<String> allowedCidrs,
      @Nullable SmokeTest smoke,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String imageRegistry,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String runnerVersion) {
    /** Stands for the ARN of a certificate that this service requests. */
    public static final String MANAGED_CERTIFICATE = "managed";

    public Beta9 {
      smoke = Objects.requireNonNullElse(smoke, SmokeTest.BASIC);
      allowedCidrs = allowedCidrs == null ? List.of() : List.copyOf(allowedCidrs);
    }

    /** Returns whether the load balancer terminates TLS and is reachable from the internet. */
    public boolean hasCertificate() {
      return certificateArn != null;
    }

    private Beta9 withCertificate(String arn) {
      return with(limits, build, arn, runnerVersion);
    }

    private Beta9 withSizes(RequestLimits requestLimits, BuildWorker buildWorker) {
      return with(requestLimits, buildWorker, certificateArn, runnerVersion);
    }

    private Beta9 withRunner(String version) {
      return with(limits, build, certificateArn, version);
    }

    private Beta9 with(
        @Nullable RequestLimits requestLimits,
        @Nullable BuildWorker buildWorker,
        @Nullable String arn,
        @Nullable String runner) {
      return new Beta9(
          domain,
          gatewayVersion,
          workerVersion,
          gatewayReplicas,
          minWorkers,
          maxWorkers,
          gpuType,
          requestLimits,
          buildWorker,
          enableMetrics,
          enableLogging,
          arn,
          allowedCidrs,
          smoke,
          imageRegistry,
          runner);
    }

    /** Returns the end of the tags of the images from which users' images are built. */
    public String runner() {
      return Objects.requireNonNullElseGet(
          runnerVersion, () -> Beta9Release.runnerOf(gatewayVersion));
    }

    /** Returns whether this service requests the certificate. */
    public boolean managedCertificate() {
      return MANAGED_CERTIFICATE.equals(certificateArn);
    }

    /** Returns what is run in Beta9 to verify that it works. */
    @Override
    public SmokeTest smoke() {
      return Objects.requireNonNull(smoke);
    }

    /** Returns the blocks that may connect to the load balancer; empty if it is unrestricted. */
    @Override
    public List<String> allowedCidrs() {
      return Objects.requireNonNull(allowedCidrs);
    }
  }
}
