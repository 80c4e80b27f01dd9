package io.beta9.provisioning.bench.console;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.FullCloudSim;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The simulated account in which the page of the Terraform state finds one. */
final class ConsoleCloud implements AutoCloseable {
  private static final String ACCOUNT = "123456789012";
  private static final String ROLE = "Beta9Provisioner";
  private static final String OPERATOR = "999999999999";
  private static final String KEY = "AKIABENCHBENCHBENCHB";
  private static final String OWNER_KEY = "AKIAOWNEROWNEROWNERO";
  private static final String SECRET = "not-a-secret";

  private final CloudSim cloud;

  private ConsoleCloud(CloudSim cloud) {
    this.cloud = cloud;
  }

  static ConsoleCloud start(Path directory) {
    CloudSim cloud =
        FullCloudSim.start(CloudSim.builder().stateFolder(directory).port(Ports.findFree()));
    cloud
        .seed()
        .accessKey(KEY, SECRET, OPERATOR, "provisioner")
        .accessKey(OWNER_KEY, SECRET, ACCOUNT, "owner");
    return new ConsoleCloud(cloud);
  }

  /** Returns the environment variables with which a service uses the cloud. */
  Map<String, String> settings() {
    return Map.of(
        "AWS_ENDPOINT_URL",
        cloud.url(),
        "AWS_ACCESS_KEY_ID",
        KEY,
        "AWS_SECRET_ACCESS_KEY",
        SECRET,
        "AWS_REGION",
        "us-east-1");
  }

  /** Writes the state of an environment, with this number of resources. */
  void writeState(JdbcClient jdbc, String environment, int resources) {
    cloud
        .seed()
        .account(ACCOUNT)
        .role(
            ROLE,
            OPERATOR,
            jdbc.sql(
                    "select a.external_id from accounts a join environments e on"
                        + " e.registered_account_id = a.id where e.id = :id")
                .param("id", environment)
                .query(String.class)
                .single());
    JsonNode backend =
        JsonMapper.shared()
            .readTree(
                jdbc.sql("select state_backend_config from environments where id = :id")
                    .param("id", environment)
                    .query(String.class)
                    .single());
    String bucket = backend.path("bucket").stringValue();
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(URI.create(cloud.url()))
            .region(Region.of(backend.path("region").stringValue()))
            .forcePathStyle(true)
            .httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(OWNER_KEY, SECRET)))
            .build()) {
      s3.createBucket(r -> r.bucket(bucket));
      s3.putObject(
          r -> r.bucket(bucket).key(backend.path("key").stringValue()),
          RequestBody.fromString(state(resources)));
    }
  }

  private static String state(int resources) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < resources; i++) {
      all.add(
          Map.of(
              "mode",
              "managed",
              "type",
              "aws_subnet",
              "name",
              "private",
              "instances",
              List.of(
                  Map.of(
                      "index_key",
                      "zone-" + i,
                      "attributes",
                      Map.of(
                          "id",
                          "subnet-" + i,
                          "cidr_block",
                          "10.0." + i % 256 + ".0/24",
                          "tags_all",
                          Map.of(ResourceNaming.MANAGED_BY_TAG, ResourceNaming.MANAGED_BY))))));
    }
    return JsonMapper.shared()
        .writeValueAsString(
            Map.of(
                "version",
                4,
                "terraform_version",
                "1.11.4",
                "serial",
                7,
                "lineage",
                "3f2b8a1c-5d4e-4f60-9a7b-8c9d0e1f2a3b",
                "outputs",
                Map.of(),
                "resources",
                all));
  }

  @Override
  public void close() {
    cloud.close();
  }
}
