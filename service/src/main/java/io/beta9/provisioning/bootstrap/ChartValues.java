package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.metaconfig.InfraModel;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the charts are given, from the infra model, Terraform's outputs and the secrets. */
final class ChartValues {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ChartValues() {}

  /**
   * The baseline. Everything in it is known before Terraform has put anything out, so that it can
   * be installed while the database is still being made.
   */
  static ObjectNode baseline(InfraModel model) {
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
    return values;
  }

  /**
   * Beta9.
   *
   * @param exposed whether it gets a load balancer
   */
  static ObjectNode beta9(Beta9Inputs inputs, boolean exposed) {
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

  private static void stores(ObjectNode values, Beta9Inputs inputs) {
    Beta9Inputs.Secrets secrets = inputs.secrets();
    values
        .putObject("database")
        .put("host", inputs.output("rds_endpoint"))
        .put("username", secrets.databaseUser())
        .put("password", secrets.databasePassword())
        .put("encryptionKey", secrets.encryptionKey());
    values
        .putObject("redis")
        .put("host", inputs.output("redis_endpoint"))
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
    exposure.putObject("tags").put("beta9:environment-id", model.environmentId());
  }

  private static void workers(ObjectNode values, InfraModel model) {
    String gpu = model.beta9().gpuType();
    if (gpu == null) {
      return;
    }
    values
        .putObject("workers")
        .putObject("gpu")
        .put("enabled", true)
        .put("type", gpu)
        .put("count", 1);
  }
}
