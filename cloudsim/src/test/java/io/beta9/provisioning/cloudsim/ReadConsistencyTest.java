package io.beta9.provisioning.cloudsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.s3.S3Client;

/** Reads that return the state of some seconds ago. */
class ReadConsistencyTest {
  private static final Duration LAG = Duration.ofSeconds(10);
  private static final int READS = 40;
  private static final int VPCS = 4;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private CloudSim sim;
  private Ec2Client ec2;

  @BeforeEach
  void start() {
    InstantSource clock = () -> now;
    sim = CloudSim.builder().clock(clock).service(cloud -> new Ec2Service(cloud, clock)).start();
    ec2 = AwsClients.client(sim, Ec2Client.builder());
    sim.faultRules().add(FaultRule.Lag.ofAws(LAG, 7));
  }

  @AfterEach
  void stop() {
    sim.close();
  }

  @Test
  void may_not_find_what_was_just_created_and_finds_it_after_the_maximum_lag() {
    List<Boolean> found = new ArrayList<>();
    String vpc = vpc();
    for (int i = 0; i < READS; i++) {
      found.add(exists(vpc));
    }

    assertThat(found).contains(true, false);
    now = now.plus(LAG).plusSeconds(1);
    for (int i = 0; i < READS; i++) {
      assertThat(exists(vpc)).isTrue();
    }
  }

  @Test
  void may_list_what_was_just_deleted_and_return_earlier_values() {
    String vpc = vpc();
    now = now.plus(LAG).plusSeconds(1);
    ec2.createTags(r -> r.resources(vpc).tags(t -> t.key("a").value("new")));
    List<Integer> tags = new ArrayList<>();
    for (int i = 0; i < READS; i++) {
      tags.add(ec2.describeVpcs(r -> r.vpcIds(vpc)).vpcs().getFirst().tags().size());
    }
    assertThat(tags).contains(0, 1);

    now = now.plus(LAG).plusSeconds(1);
    ec2.deleteVpc(r -> r.vpcId(vpc));
    List<Boolean> listed = new ArrayList<>();
    for (int i = 0; i < READS; i++) {
      listed.add(ec2.describeVpcs(r -> {}).vpcs().stream().map(Vpc::vpcId).toList().contains(vpc));
    }
    assertThat(listed).contains(true, false);
  }

  @Test
  void never_affects_writes_or_the_state() {
    for (int i = 0; i < VPCS; i++) {
      String vpc = vpc();
      ec2.describeVpcs(r -> {});
      ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/24"));
      now = now.plusSeconds(1);
    }

    sim.faultRules().clear();
    assertThat(ec2.describeVpcs(r -> {}).vpcs()).hasSize(VPCS);
    assertThat(ec2.describeSubnets(r -> {}).subnets()).hasSize(VPCS);
  }

  @Test
  void lags_in_iam_and_never_in_s3() {
    IamClient iam = AwsClients.client(sim, IamClient.builder());
    S3Client s3 = AwsClients.client(sim, S3Client.builder().forcePathStyle(true));
    s3.createBucket(r -> r.bucket("state"));
    List<Boolean> users = new ArrayList<>();
    iam.createUser(r -> r.userName("u"));
    for (int i = 0; i < READS; i++) {
      String text = "version " + i;
      s3.putObject(r -> r.bucket("state").key("k"), RequestBody.fromString(text));
      assertThat(s3.getObjectAsBytes(r -> r.bucket("state").key("k")).asUtf8String())
          .isEqualTo(text);
      users.add(userExists(iam));
    }
    assertThat(users).contains(true, false);
  }

  @Test
  void depends_on_the_seed_only() {
    List<List<Boolean>> runs = new ArrayList<>();
    for (long seed : List.of(1L, 1L, 2L)) {
      sim.faultRules().clear();
      ec2.describeVpcs(r -> {});
      now = now.plus(LAG).plusSeconds(1);
      sim.faultRules().add(new FaultRule.Lag("ec2", "*", LAG, seed));
      String vpc = vpc();
      List<Boolean> found = new ArrayList<>();
      for (int i = 0; i < READS; i++) {
        found.add(exists(vpc));
      }
      runs.add(found);
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1)).isNotEqualTo(runs.get(2));
  }

  @Test
  void is_switched_on_and_off_over_http() throws Exception {
    sim.faultRules().clear();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(sim.uri().resolve("/_sim/fault-rules"))
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "[{\"kind\":\"lag\",\"service\":\"ec2\",\"maximum\":\"PT10S\",\"seed\":1}]"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
    }
    assertThat(sim.faultRules().active())
        .containsExactly(new FaultRule.Lag("ec2", "*", Duration.ofSeconds(10), 1));
  }

  private String vpc() {
    return ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
  }

  private boolean exists(String vpc) {
    try {
      return !ec2.describeVpcs(r -> r.vpcIds(vpc)).vpcs().isEmpty();
    } catch (Ec2Exception e) {
      assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidVpcID.NotFound");
      return false;
    }
  }

  private static boolean userExists(IamClient iam) {
    try {
      return iam.getUser(r -> r.userName("u")).user() != null;
    } catch (NoSuchEntityException e) {
      return false;
    }
  }
}
