package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.metaconfig.catalog.BuildWorker;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.catalog.WorkerNodes;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.partition.AwsPartition;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Derives the values of the charts from the infra model, Terraform's outputs and the secrets. */
public final class ChartValues {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ChartValues() {}

  /**
   * Returns the values of the baseline chart. They are known before Terraform has any output, so
   * the chart can be installed while the database is still being created.
   */
  public static ObjectNode baseline(InfraModel model) {
    AwsPartition partition = AwsPartition.ofRegion(model.region());
    ObjectNode values = JSON.createObjectNode();
    values.put("clusterName", model.resourcePrefix());
    values.put("region", model.region());
    values.put("kubernetesVersion", model.cluster().kubernetesVersion());
    mirror(values, model);
    values
        .putObject("autoscaler")
        .put(
            "roleArn",
            partition.iamArn(model.accountId(), "role/" + model.resourcePrefix() + "-autoscaler"));
    values.putObject("gpu").put("enabled", model.gpuNodes() != null);
    // By its alias, which is known from the start: a storage class cannot be changed later.
    values
        .putObject("storageClass")
        .put("name", "gp3")
        .put(
            "kmsKeyArn",
            partition.arn(
                "kms", model.region(), model.accountId(), "alias/" + model.resourcePrefix()));
    values.put("beta9Namespace", InstalledReleases.BETA9_NAMESPACE);
    return values;
  }

  /**
   * Returns the values of the Beta9 chart.
   *
   * @param exposed whether a load balancer is created
   */
  public static ObjectNode beta9(Beta9Inputs inputs, boolean exposed) {
    InfraModel model = inputs.model();
    ObjectNode values = JSON.createObjectNode();
    values.put("clusterName", model.resourcePrefix());
    values.put("region", model.region());
    mirror(values, model);
    ObjectNode image = values.putObject("image");
    image.putObject("gateway").put("tag", model.beta9().gatewayVersion());
    image.putObject("worker").put("tag", model.beta9().workerVersion());
    image.putObject("runner").put("version", model.beta9().runner());
    values
        .putObject("serviceAccounts")
        .put("gatewayRoleArn", inputs.output(Beta9Inputs.GATEWAY_ROLE))
        .put("workerRoleArn", inputs.workerRole());
    stores(values, inputs);
    values.putObject("registry").put("repositoryUrl", inputs.output("ecr_repository_url"));
    values
        .putObject("gateway")
        .put("replicas", model.beta9().gatewayReplicas())
        .put("externalHost", model.beta9().domain())
        .putObject("nodeSelector")
        .put("beta9.io/pool", "system");
    exposure(values, model, exposed);
    workers(values, model);
    values.putObject("monitoring").put("enabled", model.beta9().enableMetrics());
    values.putObject("networkPolicy").put("enabled", true).put("vpcCidr", model.network().cidr());
    return values;
  }

  /**
   * Returns the values of a Beta9 that is not reachable from outside the cluster and whose tables
   * are dropped before it starts.
   *
   * @param mark identifies the reset; the tables are dropped once per mark
   */
  public static ObjectNode beta9WithReset(Beta9Inputs inputs, String mark) {
    ObjectNode values = beta9(inputs, false);
    ((ObjectNode) values.path("database")).put("resetMarker", mark);
    return values;
  }

  /**
   * Sets the number of pods that an autoscaler has given the gateway. An upgrade would otherwise
   * reset it, until the autoscaler corrects that.
   */
  public static void setScaledReplicas(ObjectNode values, int replicas) {
    ((ObjectNode) values.path("gateway")).put("scaledReplicas", replicas);
  }

  private static void mirror(ObjectNode values, InfraModel model) {
    String registry = model.beta9().imageRegistry();
    if (registry != null) {
      values.put("imageRegistry", registry);
    }
  }

