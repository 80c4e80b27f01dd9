package io.beta9.provisioning.cloudsim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Tags and descriptions that AWS does not accept. */
class TextRulesTest {
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},
       "Action":"sts:AssumeRole"}]}\
      """;

  private static CloudSim sim;

  @BeforeAll
  static void start() {
    sim = FullCloudSim.start(CloudSim.builder());
  }

  @AfterAll
  static void stop() {
    sim.close();
  }

  @Test
  void rejects_tag_values_with_characters_that_a_service_does_not_accept() {
    IamClient iam = AwsClients.client(sim, IamClient.builder());
    assertRejected(
        "ValidationError",
        () ->
            iam.createRole(
                r ->
                    r.roleName("r")
                        .assumeRolePolicyDocument(TRUST)
                        .tags(t -> t.key("owner").value("team #2"))));
    KmsClient kms = AwsClients.client(sim, KmsClient.builder());
    assertRejected(
        "TagException", () -> kms.createKey(r -> r.tags(t -> t.tagKey("owner").tagValue("a,b"))));
    RdsClient rds = AwsClients.client(sim, RdsClient.builder());
    assertRejected(
        "InvalidParameterValue",
        () ->
            rds.createDBParameterGroup(
                r ->
                    r.dbParameterGroupName("g")
                        .dbParameterGroupFamily("postgres16")
                        .description("d")
                        .tags(t -> t.key("owner").value("(x)"))));
    EcrClient ecr = AwsClients.client(sim, EcrClient.builder());
    assertRejected(
        "InvalidTagParameterException",
        () -> ecr.createRepository(r -> r.repositoryName("r").tags(t -> t.key("a").value("!"))));
    CloudWatchLogsClient logs = AwsClients.client(sim, CloudWatchLogsClient.builder());
    assertRejected(
        "InvalidParameterException",
        () -> logs.createLogGroup(r -> r.logGroupName("g").tags(Map.of("owner", "a;b"))));
    S3Client s3 = AwsClients.client(sim, S3Client.builder().forcePathStyle(true));
    s3.createBucket(r -> r.bucket("text-rules"));
    assertRejected(
        "InvalidTag",
        () ->
            s3.putBucketTagging(
                r ->
                    r.bucket("text-rules")
                        .tagging(t -> t.tagSet(tag -> tag.key("owner").value("a|b")))));
  }

  @Test
  void rejects_reserved_and_overlong_tags() {
    SecretsManagerClient secrets = AwsClients.client(sim, SecretsManagerClient.builder());
    assertRejected(
        "InvalidParameterException",
        () -> secrets.createSecret(r -> r.name("s").tags(t -> t.key("aws:x").value("y"))));
    assertRejected(
        "InvalidParameterException",
        () -> secrets.createSecret(r -> r.name("s").tags(t -> t.key("x").value("y".repeat(257)))));
  }

  @Test
  void accepts_any_character_in_a_tag_of_ec2() {
    Ec2Client ec2 = AwsClients.client(sim, Ec2Client.builder());
    ec2.createVpc(
        r ->
            r.cidrBlock("10.0.0.0/16")
                .tagSpecifications(
                    s -> s.resourceType(ResourceType.VPC).tags(t -> t.key("owner").value("#(2)"))));
  }

  @Test
  void rejects_descriptions_with_characters_that_a_service_does_not_accept() {
    Ec2Client ec2 = AwsClients.client(sim, Ec2Client.builder());
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    assertRejected(
        "InvalidParameterValue",
        () ->
            ec2.createSecurityGroup(
                r -> r.groupName("g").vpcId(vpc).description("the customer's nodes")));
    assertRejected(
        "InvalidParameterValue",
        () -> ec2.createSecurityGroup(r -> r.groupName("g").vpcId(vpc).description("→")));
    String group =
        ec2.createSecurityGroup(r -> r.groupName("g").vpcId(vpc).description("nodes (1)"))
            .groupId();
    assertRejected(
        "InvalidParameterValue",
        () ->
            ec2.authorizeSecurityGroupIngress(
                r ->
                    r.groupId(group)
                        .ipPermissions(
                            p ->
                                p.ipProtocol("tcp")
                                    .fromPort(1)
                                    .toPort(2)
                                    .ipRanges(
                                        range ->
                                            range.cidrIp("10.0.0.0/8").description("a -> b")))));
    IamClient iam = AwsClients.client(sim, IamClient.builder());
    assertRejected(
        "ValidationError",
        () ->
            iam.createRole(
                r -> r.roleName("r").assumeRolePolicyDocument(TRUST).description("Nœuds")));
    RdsClient rds = AwsClients.client(sim, RdsClient.builder());
    assertRejected(
        "InvalidParameterValue",
        () ->
            rds.createDBParameterGroup(
                r ->
                    r.dbParameterGroupName("g")
                        .dbParameterGroupFamily("postgres16")
                        .description(" ")));
  }

  private static void assertRejected(String code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e ->
                org.assertj.core.api.Assertions.assertThat(e.awsErrorDetails().errorCode())
                    .isEqualTo(code));
  }
}
