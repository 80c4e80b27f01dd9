package io.beta9.provisioning.devstack;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.CloudSimBuilder;
import io.beta9.provisioning.cloudsim.WholeCloud;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The simulated cloud of the demo: one account with a role to enter it by. */
public final class DemoCloud implements AutoCloseable {
  static final String ACCOUNT = "123456789012";
  static final String REGION = "us-east-1";
  private static final String PROVIDER_ACCOUNT = "999999999999";
  private static final String KEY = "AKIADEMODEMODEMODEMO";
  private static final String JUDGE_KEY = "AKIAJUDGEJUDGEJUDGE1";
  private static final String SECRET = "not-a-secret";

  /** Long enough to be watched, short enough to be waited for. */
  private static final Map<String, Duration> LATENCIES =
      Map.of(
          "ec2:nat-gateway", Duration.ofSeconds(5),
          "eks:cluster", Duration.ofSeconds(20),
          "eks:nodegroup", Duration.ofSeconds(10),
          "eks:addon", Duration.ofSeconds(3),
          "rds:instance", Duration.ofSeconds(40),
          "elasticache:replication-group", Duration.ofSeconds(25),
          "k8s:pod", Duration.ofSeconds(2));

  private final CloudSim cloud;
  private final Remains remains;

  private DemoCloud(CloudSim cloud) {
    this.cloud = cloud;
    this.remains = new Remains(cloud.uri(), REGION, JUDGE_KEY);
  }

  /**
   * Starts it, with what the folder holds, and points this process to it.
   *
   * @param fast whether everything is there at once
   */
  public static DemoCloud start(Path folder, boolean fast) {
    CloudSimBuilder builder = CloudSim.builder().stateFolder(folder);
    if (!fast) {
      LATENCIES.forEach(builder::latency);
    }
    CloudSim cloud = WholeCloud.start(builder);
    cloud
        .seed()
        .accessKey(KEY, SECRET, PROVIDER_ACCOUNT, "provisioner")
        .accessKey(JUDGE_KEY, SECRET, ACCOUNT, "judge")
        .account(ACCOUNT)
        .role("Beta9Provisioner", PROVIDER_ACCOUNT, "demo-external-id");
    System.setProperty("aws.endpointUrl", cloud.url());
    System.setProperty("aws.accessKeyId", KEY);
    System.setProperty("aws.secretAccessKey", SECRET);
    System.setProperty("aws.region", REGION);
    return new DemoCloud(cloud);
  }

  public String url() {
    return cloud.url();
  }

  /**
   * What the cloud itself still holds of any environment. As on AWS, a few things are shown for a
   * while after they are gone: they are asked for their state.
   */
  List<String> leftovers() {
    return cloud.inventory(ACCOUNT, REGION).stream()
        .filter(resource -> resource.tags().containsKey("beta9:environment-id"))
        .map(TaggedResource::arn)
        .filter(arn -> !remains.isGone(arn))
        .toList();
  }

  /** Whether the environment's own word for its Beta9 is that it is well. */
  boolean gatewayHealthy(JsonNode environment) {
    return environment.path("outputs").path("beta9_healthy").asBoolean(false);
  }

  @Override
  public void close() {
    cloud.close();
  }
}
