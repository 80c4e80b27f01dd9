package io.beta9.provisioning.cloudsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

class FaultRulesTest {
  private CloudSim sim;
  private KmsClient kms;

  @BeforeEach
  void start() {
    sim = CloudSim.builder().service(cloud -> new KmsService(cloud.store())).start();
    kms = AwsClients.client(sim, KmsClient.builder());
  }

  @AfterEach
  void stop() {
    kms.close();
    sim.close();
  }

  @Test
  void fails_the_configured_number_of_calls_from_the_nth_on() {
    sim.faultRules()
        .add(
            new FaultRule.Failure(
                "kms", "CreateKey", null, 2, 2, 400, "LimitExceededException", "Enough", false));
    kms.createKey();
    assertCode("LimitExceededException", () -> kms.createKey());
    assertCode("LimitExceededException", () -> kms.createKey());
    kms.createKey();
    assertThat(kms.listKeys().keys()).hasSize(2);
    assertThat(sim.requests().calls("kms", "CreateKey"))
        .extracting(LoggedRequest::outcome)
        .containsExactly("OK", "LimitExceededException", "LimitExceededException", "OK");
  }

  @Test
  void removes_one_rule_and_keeps_the_others_active() {
    FaultRule noKeys =
        FaultRule.Failure.everyCall("kms", "CreateKey", 400, "LimitExceededException", "No");
    FaultRule noLists =
        FaultRule.Failure.everyCall("kms", "ListKeys", 400, "LimitExceededException", "No");
    sim.faultRules().add(noKeys, noLists);
    sim.faultRules().remove(noKeys);
    kms.createKey();
    assertCode("LimitExceededException", () -> kms.listKeys());
  }

  @Test
  void loses_the_response_of_an_executed_call() {
    sim.faultRules()
        .add(
            new FaultRule.Failure(
                "kms", "CreateKey", null, 1, 1, 400, "Lost", "The answer was lost", true));
    assertCode("Lost", () -> kms.createKey());
    assertThat(kms.listKeys().keys()).hasSize(1);
  }

  @Test
  void reports_denied_operations_with_the_error_of_the_service() {
    sim.faultRules().add(new FaultRule.Condition("deny", "kms:Create*", ""));
    sim.faultRules().add(new FaultRule.Condition("deny", "s3:ListAllMyBuckets", ""));
    assertThatThrownBy(() -> kms.createKey())
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
              assertThat(e.getMessage()).contains("is not authorized to perform: kms:CreateKey");
            });
    assertThat(kms.listKeys().keys()).isEmpty();
    try (S3Client s3 = AwsClients.client(sim, S3Client.builder().forcePathStyle(true))) {
      assertCode("AccessDenied", s3::listBuckets);
    }
    sim.faultRules().clear();
    kms.createKey();
  }

  @Test
  @Timeout(60)
  void does_not_block_other_calls_by_a_delayed_one() {
    sim.faultRules().add(new FaultRule.Delay("kms", "CreateKey", Duration.ofMinutes(5)));
    Thread slow = Thread.ofVirtual().start(() -> assertThatThrownBy(() -> kms.createKey()));
    try (DynamoDbClient db = AwsClients.client(sim, DynamoDbClient.builder())) {
      assertThat(db.listTables().tableNames()).isEmpty();
    }
    assertThat(slow.isAlive()).isTrue();
  }

  @Test
  void manages_fault_rules_over_http() throws Exception {
    String rules =
        """
        [{"kind":"failure","service":"kms","operation":"CreateKey","times":1,
          "code":"ThrottlingException","message":"Rate exceeded","status":400},
         {"kind":"condition","name":"quota","subject":"L-*","parameter":"0"},
         {"kind":"latency","transition":"rds:instance","duration":"PT20S"},
         {"kind":"delay","service":"s3","duration":"PT0.01S"}]
        """;
    assertThat(http("POST", "/_sim/fault-rules", rules).statusCode()).isEqualTo(200);
    assertThat(sim.faultRules().active()).hasSize(4);
    assertThat(sim.faultRules().find("quota", "L-1216C47A")).contains("0");
    assertThat(sim.faultRules().latency("rds:instance")).contains(Duration.ofSeconds(20));
    kms.createKey(); // the client retries after being throttled
    assertThat(http("GET", "/_sim/requests?service=kms", "").body())
        .contains("\"outcome\":\"ThrottlingException\"", "\"operation\":\"CreateKey\"");
    assertThat(http("DELETE", "/_sim/fault-rules", "").body()).isEqualTo("[]");
    assertThat(sim.faultRules().active()).isEmpty();
    assertThat(http("POST", "/_sim/fault-rules", "[{\"kind\":\"flood\"}]").statusCode())
        .isEqualTo(400);
    assertThat(http("GET", "/_sim/nothing", "").statusCode()).isEqualTo(404);
  }

  @Test
  void reads_fault_rules_from_a_file(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("fault-rules.json");
    Files.writeString(
        file, "[{\"kind\":\"condition\",\"name\":\"instance-capacity\",\"subject\":\"*1a\"}]");
    try (CloudSim other = CloudSim.builder().faultRules(file).start()) {
      assertThat(other.faultRules().find("instance-capacity", "us-east-1a")).contains("");
      assertThat(other.faultRules().find("instance-capacity", "us-east-1b")).isEmpty();
    }
  }

  private HttpResponse<String> http(String method, String path, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(sim.uri().resolve(path))
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static void assertCode(String code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }
}
