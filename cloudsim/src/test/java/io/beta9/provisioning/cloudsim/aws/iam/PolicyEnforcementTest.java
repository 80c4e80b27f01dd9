package io.beta9.provisioning.cloudsim.aws.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.AwsClients;
import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.FullCloudSim;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Requests of sessions and users whose policies do not allow everything. */
class PolicyEnforcementTest {
  private static final String ACCOUNT = "123456789012";
  private static final String OPERATOR = "999999999999";
  private static final AwsCredentials ADMINISTRATOR =
      AwsBasicCredentials.create("AKIAADMINISTRATOR001", "secret");
  private static final AwsCredentials SERVICE =
      AwsBasicCredentials.create("AKIASERVICE000000001", "secret");

  private CloudSim sim;

  @BeforeEach
  void start() {
    sim = FullCloudSim.start(CloudSim.builder());
    sim.seed()
        .accessKey("AKIAADMINISTRATOR001", "secret", ACCOUNT, "administrator")
        .accessKey("AKIASERVICE000000001", "secret", OPERATOR, "service");
  }

  @AfterEach
  void stop() {
    sim.close();
  }

  /** Returns the credentials of a role that has exactly these statements. */
  private AwsCredentials role(String statements) {
    return role(statements, "us-east-1");
  }

  private AwsCredentials role(String statements, String region) {
    sim.seed()
        .account(ACCOUNT)
        .role(
            "Restricted",
            OPERATOR,
            null,
            Map.of("only", "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}"));
    try (StsClient sts = AwsClients.client(sim, StsClient.builder(), SERVICE, region)) {
      Credentials session =
          sts.assumeRole(
                  r ->
                      r.roleArn("arn:aws:iam::" + ACCOUNT + ":role/Restricted")
                          .roleSessionName("session"))
              .credentials();
      return AwsSessionCredentials.create(
          session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
    }
  }

  private Ec2Client ec2(AwsCredentials credentials) {
    return AwsClients.client(sim, Ec2Client.builder(), credentials, "us-east-1");
  }

  private String vpc(Ec2Client ec2, String owner) {
    return ec2.createVpc(
            r ->
                r.cidrBlock("10.0.0.0/16")
                    .tagSpecifications(
                        s ->
                            s.resourceType(ResourceType.VPC)
                                .tags(t -> t.key("owner").value(owner))))
        .vpc()
        .vpcId();
  }

  private static void assertDenied(String action, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode())
                  .containsAnyOf("AccessDenied", "UnauthorizedOperation");
              assertThat(e.getMessage()).contains(action);
            });
  }

  @Test
  void a_resource_that_is_created_has_the_tags_of_the_request() {
    try (Ec2Client restricted =
        ec2(
            role(
                """
                {"Effect":"Allow","Action":"ec2:CreateVpc","Resource":"*",
                 "Condition":{"StringEquals":{"aws:RequestTag/owner":"me"}}},
                {"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*",
                 "Condition":{"StringEquals":{"ec2:CreateAction":"CreateVpc"}}}
                """))) {
      String vpc = vpc(restricted, "me");
      assertDenied("ec2:CreateVpc", () -> vpc(restricted, "other"));
      assertDenied("ec2:CreateVpc", () -> restricted.createVpc(r -> r.cidrBlock("10.1.0.0/16")));
      assertDenied(
          "ec2:CreateTags",
          () -> restricted.createTags(r -> r.resources(vpc).tags(t -> t.key("a").value("b"))));
    }
  }

  @Test
  void an_existing_resource_has_its_own_tags_and_a_missing_one_is_reported_as_such() {
    try (Ec2Client administrator = ec2(ADMINISTRATOR);
        Ec2Client restricted =
            ec2(
                role(
                    """
                    {"Effect":"Allow","Action":"ec2:DeleteVpc","Resource":"*",
                     "Condition":{"StringEquals":{"aws:ResourceTag/owner":"me"}}}
                    """))) {
      String mine = vpc(administrator, "me");
      String other = vpc(administrator, "other");

      restricted.deleteVpc(r -> r.vpcId(mine));
      assertDenied("ec2:DeleteVpc", () -> restricted.deleteVpc(r -> r.vpcId(other)));
      assertThatThrownBy(() -> restricted.deleteVpc(r -> r.vpcId(mine)))
          .hasMessageContaining("does not exist");
    }
  }

  @Test
  void an_attachment_has_the_tags_of_its_interface_and_a_missing_one_is_reported_as_such() {
    try (Ec2Client administrator = ec2(ADMINISTRATOR);
        Ec2Client restricted =
            ec2(
                role(
                    """
                    {"Effect":"Allow","Action":"ec2:DetachNetworkInterface","Resource":"*",
                     "Condition":{"StringEquals":{"aws:ResourceTag/owner":"me"}}}
                    """))) {
      String vpc = vpc(administrator, "me");
      String subnet =
          administrator
              .createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/20"))
              .subnet()
              .subnetId();
      administrator.createNatGateway(r -> r.subnetId(subnet).connectivityType("private"));
      String attachment =
          administrator
              .describeNetworkInterfaces()
              .networkInterfaces()
              .getFirst()
              .attachment()
              .attachmentId();

      assertDenied(
          "ec2:DetachNetworkInterface",
          () -> restricted.detachNetworkInterface(r -> r.attachmentId(attachment)));
      assertThatThrownBy(
              () -> restricted.detachNetworkInterface(r -> r.attachmentId("eni-attach-0")))
          .hasMessageContaining("does not exist");
    }
  }

  @Test
  void regions_are_those_of_the_endpoint() {
    AwsCredentials credentials =
        role(
            """
            {"Effect":"Allow","Action":"ec2:DescribeVpcs","Resource":"*",
             "Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}}
            """);
    try (Ec2Client here = ec2(credentials);
        Ec2Client elsewhere =
            AwsClients.client(sim, Ec2Client.builder(), credentials, "eu-central-1")) {
      here.describeVpcs();
      assertDenied("ec2:DescribeVpcs", () -> elsewhere.describeVpcs());
    }
  }

  @Test
  void a_denial_and_not_action_take_precedence_over_what_is_allowed() {
    try (S3Client restricted =
        AwsClients.client(
            sim,
            S3Client.builder().forcePathStyle(true),
            role(
                """
                {"Effect":"Allow","NotAction":"iam:*","Resource":"*"},
                {"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::kept*"}
                """),
            "us-east-1")) {
      restricted.createBucket(r -> r.bucket("kept-1"));
      restricted.createBucket(r -> r.bucket("free-1"));

      assertDenied("s3:DeleteBucket", () -> restricted.deleteBucket(r -> r.bucket("kept-1")));
      restricted.deleteBucket(r -> r.bucket("free-1"));
    }
  }

  @Test
  void a_permissions_boundary_limits_what_the_policies_of_a_user_allow() {
    try (IamClient iam = AwsClients.client(sim, IamClient.builder(), ADMINISTRATOR, "us-east-1")) {
      iam.createPolicy(
          r ->
              r.policyName("boundary")
                  .policyDocument(
                      """
                      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                       "Action":"kms:ListKeys","Resource":"*"}]}
                      """));
      iam.createUser(
          r ->
              r.userName("bounded")
                  .permissionsBoundary("arn:aws:iam::" + ACCOUNT + ":policy/boundary"));
      iam.attachUserPolicy(
          r -> r.userName("bounded").policyArn("arn:aws:iam::aws:policy/AdministratorAccess"));
      var key = iam.createAccessKey(r -> r.userName("bounded")).accessKey();
      try (KmsClient kms =
          AwsClients.client(
              sim,
              KmsClient.builder(),
              AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()),
              "us-east-1")) {
        kms.listKeys();
        assertDenied("kms:CreateKey", () -> kms.createKey());
      }
    }
  }

  @Test
  void rejects_policies_that_are_longer_than_iam_permits() {
    try (IamClient iam = AwsClients.client(sim, IamClient.builder(), ADMINISTRATOR, "us-east-1")) {
      iam.createUser(r -> r.userName("user"));
      assertThatThrownBy(
              () -> iam.createPolicy(r -> r.policyName("long").policyDocument(policy(6_145))))
          .hasMessageContaining("PolicySize: 6144");
      iam.createPolicy(r -> r.policyName("limit").policyDocument(policy(6_144)));
      assertThatThrownBy(
              () ->
                  iam.putUserPolicy(
                      r -> r.userName("user").policyName("p").policyDocument(policy(2_049))))
          .hasMessageContaining("2048");
      iam.putUserPolicy(r -> r.userName("user").policyName("p").policyDocument(policy(2_048)));
    }
  }

  /** Returns a policy of this length, in which white space is not counted. */
  private static String policy(int length) {
    String start =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"";
    String end = "\"}]}";
    return start + "a".repeat(length - start.length() - end.length()) + "   " + end;
  }

  @Test
  void a_secret_under_a_key_of_the_account_requires_permission_for_the_key() {
    try (KmsClient kms = AwsClients.client(sim, KmsClient.builder(), ADMINISTRATOR, "us-east-1");
        SecretsManagerClient administrator =
            AwsClients.client(sim, SecretsManagerClient.builder(), ADMINISTRATOR, "us-east-1")) {
      String key = kms.createKey(r -> r.description("secrets")).keyMetadata().arn();
      administrator.createSecret(r -> r.name("own-key").secretString("value").kmsKeyId(key));
      administrator.createSecret(r -> r.name("managed-key").secretString("value"));
    }
    String secretsOnly =
        "{\"Effect\":\"Allow\",\"Action\":\"secretsmanager:*\",\"Resource\":\"*\"}";
    try (SecretsManagerClient restricted =
        AwsClients.client(sim, SecretsManagerClient.builder(), role(secretsOnly), "us-east-1")) {
      restricted.getSecretValue(r -> r.secretId("managed-key"));
      restricted.putSecretValue(r -> r.secretId("managed-key").secretString("new"));
      assertDenied("kms:Decrypt", () -> restricted.getSecretValue(r -> r.secretId("own-key")));
      assertDenied(
          "kms:", () -> restricted.putSecretValue(r -> r.secretId("own-key").secretString("new")));
    }
    try (SecretsManagerClient allowed =
        AwsClients.client(
            sim,
            SecretsManagerClient.builder(),
            role(
                secretsOnly
                    + """
                    ,{"Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey"],
                      "Resource":"*","Condition":{"StringEquals":
                        {"kms:ViaService":"secretsmanager.us-east-1.amazonaws.com"}}}
                    """),
            "us-east-1")) {
      allowed.putSecretValue(r -> r.secretId("own-key").secretString("new"));
      assertThat(allowed.getSecretValue(r -> r.secretId("own-key")).secretString())
          .isEqualTo("new");
    }
  }

  /** As a lock is removed: only if its content is still the expected one. */
  @Test
  void a_delete_that_compares_the_tag_needs_the_permission_to_read() {
    try (S3Client owner = AwsClients.client(sim, S3Client.builder(), ADMINISTRATOR, "us-east-1");
        S3Client writer =
            AwsClients.client(
                sim,
                S3Client.builder(),
                role("{\"Effect\":\"Allow\",\"Action\":\"s3:DeleteObject\",\"Resource\":\"*\"}"),
                "us-east-1")) {
      owner.createBucket(r -> r.bucket("locks-1"));
      String tag =
          owner.putObject(r -> r.bucket("locks-1").key("a"), RequestBody.fromString("x")).eTag();

      assertDenied(
          "s3:GetObject",
          () -> writer.deleteObject(r -> r.bucket("locks-1").key("a").ifMatch(tag)));
      writer.deleteObject(r -> r.bucket("locks-1").key("a").ifMatch("*"));

      assertThat(owner.listObjectsV2(r -> r.bucket("locks-1")).contents()).isEmpty();
    }
  }
}