  private static void stores(ObjectNode values, Beta9Inputs inputs) {
    Beta9Inputs.Beta9Secrets secrets = inputs.secrets();
    values
        .putObject("database")
        .put("host", inputs.output("rds_endpoint"))
        .put("port", inputs.portOutput("rds_port"))
        .put("name", inputs.output("rds_database"))
        .put("username", secrets.databaseUser())
        .put("password", secrets.databasePassword())
        .put("encryptionKey", secrets.encryptionKey());
    values
        .putObject("redis")
        .put("host", inputs.output("redis_endpoint"))
        .put("port", inputs.portOutput("redis_port"))
        .put("password", secrets.redisToken());
    values
        .putObject("storage")
        .putObject("s3")
        .put("bucket", inputs.output("bucket_name"))
        .put("region", inputs.model().region())
        .put("dnsSuffix", AwsPartition.ofRegion(inputs.model().region()).dnsSuffix())
        .put("accessKey", secrets.storageAccessKey())
        .put("secretKey", secrets.storageSecretKey());
  }

  private static void exposure(ObjectNode values, InfraModel model, boolean exposed) {
    ObjectNode exposure = values.putObject("exposure").put("enabled", exposed);
    String certificate = model.beta9().certificateArn();
    if (certificate != null) {
      exposure.put("certificateArn", certificate);
    }
    ArrayNode sourceRanges = exposure.putArray("sourceRanges");
    model.beta9().allowedCidrs().forEach(sourceRanges::add);
    exposure
        .putObject("tags")
        .put(ResourceNaming.ENVIRONMENT_ID_TAG, model.environmentId())
        .put(ResourceNaming.MANAGED_BY_TAG, ResourceNaming.MANAGED_BY);
  }

  private static void workers(ObjectNode values, InfraModel model) {
    WorkerNodes nodes = model.workerNodes();
    RequestLimits limits = model.requestLimits();
    BuildWorker build = model.buildWorker();
    WorkerNodes.WorkerSize cpu = nodes.cpuWorker();
    values
        .putObject("limits")
        .put("millicpus", limits.millicpus())
        .put("memoryMib", limits.memoryGib() * 1024)
        .put("gpus", limits.gpus())
        .put("replicas", limits.replicas());
    ObjectNode workers = values.putObject("workers");
    int warm = Math.min(model.beta9().minWorkers(), nodes.cpuWorkersBeside(build));
    pool(workers, "cpu", "cpu", "gvisor", cpu)
        .put("minFreeCpu", warm * cpu.millicpus() + "m")
        .put("minFreeMemory", warm * cpu.memoryGib() + "Gi");
    // No capacity is kept warm for builds: they are rare, and an idle node costs money.
    pool(
            workers,
            "build",
            "cpu",
            "runc",
            new WorkerNodes.WorkerSize(build.millicpus(), build.memoryGib()))
        .put("sharedMemoryPercent", percent(build.sharedMemoryGib(), build.memoryGib()))
        .put("minFreeCpu", "0m")
        .put("minFreeMemory", "0Gi");
    WorkerNodes.WorkerSize gpu = nodes.gpuWorker();
    if (gpu != null) {
      pool(workers, "gpu", "gpu", "runc", gpu)
          .put("enabled", true)
          .put("type", model.beta9().gpuType())
          .put("count", 1);
    }
  }

  /** Returns the share in per cent, at most a hundredth too large: Beta9 rounds it down to MiB. */
  private static double percent(int part, int whole) {
    return Math.ceilDiv(part * 10_000, whole) / 100.0;
  }

  private static ObjectNode pool(
      ObjectNode workers,
      String pool,
      String nodes,
      String runtime,
      WorkerNodes.WorkerSize worker) {
    ObjectNode values = workers.putObject(pool);
    values.putObject("nodeSelector").put("beta9.io/pool", nodes);
    return values
        .put("containerRuntime", runtime)
        .put("cpu", worker.millicpus() + "m")
        .put("memory", worker.memoryGib() + "Gi");
  }
}
