package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.metaconfig.catalog.BuildWorker;
import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An infra model with matching outputs and secrets. */
public final class TestInfraModels {
  static final String ACCOUNT = "123456789012";
  static final String REGION = "us-east-1";
  static final String PREFIX = "beta9-4f1a2b3c4d5e";
  public static final String BUCKET = PREFIX;
  public static final String DATABASE = PREFIX + ".cluster-x.us-east-1.rds.amazonaws.com";
  public static final String REDIS = "master." + PREFIX + ".x.use1.cache.amazonaws.com";

  private TestInfraModels() {}

  public static InfraModel small() {
    return model(0, null, null);
  }

  /** Returns a small model whose gateway has another version. */
  public static InfraModel withGateway(String version) {
    return model(0, null, null, version);
  }

  /** Returns a small model with the given sizes, which others do not have. */
  public static InfraModel withSizes(RequestLimits limits, BuildWorker build) {
    return model(0, null, null, "0.1.762", limits, build);
  }

  public static InfraModel model(
      int minWorkers, @Nullable String gpu, @Nullable String certificate) {
    return model(minWorkers, gpu, certificate, "0.1.762");
  }

  private static InfraModel model(
      int minWorkers, @Nullable String gpu, @Nullable String certificate, String gatewayVersion) {
    return model(minWorkers, gpu, certificate, gatewayVersion, null, null);
  }

  private static InfraModel model(
      int minWorkers,
      @Nullable String gpu,
      @Nullable String certificate,
      String gatewayVersion,
      @Nullable RequestLimits limits,
      @Nullable BuildWorker build) {
    InfraModel.NodeGroup system = new InfraModel.NodeGroup("m6i.large", 2, 3, 2, 200, null);
    InfraModel.NodeGroup cpu = new InfraModel.NodeGroup("m6i.2xlarge", 1, 3, 1, 200, null);
    return new InfraModel(
        "env_4f1a2b3c4d5e",
        "acme-prod",
        PREFIX,
        REGION,
        ACCOUNT,
        Map.of("beta9:environment-id", "env_4f1a2b3c4d5e"),
        new InfraModel.Network(
            "10.42.0.0/16",
            List.of("us-east-1a", "us-east-1b"),
            Map.of(),
            Map.of(),
            false,
            false,
            false),
        new InfraModel.Cluster("1.33", Map.of(), null, null),
        system,
        cpu,
        gpu == null
            ? null
            : new InfraModel.NodeGroup(
                GpuType.byLabel().get(gpu).instanceType(Profile.SMALL), 0, 1, 0, 200, gpu),
        new InfraModel.Postgres("16", "db.t4g.medium", 50, false, 7, false, false),
        new InfraModel.Redis("7.1", "cache.t4g.medium", 0),
        new InfraModel.ObjectStore(BUCKET, true, null),
        30,
        null,
        new InfraModel.Beta9(
            "beta9.acme.example",
            gatewayVersion,
            "0.1.729",
            1,
            minWorkers,
            3,
            gpu,
            limits,
            build,
            true,
            true,
            certificate,
            List.of(),
            SmokeTest.BASIC,
            null,
            null),
        null);
  }

  public static ObjectNode outputs() {
    ObjectNode outputs = JsonMapper.shared().createObjectNode();
    outputs.put("gateway_role_arn", "arn:aws:iam::" + ACCOUNT + ":role/" + PREFIX + "-gateway");
    outputs.put("worker_role_arn", "arn:aws:iam::" + ACCOUNT + ":role/" + PREFIX + "-worker");
    outputs.put("rds_endpoint", DATABASE).put("rds_port", 5432).put("rds_database", "main");
    outputs.put("redis_endpoint", REDIS).put("redis_port", 6379);
    outputs.put("bucket_name", BUCKET);
    outputs.put("ecr_repository_url", ACCOUNT + ".dkr.ecr." + REGION + ".amazonaws.com/" + PREFIX);
    return outputs;
  }

  public static Beta9Inputs.Beta9Secrets secrets() {
    return new Beta9Inputs.Beta9Secrets(
        "beta9",
        "DatabasePassword1",
        "RedisToken2",
        "sk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "AKIASTORAGE",
        "StorageSecret3");
  }

  public static Beta9Inputs inputs(InfraModel model) {
    return new Beta9Inputs(model, outputs(), secrets());
  }
}
