package io.beta9.provisioning.cloudsim.aws.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.AwsClients;
import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import io.beta9.provisioning.cloudsim.aws.logs.LogsService;
import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.rds.RdsClient;

class ProtocolsTest {
  private static CloudSim sim;

  @BeforeAll
  static void start() {
    sim =
        CloudSim.builder()
            .service(cloud -> new KmsService(cloud.store()))
            .service(cloud -> new LogsService(cloud.store()))
            .service(cloud -> new Ec2Service(cloud, InstantSource.system()))
            .start();
  }

  @AfterAll
  static void stop() {
    sim.close();
  }

  @Test
  void encodes_and_decodes_structures_and_times_in_the_query_protocol() {
    try (IamClient iam = AwsClients.client(sim, IamClient.builder())) {
      var created =
          iam.createUser(
                  it ->
                      it.userName("worker")
                          .tags(tag -> tag.key("team").value("a b"), tag -> tag.key("x").value("")))
              .user();
      var seen = iam.getUser(it -> it.userName("worker")).user();
      assertThat(seen.createDate()).isNotNull();
      assertThat(seen).isEqualTo(created);
      assertThat(seen.tags()).extracting("value").containsExactly("a b", "");
      var role =
          iam.createRole(
                  it ->
                      it.roleName("worker")
                          .description("<a&b>")
                          .assumeRolePolicyDocument(
                              """
                              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                               "Principal": {"Service": "ec2.amazonaws.com"},
                               "Action": "sts:AssumeRole"}]}
                              """))
              .role();
      assertThat(role.description()).isEqualTo("<a&b>");
      assertThat(iam.getRole(it -> it.roleName("worker")).role().description()).isEqualTo("<a&b>");
    }
  }

  @Test
  void returns_code_status_and_request_id_in_query_errors() {
    try (IamClient iam = AwsClients.client(sim, IamClient.builder())) {
      assertThatThrownBy(() -> iam.getRole(it -> it.roleName("absent")))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchEntity");
                assertThat(e.statusCode()).isEqualTo(404);
                assertThat(e.requestId()).isNotBlank();
              });
    }
  }

  @Test
  void encodes_and_decodes_nested_lists_in_the_ec2_protocol() {
    try (Ec2Client ec2 = AwsClients.client(sim, Ec2Client.builder())) {
      String id =
          ec2.createVpc(
                  it ->
                      it.cidrBlock("10.1.0.0/16")
                          .tagSpecifications(
                              spec ->
                                  spec.resourceType(ResourceType.VPC)
                                      .tags(tag -> tag.key("Name").value("net"))))
              .vpc()
              .vpcId();
      var found =
          ec2.describeVpcs(it -> it.filters(filter -> filter.name("vpc-id").values(id))).vpcs();
      assertThat(found).hasSize(1);
      assertThat(found.getFirst().tags().getFirst().value()).isEqualTo("net");
      assertThatThrownBy(() -> ec2.deleteVpc(it -> it.vpcId("vpc-0000")))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).startsWith("InvalidVpcID"));
    }
  }

  @Test
  void encodes_times_and_errors_in_the_json_protocol() {
    try (KmsClient kms = AwsClients.client(sim, KmsClient.builder());
        CloudWatchLogsClient logs = AwsClients.client(sim, CloudWatchLogsClient.builder())) {
      KeyMetadata created = kms.createKey(it -> it.description("for tests")).keyMetadata();
      assertThat(kms.describeKey(it -> it.keyId(created.keyId())).keyMetadata()).isEqualTo(created);
      assertThatThrownBy(() -> kms.describeKey(it -> it.keyId("alias/none")))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotFoundException");
                assertThat(e.statusCode()).isEqualTo(400);
              });
      logs.createLogGroup(it -> it.logGroupName("/aws/test"));
      assertThat(logs.describeLogGroups(it -> it.logGroupNamePrefix("/aws/")).logGroups())
          .singleElement()
          .satisfies(group -> assertThat(group.creationTime()).isPositive());
    }
  }

  @Test
  void rejects_and_logs_operations_that_are_not_simulated() {
    try (RdsClient rds = AwsClients.client(sim, RdsClient.builder());
        EksClient eks = AwsClients.client(sim, EksClient.builder());
        IamClient iam = AwsClients.client(sim, IamClient.builder())) {
      assertRefused(() -> rds.describeDBInstances());
      assertRefused(() -> eks.listClusters());
      assertRefused(() -> iam.listServerCertificates());
    }
    assertThat(sim.requests().calls("iam", "ListServerCertificates"))
        .singleElement()
        .extracting(LoggedRequest::outcome)
        .isEqualTo("InvalidAction");
  }

  private static void assertRefused(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsServiceException.class, e -> assertThat(e.statusCode()).isBetween(400, 499));
  }
}
