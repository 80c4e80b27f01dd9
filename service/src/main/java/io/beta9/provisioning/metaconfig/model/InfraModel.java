package io.beta9.provisioning.metaconfig.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All values derived from a meta-config: the input of Terraform and Helm. Written as snake_case
 * JSON it is the module's {@code terraform.tfvars.json} (all but {@link #installBeta9}), and what
 * the API returns as {@code infra_model}.
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
    Beta9 beta9) {

  /** Returns the name of the IAM user whose key Beta9 uses for the bucket. */
  public String storageUserName() {
    return resourcePrefix + "-storage";
  }

  /** Subnets by zone; public and private blocks never overlap and lie within {@link #cidr}. */
  public record Network(
      String cidr,
      List<String> availabilityZones,
      Map<String, String> publicSubnets,
      Map<String, String> privateSubnets,
      boolean natGatewayPerZone) {}

  public record Cluster(String kubernetesVersion, Map<String, String> nodeLabels) {}

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
      int backupRetentionDays) {}

  /** {@code replicas} is the number of replicas in addition to the primary: 0 or 1. */
  public record Redis(String engineVersion, String nodeType, int replicas) {}

  /** {@code lifecycleDays} is null if noncurrent object versions are never removed. */
  public record ObjectStore(
      String bucketName, boolean versioning, @Nullable Integer lifecycleDays) {}

  /** Values for Helm; not passed to Terraform. */
  public record Beta9(
      String domain,
      String gatewayVersion,
      String workerVersion,
      int gatewayReplicas,
      int minWorkers,
      int maxWorkers,
      @Nullable String gpuType,
      boolean enableMetrics,
      boolean enableLogging,
      @Nullable String certificateArn) {}
}
