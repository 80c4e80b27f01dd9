package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Derives the values of the charts from the infra model, Terraform's outputs and the secrets. */
public final class ChartValues {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Two workers and the node's own pods fit on the smallest node of the group. */
  private static final WorkerPoolValues CPU_WORKER = new WorkerPoolValues(3000, 12);

  private static final WorkerPoolValues BUILD_WORKER = new WorkerPoolValues(4000, 8);

  /** One worker fits on the smallest node with a GPU, which has four processors and 16 GiB. */
  private static final WorkerPoolValues GPU_WORKER = new WorkerPoolValues(3000, 12);

  private ChartValues() {}

  /**
   * Returns the values of the baseline chart. They are known before Terraform has any output, so
   * the chart can be installed while the database is still being created.
   */
  public static ObjectNode baseline(InfraModel model) {
    ObjectNode values = JSON.createObjectNode();
    values.put("clusterName", model.resourcePrefix());
    values.put("region", model.region());
    values.put("kubernetesVersion", model.cluster().kubernetesVersion());
    values
        .putObject("autoscaler")
        .put(
            "roleArn",
            "arn:aws:iam::"
                + model.accountId()
                + ":role/"
                + model.resourcePrefix()
                + "-autoscaler");
    values.putObject("gpu").put("enabled", model.gpuNodes() != null);
    // By its alias, which is known from the start: a storage class cannot be changed later.
    values
        .putObject("storageClass")
        .put("name", "gp3")
        .put(
            "kmsKeyArn",
            "arn:aws:kms:"
                + model.region()
                + ":"
                + model.accountId()
                + ":alias/"
                + model.resourcePrefix());
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
    ObjectNode image = values.putObject("image");
    image.putObject("gateway").put("tag", model.beta9().gatewayVersion());
    image.putObject("worker").put("tag", model.beta9().workerVersion());
    values.putObject("serviceAccount").put("roleArn", inputs.output("gateway_role_arn"));
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
        .put("accessKey", secrets.storageAccessKey())
        .put("secretKey", secrets.storageSecretKey());
  }

  private static void exposure(ObjectNode values, InfraModel model, boolean exposed) {
    ObjectNode exposure = values.putObject("exposure").put("enabled", exposed);
    String certificate = model.beta9().certificateArn();
    if (certificate != null) {
      exposure.put("certificateArn", certificate);
    }
    exposure
        .putObject("tags")
        .put(InfraModelFactory.ENVIRONMENT_ID_TAG, model.environmentId())
        .put(InfraModelFactory.MANAGED_BY_TAG, InfraModelFactory.MANAGED_BY);
  }

  private static void workers(ObjectNode values, InfraModel model) {
    ObjectNode workers = values.putObject("workers");
    int warm = model.beta9().minWorkers();
    pool(workers, "cpu", "cpu", "gvisor", CPU_WORKER)
        .put("minFreeCpu", warm * CPU_WORKER.millicpus() + "m")
        .put("minFreeMemory", warm * CPU_WORKER.gibibytes() + "Gi");
    // No capacity is kept warm for builds: they are rare, and an idle node costs money.
    pool(workers, "build", "cpu", "runc", BUILD_WORKER)
        .put("minFreeCpu", "0m")
        .put("minFreeMemory", "0Gi");
    String gpu = model.beta9().gpuType();
    if (gpu != null) {
      pool(workers, "gpu", "gpu", "runc", GPU_WORKER)
          .put("enabled", true)
          .put("type", gpu)
          .put("count", 1);
    }
  }

  private record WorkerPoolValues(int millicpus, int gibibytes) {}

  private static ObjectNode pool(
      ObjectNode workers, String pool, String nodes, String runtime, WorkerPoolValues worker) {
    ObjectNode values = workers.putObject(pool);
    values.putObject("nodeSelector").put("beta9.io/pool", nodes);
    return values
        .put("containerRuntime", runtime)
        .put("cpu", worker.millicpus() + "m")
        .put("memory", worker.gibibytes() + "Gi");
  }
}
